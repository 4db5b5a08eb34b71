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

const nothing: Snapshot = { before: {}, after: {}, moved: {} };

/** Forgets what merges kept of leads that are erased; a merged id still tells which lead it became. */
export async function forgetMerges(db: Kysely<Tables>, leadIds: readonly number[]): Promise<void> {
  await db
    .deleteFrom("lead_merges")
    .where("into_lead_id", "in", [...leadIds])
    .execute();
  await db
    .updateTable("lead_merges")
    .set({ snapshot: JSON.stringify(nothing) })
    .where("from_lead_id", "in", [...leadIds])
    .execute();
}
