import type { Generated, Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";

interface LeadMergesTable {
  lead_merge_id: Generated<number>;
  from_lead_id: number;
  into_lead_id: number;
  /** JSON of a `Snapshot`. */
  snapshot: string;
  merged_by: string;
  created_at: string;
  undone_at: string | null;
}

declare module "../store/tables.ts" {
  interface Tables {
    lead_merges: LeadMergesTable;
  }
}

/** What a merge changed, so that it can be taken back without touching what people did since. */
export interface Snapshot {
  /** Fields of the lead that stayed: what they were, and what the merge made of them. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** Ids of what moved over, by table. */
  readonly moved: Readonly<Record<string, readonly number[]>>;
  /** Whether the lead that stayed could be reached by its own fields. Merges of older versions do not say: it could. */
  readonly was_reachable?: boolean;
}

/** The merge that a lead went into and that stands. */
export async function findMerge(db: Kysely<Tables>, fromLeadId: number) {
  return await db
    .selectFrom("lead_merges")
    .selectAll()
    .where("from_lead_id", "=", fromLeadId)
    .where("undone_at", "is", null)
    .executeTakeFirst();
}

/** The lead that a merged one lives on as, over all the merges that followed; null for one that was never merged. */
export async function mergedInto(db: Kysely<Tables>, leadId: number): Promise<number | null> {
  let into: number | null = null;
  // A lead is merged away at most once while it lives, so that the way never comes back to where it was.
  for (let merge = await findMerge(db, leadId); merge !== undefined; merge = await findMerge(db, into)) {
    into = merge.into_lead_id;
  }
  return into;
}

/** The leads that were merged into these, over all the merges between; each holds values of the same person. */
export async function mergedAway(db: Kysely<Tables>, leadIds: readonly number[]): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let into = leadIds; into.length > 0; ) {
    const merges = await standing(db)
      .select("from_lead_id")
      .where("into_lead_id", "in", [...into])
      .execute();
    into = merges.map(({ from_lead_id }) => from_lead_id).filter((id) => !found.has(id));
    for (const id of into) found.add(id);
  }
  return [...found];
}

const standing = (db: Kysely<Tables>) => db.selectFrom("lead_merges").where("undone_at", "is", null);

const nothing: Snapshot = { before: {}, after: {}, moved: {} };

/**
 * Forgets what merges kept of leads that are erased. A merged id still tells which lead it became, for as long as that
 * lead, or the one that it became in turn, is there.
 */
export async function forgetMerges(db: Kysely<Tables>, leadIds: readonly number[]): Promise<void> {
  const ids = [...leadIds];
  await db
    .deleteFrom("lead_merges")
    .where("undone_at", "is not", null)
    .where((eb) => eb.or([eb("from_lead_id", "in", ids), eb("into_lead_id", "in", ids)]))
    .execute();
  while (await forgetEnds(db, ids));
  await db
    .updateTable("lead_merges")
    .set({ snapshot: JSON.stringify(nothing) })
    .where((eb) => eb.or([eb("from_lead_id", "in", ids), eb("into_lead_id", "in", ids)]))
    .execute();
}

/** Takes the merges away whose lead is erased and was merged no further; true when that may leave others like them. */
async function forgetEnds(db: Kysely<Tables>, erased: readonly number[]): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("lead_merges")
    .where("into_lead_id", "in", [...erased])
    .where("into_lead_id", "not in", standing(db).select("from_lead_id"))
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
