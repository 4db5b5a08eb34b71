import { createHash } from "node:crypto";
import { type Insertable, sql } from "kysely";
import type { Row } from "../kit/entity.ts";
import { withoutIfMatch } from "../kit/if-match.ts";
import { type Found, findStored, updateRecord, type Writing } from "../kit/records.ts";
import { activity, createActivity } from "../resources/activities.ts";
import type { ConversationsTable } from "../store/conversation-tables.ts";
import { activityDueAt } from "./append.ts";
import type { Attribution } from "./attribution.schema.ts";
import type { Conversation } from "./conversation.ts";
import { firstToAnswer, minutesOf, type Speaker, summarise, transcriptLine } from "./conversation-summary.ts";
import { type Housed, transcriptUrl } from "./transcript-url.ts";

/** What writing a conversation's activity needs of the context. */
export type Noting = Writing & Pick<Housed, "api">;

/**
 * Call it in the transaction that linked a conversation to its lead or contact: its one activity is made there (R14),
 * or moves along when the conversation has it already. Fires activity.created and activity.completed when it is made.
 */
export async function noteLinked(calling: Noting, conversation: Conversation): Promise<Conversation> {
  const context = withoutIfMatch(calling);
  const owner = ownerOf(conversation);
  if (owner === null || (await moveAlong(context, conversation, owner))) return conversation;
  const isOpen = conversation.status === "open";
  const told = isOpen ? begun(context, conversation) : await tell(context, conversation);
  const made = await createActivity(context, {
    ...{ type: "note", subject: "Chat conversation", completed: true },
    ...owner,
    ...told,
  });
  return await keep(context, conversation, {
    activity_id: made.record["activity_id"],
    activity_due_at: isOpen ? activityDueAt(conversation, context.now) : null,
    activity_written: JSON.stringify(printOf(told)),
  });
}

/**
 * Writes what became of a conversation into its activity (R14). What a person changed in it stays, and one that a
 * person deleted or erased is not made again. The conversation must be locked by this transaction.
 */
export async function writeActivity(calling: Noting, conversation: Conversation): Promise<void> {
  const context = withoutIfMatch(calling);
  const { activity_id, activity_written } = conversation;
  const wasMade = activity_id !== null || activity_written !== null;
  if (!wasMade && ownerOf(conversation) !== null) {
    await noteLinked(context, conversation);
    return;
  }
  const found = activity_id === null ? undefined : await findStored(context, activity, activity_id, true);
  const stands = found !== undefined && found.row["deleted_at"] === null;
  const written = stands ? await writeAnew(context, conversation, found) : activity_written;
  await keep(context, conversation, { activity_id, activity_due_at: null, activity_written: written });
}

/** What is said belongs to the contact that somebody is, or has become; until then to the lead. */
function ownerOf({ lead_id, contact_id }: Conversation): { entity_type: "lead" | "contact"; entity_id: number } | null {
  if (contact_id !== null) return { entity_type: "contact", entity_id: contact_id };
  return lead_id === null ? null : { entity_type: "lead", entity_id: lead_id };
}

/** As merging leads moves activities: deleted ones too, so that a restored one is found where its conversation is. */
async function moveAlong(
  { db }: Noting,
  { activity_id }: Conversation,
  { entity_type, entity_id }: NonNullable<ReturnType<typeof ownerOf>>,
): Promise<boolean> {
  if (activity_id === null) return false;
  const { rows } = await sql`
    update activities set entity_type = ${entity_type}, entity_id = ${entity_id}
    where activity_id = ${activity_id} returning activity_id
  `.execute(db);
  return rows.length > 0;
}

/** Fields of the activity that follow from the conversation. */
interface Told {
  readonly description: string;
  readonly duration_minutes: number | null;
  readonly assigned_to: number | null;
}

/** While it has only begun there is little to tell, and whoever wrote waits for this: the rest follows in a while. */
const begun = (context: Noting, conversation: Conversation): Told => ({
  description: transcriptLine(transcriptUrl(context, conversation.conversation_id)),
  duration_minutes: null,
  assigned_to: null,
});

async function tell(context: Noting, conversation: Conversation): Promise<Told> {
  const { db } = context;
  const { conversation_id, widget_session_id } = conversation;
  const session = await db
    .selectFrom("widget_sessions")
    .select("attribution")
    .where("widget_session_id", "=", widget_session_id)
    .executeTakeFirst();
  const { first } = JSON.parse(session?.attribution ?? "{}") as Attribution;
  const speakers = await speakersOf(db, conversation_id);
  const transcript = transcriptUrl(context, conversation.conversation_id);
  return {
    description: summarise({ conversation, speakers, landingUrl: first?.landing_url ?? null, transcript }),
    duration_minutes: minutesOf(conversation),
    assigned_to: firstToAnswer(speakers),
  };
}

async function speakersOf(db: Noting["db"], conversationId: number): Promise<readonly Speaker[]> {
  const rows = await db
    .selectFrom("conversation_events")
    .select((eb) => [
      "sender_kind",
      "sender_id",
      eb.fn.max("sender_name").as("name"),
      eb.fn.countAll<number>().as("messages"),
    ])
    .where("conversation_id", "=", conversationId)
    .where("type", "=", "message")
    // Said of the others, SQLite would take the index of senders and read what all visitors ever wrote.
    .where("sender_kind", "not in", ["bot", "system"])
    .groupBy(["sender_kind", "sender_id"])
    .orderBy((eb) => eb.fn.min("seq"))
    .execute();
  return rows.map(({ sender_kind, sender_id, name, messages }) => ({
    kind: sender_kind as Speaker["kind"],
    employeeId: sender_kind === "agent" && sender_id !== null && sender_id > 0 ? sender_id : null,
    name,
    messages,
  }));
}

/** A text is kept as its hash: to tell whether it is still ours takes no second copy of what people said. */
const printOf = ({ description, ...others }: Told): Row => ({ ...others, description: hashOf(description) });

const hashOf = (text: unknown) =>
  createHash("sha256")
    .update(String(text ?? ""))
    .digest("base64url");

/** Writes the fields that still hold what was last written, and returns what is written now. */
async function writeAnew(context: Noting, conversation: Conversation, found: Found): Promise<string> {
  const told = await tell(context, conversation);
  const before = JSON.parse(conversation.activity_written ?? "{}") as Row;
  const now = { ...told, assigned_to: found.record["assigned_to"] ?? told.assigned_to };
  const standing = printOf(found.record as unknown as Told);
  const ours = Object.keys(told).filter((name) => standing[name] === before[name]);
  const values = Object.fromEntries(Object.entries(now).filter(([name]) => ours.includes(name)));
  await updateRecord(context, activity, found, values);
  const printed = Object.entries(printOf(now)).filter(([name]) => ours.includes(name));
  return JSON.stringify({ ...before, ...Object.fromEntries(printed) });
}

type Kept = Pick<Insertable<ConversationsTable>, "activity_id" | "activity_due_at" | "activity_written">;

/** Neither a version nor a time of change: what a conversation shows has not changed. */
async function keep({ db }: Noting, conversation: Conversation, kept: Kept): Promise<Conversation> {
  return await db
    .updateTable("conversations")
    .set(kept)
    .where("conversation_id", "=", conversation.conversation_id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
