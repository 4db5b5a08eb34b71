import { anyTable } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import type { Search, SearchScope } from "../store/search.ts";
import { type Tier, tiers } from "../store/search-tiers.ts";
import type { Searchable } from "./searchable.ts";

/** Records of one kind, as far as the caller may read them. */
export interface Scoped {
  readonly searchable: Searchable;
  readonly scope: SearchScope;
}

export interface Hit {
  readonly searchable: Searchable;
  readonly id: number;
  readonly score: number;
}

interface Candidate extends Hit {
  readonly created_at: string;
}

/**
 * The best `limit` records, and how many match in all. Tiers are asked in turn, each for its newest alone, until
 * enough is found: a search that matches a million records reads a few of them. Ids rise with time, so that the newest
 * of one kind are those with the highest ids; kinds are mixed by the second they were made in.
 */
export async function rank(
  db: Context["db"],
  search: Search,
  scoped: readonly Scoped[],
  text: string,
  limit: number,
): Promise<{ hits: readonly Hit[]; total: number }> {
  const counts = await Promise.all(scoped.map(async ({ scope }) => (await search.count(db, scope, text)) ?? 0));
  const matching = scoped.filter((_, i) => counts[i] !== 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const hits: Hit[] = [];
  for (const tier of tiers) {
    if (hits.length >= Math.min(limit, total)) break;
    // Tiers before this one are known whole, or they would have been enough.
    const known = new Set(hits.map(nameOf));
    const found = await Promise.all(
      matching.map(async ({ searchable, scope }) => {
        const ids = await search.newest(db, scope, tier, text, limit);
        const fresh = ids.filter((id) => !known.has(nameOf({ searchable, id })));
        return await candidates(db, searchable, tier, fresh);
      }),
    );
    hits.push(...found.flat().sort(newestFirst));
  }
  return { hits: hits.slice(0, limit), total };
}

const nameOf = ({ searchable, id }: Pick<Hit, "searchable" | "id">) => `${searchable.type} ${id}`;

/** The sort is stable: of one second, kinds stand in the order of the list. */
function newestFirst(a: Candidate, b: Candidate): number {
  if (a.searchable === b.searchable) return b.id - a.id;
  return a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0;
}

async function candidates(
  db: Context["db"],
  searchable: Searchable,
  { score }: Tier,
  ids: readonly number[],
): Promise<Candidate[]> {
  if (ids.length === 0) return [];
  const { table, id } = searchable;
  const rows = await anyTable(db).selectFrom(table).select([id, "created_at"]).where(id, "in", ids).execute();
  return rows.map((row) => ({ searchable, id: row[id], score, created_at: row["created_at"] }));
}
