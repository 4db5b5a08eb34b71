import { type Kysely, sql } from "kysely";
import type { Space, Transaction } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";

/** What people and visitors left in a space: the tables that are wiped, those that name others before these. */
export const wipedTables = [
  "conversation_events",
  "notes",
  "activities",
  "opportunity_stages",
  "lead_merges",
  "custom_field_values",
  "leads",
  "contacts",
  "companies",
  "prospects",
  "visitor_happenings",
  "import_errors",
  "import_chunks",
  "import_claims",
  "imports",
  "webhook_deliveries",
  "webhook_replays",
  "idempotency_keys",
  "erasures",
  "search_documents",
  "opportunities",
  "conversations",
  "widget_tokens",
  "widget_sessions",
  "visitor_identities",
] as const;

/** Tables that others refer to: emptied in the one last transaction only, in which nobody adds to the others. */
const referred: readonly string[] = ["opportunities", "conversations", "widget_tokens", "widget_sessions"];

/** Rows that one transaction removes, so that nobody waits for it longer than a moment; searched ones cost far more. */
const rowsAtOnce = 500;
const documentsAtOnce = 20;

/** Removes most of what there is, a little in each transaction: what is left then goes at once. */
export async function thinOutSpace(space: Space): Promise<void> {
  for (const table of wipedTables.filter((one) => !referred.includes(one))) {
    const most = table === "search_documents" ? documentsAtOnce : rowsAtOnce;
    while ((await space.write(({ db }) => removeSome(db, space, table, most))) === most);
  }
  while ((await space.write(({ db }) => removeEvents(db, rowsAtOnce))) === rowsAtOnce);
}

/** Removes all that is left, in one transaction. Visitors who are there start anew. */
export async function wipeSpace({ db, publish }: Pick<Transaction, "db" | "publish">, space: Space): Promise<void> {
  if (space.engine === "postgres") {
    const tables = wipedTables.map((table) => sql.table(table));
    await sql`lock table ${sql.join(tables)} in share row exclusive mode`.execute(db);
  }
  const sessions = await db.selectFrom("widget_sessions").select("widget_session_id").execute();
  for (const table of wipedTables) await sql`delete from ${sql.table(table)}`.execute(db);
  if (space.engine === "sqlite") await sql`delete from search_words`.execute(db);
  await removeEvents(db, null);
  await sql`update events set data = ${nothingTold}`.execute(db);
  // Generated leads begin anew.
  await db.deleteFrom("meta").where("key", "=", "seed").execute();
  for (const { widget_session_id: id } of sessions) publish({ kind: "revoked", what: "widget_session", id });
  publish({ kind: "webhooks.changed" });
}

async function removeSome(db: Kysely<Tables>, { engine }: Space, table: string, most: number): Promise<number> {
  const place = sql.raw(engine === "sqlite" ? "rowid" : "ctid");
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)}
    where ${place} in (select ${place} from ${sql.table(table)} limit ${sql.lit(most)})
  `.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** All but the last, and those that wait for their number: the log goes on counting from there. */
async function removeEvents(db: Kysely<Tables>, most: number | null): Promise<number> {
  const last = await db
    .selectFrom("events")
    .select("event_id")
    .where("seq", "is not", null)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  let old = db
    .selectFrom("events")
    .select("event_id")
    .where("event_id", "<", last?.event_id ?? 0)
    .where("seq", "is not", null);
  if (most !== null) old = old.limit(most);
  const { numDeletedRows } = await db.deleteFrom("events").where("event_id", "in", old).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** What is left in place of an event's data, as of any whose record was erased. */
const nothingTold = sql<string>`coalesce('{"' || entity || '_id":' || entity_id || ',"erased":true}', '{"erased":true}')`;
