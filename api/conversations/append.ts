import type { Updateable } from "kysely";
import { timestamp } from "../clock.ts";
import type { Context } from "../kit/operation.ts";
import type { ConversationsTable } from "../store/conversation-tables.ts";
import type { ConversationEvent } from "./conversation.schema.ts";
import { type Conversation, noConversation, type Sender, toEvent } from "./conversation.ts";

export interface NewEvent {
  readonly type: ConversationEvent["type"];
  readonly sender: Sender;
  readonly body?: string | null;
  readonly clientId?: string | null;
  readonly suggestedActions?: readonly string[];
}

export interface Appended {
  readonly conversation: Conversation;
  readonly event: ConversationEvent;
}

/** What adding an event needs of the context. */
export type Appending = Pick<Context, "db" | "space" | "now" | "emit" | "publish">;

/** Longest last line kept for the inbox. */
const previewLength = 200;
/** Without a message for so long, a conversation's activity is written anew (R14). */
const idleMs = 15 * 60_000;

/**
 * Adds an event to a conversation: the only place that gives out a `seq`. The row's lock makes their order the
 * order of commits, without gaps. Who joined and what was rated is not told to the log; everything is to whoever is connected.
 */
export async function append(context: Appending, conversation: Conversation, event: NewEvent): Promise<Appended> {
  const { db, now, space } = context;
  const changed = await db
    .updateTable("conversations")
    .set((eb) => ({
      ...columnsAfter(conversation, event, now),
      next_seq: eb("next_seq", "+", 1),
      version: eb("version", "+", 1),
      updated_at: now,
    }))
    .where("conversation_id", "=", conversation.conversation_id)
    .returningAll()
    .executeTakeFirst();
  if (changed === undefined) noConversation();

  const row = await db
    .insertInto("conversation_events")
    .values({
      conversation_id: changed.conversation_id,
      seq: changed.next_seq,
      type: event.type,
      sender_kind: event.sender.kind,
      sender_id: event.sender.id,
      sender_name: event.sender.name,
      client_id: event.clientId ?? null,
      body: event.body ?? null,
      suggested_actions: event.suggestedActions?.length ? JSON.stringify(event.suggestedActions) : null,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const appended = { conversation: changed, event: toEvent(row) };
  await tellLog(context, appended);
  context.publish({
    kind: "conversation.event",
    epoch: space.epoch,
    widgetSessionId: changed.widget_session_id,
    event: appended.event,
  });
  return appended;
}

function columnsAfter(conversation: Conversation, event: NewEvent, now: string): Updateable<ConversationsTable> {
  switch (event.type) {
    case "message":
      return messageColumns(conversation, event, now);
    case "closed":
    case "ended":
      // Who closes or ends it writes the activity at once.
      return { status: event.type, ended_at: now, waiting_since: null, activity_due_at: null, flow: null };
    case "reopened":
      return { status: "open", ended_at: null, activity_due_at: activityDueAt(conversation, now) };
    case "agent_joined":
    case "rated":
      return {};
  }
}

/** The inbox shows what people said last; automatic replies would hide what the visitor asked. */
function messageColumns(conversation: Conversation, event: NewEvent, now: string): Updateable<ConversationsTable> {
  const { kind } = event.sender;
  const due = dueAfterMessage(conversation, now);
  const preview = { last_message: shorten(event.body ?? ""), last_message_by: kind, last_message_at: now, ...due };
  if (kind === "visitor") return { ...preview, waiting_since: conversation.waiting_since ?? now };
  if (kind !== "agent") return due;
  // Who answers has read what came before.
  return {
    ...preview,
    waiting_since: null,
    wants_person: 0,
    flow: null,
    first_reply_at: conversation.first_reply_at ?? now,
    agent_read_seq: conversation.next_seq + 1,
  };
}

/** Left as it stands where it is set: the round looks at the last message, and so a message moves no index. */
const dueAfterMessage = (conversation: Conversation, now: string): Updateable<ConversationsTable> =>
  conversation.activity_due_at === null ? { activity_due_at: activityDueAt(conversation, now) } : {};

/** When a conversation that somebody wrote in at `at` is told of anew; null for one of a visitor whom nobody knows. */
export const activityDueAt = (
  { lead_id, contact_id }: Pick<Conversation, "lead_id" | "contact_id">,
  at: string,
): string | null => (lead_id === null && contact_id === null ? null : timestamp(Date.parse(at) + idleMs));

/** The start of a message, for where many stand below each other: up to 200 characters. */
export const shorten = (text: string): string =>
  text.length <= previewLength ? text : `${text.slice(0, previewLength - 1).toWellFormed()}…`;

async function tellLog(context: Appending, { conversation, event }: Appended): Promise<void> {
  const { conversation_id, status, lead_id, assigned_to, ended_at, rating } = conversation;
  switch (event.type) {
    case "message": {
      // A client id is between its sender and us; the log goes to the site's servers.
      const { client_id: _, ...message } = event;
      const wants_person = conversation.wants_person === 1;
      const data = { ...message, status, lead_id, assigned_to, wants_person };
      await context.emit("conversation.message", data, conversation_id);
      return;
    }
    case "closed":
    case "ended":
      await context.emit("conversation.ended", { conversation_id, status, lead_id, ended_at, rating }, conversation_id);
      return;
    case "reopened":
      await context.emit("conversation.reopened", { conversation_id, status, lead_id, assigned_to }, conversation_id);
      return;
    case "agent_joined":
    case "rated":
      return;
  }
}
