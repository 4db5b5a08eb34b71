import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { AppError } from "../errors.ts";
import { chunks } from "../kept-answers.ts";
import type { Tables } from "../store/tables.ts";

export type Kind = "lead" | "contact" | "identity" | "session" | "conversation";

/** Ids of what a person is known to have, from which the rest follows. */
export type Start = Readonly<Partial<Record<Kind, readonly number[]>>>;

/** What two looks have found. */
export const bothStarts = (one: Start, other: Start): Start =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)] as Kind[])].map((kind) => [
      kind,
      [...(one[kind] ?? []), ...(other[kind] ?? [])],
    ]),
  );

/** All that is a person's. */
export interface Person extends Readonly<Record<Kind, readonly number[]>> {
  /** Sessions of his in which somebody else has a conversation: they stay for that one, and say nothing of him. */
  readonly emptied: readonly number[];
  /** Sessions of others in which he had a conversation. */
  readonly shared: readonly number[];
}

/** Records that name each other: rows of a table whose column holds one of the ids lead to another column's. */
interface Link {
  readonly from: Kind;
  readonly to: Kind;
  readonly table: keyof Tables;
  readonly by: string;
  readonly id: string;
  readonly only: RawBuilder<SqlBool>;
}

const link = (from: Kind, to: Kind, table: keyof Tables, [by, id]: readonly [string, string], only = "true"): Link => ({
  ...{ from, to, table, by, id, only: sql.raw<SqlBool>(only) },
});

const standing = "undone_at is null";

/**
 * Explicit links alone, never an equal email or phone: two people may have shared one. And never from a conversation to
 * what its session became later: two people may share a browser.
 */
const links: readonly Link[] = [
  link("lead", "lead", "lead_merges", ["into_lead_id", "from_lead_id"], standing),
  link("lead", "lead", "lead_merges", ["from_lead_id", "into_lead_id"], standing),
  link("lead", "lead", "leads", ["lead_id", "previous_lead_id"]),
  link("lead", "lead", "leads", ["previous_lead_id", "lead_id"]),
  link("lead", "contact", "leads", ["lead_id", "contact_id"]),
  link("contact", "lead", "leads", ["contact_id", "lead_id"]),
  link("lead", "contact", "contacts", ["lead_id", "contact_id"]),
  link("contact", "lead", "contacts", ["contact_id", "lead_id"]),
  link("lead", "identity", "visitor_identities", ["lead_id", "identity_id"]),
  link("contact", "identity", "visitor_identities", ["contact_id", "identity_id"]),
  link("identity", "lead", "visitor_identities", ["identity_id", "lead_id"]),
  link("identity", "contact", "visitor_identities", ["identity_id", "contact_id"]),
  link("lead", "session", "widget_sessions", ["lead_id", "widget_session_id"]),
  link("identity", "session", "widget_sessions", ["identity_id", "widget_session_id"]),
  link("session", "lead", "widget_sessions", ["widget_session_id", "lead_id"]),
  link("session", "identity", "widget_sessions", ["widget_session_id", "identity_id"]),
  link("lead", "conversation", "conversations", ["lead_id", "conversation_id"]),
  link("contact", "conversation", "conversations", ["contact_id", "conversation_id"]),
  link("conversation", "lead", "conversations", ["conversation_id", "lead_id"]),
  link("conversation", "contact", "conversations", ["conversation_id", "contact_id"]),
  link(
    "session",
    "conversation",
    "conversations",
    ["widget_session_id", "conversation_id"],
    "lead_id is null and contact_id is null",
  ),
];

/** Ids that one query asks for. */
const idsAtOnce = 500;

/** More leads and contacts than this are not one person's: a switchboard's number, for example, is of many people. */
const mostRecords = 100;

/** Follows the links until nothing new is found. Throws CONFLICT when that would be more than one person. */
export async function followLinks(db: Kysely<Tables>, start: Start): Promise<Person> {
  const found: Record<Kind, Set<number>> = {
    ...{ lead: new Set(), contact: new Set(), identity: new Set(), session: new Set(), conversation: new Set() },
  };
  for (let fresh = unknownOf(found, start); fresh !== null; ) {
    requireOnePerson(found);
    const next: Partial<Record<Kind, number[]>> = {};
    for (const one of links) {
      const ids = await idsBehind(db, one, fresh[one.from] ?? []);
      next[one.to] = [...(next[one.to] ?? []), ...ids];
    }
    fresh = unknownOf(found, next);
  }
  return {
    lead: await idsIn(db, "leads", "lead_id", "lead_id", [...found.lead]),
    contact: await idsIn(db, "contacts", "contact_id", "contact_id", [...found.contact]),
    identity: await idsIn(db, "visitor_identities", "identity_id", "identity_id", [...found.identity]),
    conversation: await idsIn(db, "conversations", "conversation_id", "conversation_id", [...found.conversation]),
    ...(await settleSessions(db, found)),
  };
}

/** Of `ids` those that are not known yet, which are from now on; null for none. */
function unknownOf(found: Readonly<Record<Kind, Set<number>>>, ids: Start): Start | null {
  const fresh: Partial<Record<Kind, number[]>> = {};
  for (const [kind, some] of Object.entries(ids) as [Kind, readonly number[]][]) {
    fresh[kind] = [...new Set(some)].filter((id) => !found[kind].has(id));
    for (const id of fresh[kind]) found[kind].add(id);
  }
  return Object.values(fresh).some(({ length }) => length > 0) ? fresh : null;
}

function requireOnePerson({ lead, contact }: Readonly<Record<Kind, Set<number>>>): void {
  if (lead.size + contact.size <= mostRecords) return;
  throw new AppError(
    "CONFLICT",
    `More than ${mostRecords} leads and contacts belong to this, which is hardly one person. Name a lead_id or contact_id instead, or unlink what does not belong together.`,
  );
}

const idsBehind = (db: Kysely<Tables>, { table, by, id, only }: Link, ids: readonly number[]) =>
  idsIn(db, table, by, id, ids, only);

async function idsIn(
  db: Kysely<Tables>,
  table: keyof Tables,
  by: string,
  id: string,
  ids: readonly number[],
  only = sql<SqlBool>`true`,
): Promise<number[]> {
  const found: number[] = [];
  for (const some of chunks(ids, idsAtOnce)) {
    const { rows } = await sql<{ id: number }>`
      select ${sql.ref(id)} as id from ${sql.table(table)}
      where ${sql.ref(by)} in (${sql.join(some)}) and ${sql.ref(id)} is not null and ${only}
    `.execute(db);
    found.push(...rows.map((row) => Number(row.id)));
  }
  return found;
}

/** Tells the sessions that are the person's alone from those that others need. */
async function settleSessions(db: Kysely<Tables>, { session, conversation }: Readonly<Record<Kind, Set<number>>>) {
  const own = await idsIn(db, "widget_sessions", "widget_session_id", "widget_session_id", [...session]);
  const seen = await idsIn(db, "conversations", "conversation_id", "widget_session_id", [...conversation]);
  // What browsers were before the person was proved in them. Who else had used them is not followed.
  const left = await idsIn(db, "widget_sessions", "moved_to", "widget_session_id", own);
  const visited = [...new Set([...seen, ...left])].filter((id) => !session.has(id));
  const used = await usedByOthers(db, [...own, ...visited], conversation);
  const named = await idsIn(
    db,
    "widget_sessions",
    "widget_session_id",
    "widget_session_id",
    visited,
    sql<SqlBool>`(lead_id is not null or identity_id is not null)`,
  );
  const isOthers = (id: number) => used.has(id) || named.includes(id);
  return {
    session: [...own.filter((id) => !used.has(id)), ...visited.filter((id) => !isOthers(id))],
    emptied: own.filter((id) => used.has(id)),
    shared: visited.filter(isOthers),
  };
}

/** Sessions with a conversation that is none of these. */
async function usedByOthers(
  db: Kysely<Tables>,
  sessions: readonly number[],
  own: ReadonlySet<number>,
): Promise<ReadonlySet<number>> {
  const used = new Set<number>();
  for (const some of chunks(sessions, idsAtOnce)) {
    const rows = await db
      .selectFrom("conversations")
      .select(["conversation_id", "widget_session_id"])
      .where("widget_session_id", "in", some)
      .execute();
    for (const row of rows) if (!own.has(row.conversation_id)) used.add(row.widget_session_id);
  }
  return used;
}
