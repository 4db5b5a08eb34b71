import { type RawBuilder, sql } from "kysely";
import type { Context } from "../kit/operation.ts";
import type { Reading } from "../kit/records.ts";

/** Tables whose rows belong to a lead, with their id and the column that says to which. */
const belongings = [
  { table: "activities", id: "activity_id", owner: "entity_id", where: sql`entity_type = 'lead'` },
  { table: "notes", id: "note_id", owner: "entity_id", where: sql`entity_type = 'lead'` },
  { table: "conversations", id: "conversation_id", owner: "lead_id", where: sql`true` },
  { table: "opportunities", id: "opportunity_id", owner: "lead_id", where: sql`true` },
  { table: "contacts", id: "contact_id", owner: "lead_id", where: sql`true` },
  { table: "widget_sessions", id: "widget_session_id", owner: "lead_id", where: sql`true` },
  { table: "visitor_identities", id: "identity_id", owner: "lead_id", where: sql`true` },
] as const;

/**
 * Call it before a lead is locked whose conversations change with it: it holds them first, their sessions before them, as
 * visitors' and agents' messages do on their way to the lead. In another order each would wait for the other, until
 * Postgres gives one up.
 */
export async function holdConversationsOf({ db, space }: Reading, leadId: number): Promise<void> {
  // SQLite runs one transaction at a time.
  if (space.engine === "sqlite") return;
  const conversations = db.selectFrom("conversations").where("lead_id", "=", leadId);
  await db
    .selectFrom("widget_sessions")
    .select("widget_session_id")
    .where((eb) =>
      eb.or([eb("lead_id", "=", leadId), eb("widget_session_id", "in", conversations.select("widget_session_id"))]),
    )
    .orderBy("widget_session_id")
    .forUpdate()
    .execute();
  await conversations.select("conversation_id").orderBy("conversation_id").forUpdate().execute();
}

/** Moves everything that belongs to one lead to another; returns the ids by table. */
export async function moveBelongings(
  { db }: Context,
  fromId: number,
  toId: number,
): Promise<Record<string, readonly number[]>> {
  const moved: Record<string, readonly number[]> = {};
  for (const { table, id, owner, where } of belongings) {
    const condition = sql`${sql.ref(owner)} = ${fromId} and ${where}`;
    moved[table] = await changeOwner(db, { table, id, owner, condition, toId });
  }
  return moved;
}

interface Moving {
  readonly table: string;
  readonly id: string;
  readonly owner: string;
  readonly condition: RawBuilder<unknown>;
  readonly toId: number;
}

async function changeOwner(db: Context["db"], { table, id, owner, condition, toId }: Moving): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update ${sql.table(table)} set ${sql.ref(owner)} = ${toId} where ${condition} returning ${sql.ref(id)} as id
  `.execute(db);
  return rows.map((row) => Number(row.id)).sort((a, b) => a - b);
}

/** Tells who follows conversations which lead they belong to now. */
export async function announceLinks(
  context: Context,
  conversations: readonly number[],
  lead_id: number,
): Promise<void> {
  for (const conversation_id of conversations) {
    await context.emit("conversation.lead_linked", { conversation_id, lead_id }, conversation_id);
  }
}

/** Moves back what `moved` names, as far as it still belongs to the lead it went to. */
export async function moveBack(
  context: Context,
  intoId: number,
  leadId: number,
  moved: Readonly<Record<string, readonly number[]>>,
): Promise<void> {
  for (const { table, id, owner, where } of belongings) {
    const ids = moved[table] ?? [];
    if (ids.length === 0) continue;
    const condition = sql`${sql.ref(owner)} = ${intoId} and ${where} and ${sql.ref(id)} in (${sql.join(ids)})`;
    const back = await changeOwner(context.db, { table, id, owner, condition, toId: leadId });
    if (table === "conversations") await announceLinks(context, back, leadId);
  }
}
