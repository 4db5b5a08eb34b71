import type { Updateable } from "kysely";
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

/** Longest last line kept for the inbox. */
const previewLength = 200;

/**
 * Adds an event to a conversation: the only place that gives out a `seq`. The row's lock makes their order the
 * order of commits, without gaps. Messages and ends are told to the log; everything to whoever is connected.
 */
export async function append(context: Context, conversation: Conversation, event: NewEvent): Promise<Appended> {
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
      return { status: event.type, ended_at: now, waiting_since: null };
    case "reopened":
      return { status: "open", ended_at: null };
    case "agent_joined":
    case "rated":
      return {};
  }
}

/** The inbox shows what people said last; automatic replies would hide what the visitor asked. */
function messageColumns(conversation: Conversation, event: NewEvent, now: string): Updateable<ConversationsTable> {
  const preview = { last_message: shorten(event.body ?? ""), last_message_by: event.sender.kind, last_message_at: now };
  if (event.sender.kind === "visitor") return { ...preview, waiting_since: conversation.waiting_since ?? now };
  if (event.sender.kind !== "agent") return {};
  // Who answers has read what came before.
  return {
    ...preview,
    waiting_since: null,
    wants_person: 0,
    first_reply_at: conversation.first_reply_at ?? now,
    agent_read_seq: conversation.next_seq + 1,
  };
}

const shorten = (text: string) =>
  text.length <= previewLength ? text : `${text.slice(0, previewLength - 1).toWellFormed()}…`;

async function tellLog(context: Context, { conversation, event }: Appended): Promise<void> {
  const { conversation_id, status, lead_id, assigned_to, ended_at, rating } = conversation;
  if (event.type === "message") {
    // A client id is between its sender and us; the log goes to the site's servers.
    const { client_id: _, ...message } = event;
    await context.emit("conversation.message", { ...message, status, lead_id, assigned_to }, conversation_id);
  } else if (event.type === "closed" || event.type === "ended") {
    await context.emit("conversation.ended", { conversation_id, status, lead_id, ended_at, rating }, conversation_id);
  }
}
