import type { Kysely, Selectable } from "kysely";
import { AppError } from "../errors.ts";
import type { ConversationEventsTable, ConversationsTable } from "../store/conversation-tables.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import type { ConversationEvent } from "./conversation.schema.ts";

export type Conversation = Selectable<ConversationsTable>;
export type StoredEvent = Selectable<ConversationEventsTable>;
export type ConversationStatus = "open" | "closed" | "ended";

/**
 * Who an event is from. `id` is what the sender is known by in storage: a visitor's session, an employee, or, for a
 * secret key that speaks as an agent, minus its key id. Only employees' ids are shown to anybody.
 */
export interface Sender {
  readonly kind: "visitor" | "agent" | "bot" | "system";
  readonly id: number | null;
  readonly name: string | null;
}

export const systemSender: Sender = { kind: "system", id: null, name: null };

/** A stored event as `viewer` may see it: client ids are their sender's own. Without a viewer it is complete. */
export function toEvent(row: StoredEvent, viewer?: Pick<Sender, "kind" | "id">): ConversationEvent {
  const own = viewer === undefined || (row.sender_kind === viewer.kind && row.sender_id === viewer.id);
  return {
    message_id: row.message_id,
    conversation_id: row.conversation_id,
    seq: row.seq,
    client_id: own ? row.client_id : null,
    type: row.type as ConversationEvent["type"],
    sender: {
      kind: row.sender_kind as Sender["kind"],
      id: row.sender_kind === "agent" && row.sender_id !== null && row.sender_id > 0 ? row.sender_id : null,
      name: row.sender_name,
    },
    body: row.body,
    ...(row.suggested_actions === null ? {} : { suggested_actions: JSON.parse(row.suggested_actions) }),
    created_at: row.created_at,
  };
}

/** Throws NOT_FOUND. */
export async function findConversation(db: Kysely<Tables>, conversationId: number): Promise<Conversation> {
  const row = await db
    .selectFrom("conversations")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .executeTakeFirst();
  return row ?? noConversation();
}

export function noConversation(): never {
  throw new AppError("NOT_FOUND", "There is no such conversation. GET /conversations lists those there are.");
}

/** The conversation, which nobody else changes before this transaction ends. Throws NOT_FOUND. */
export async function lockConversation(
  { db, space }: { readonly db: Kysely<Tables>; readonly space: Pick<Space, "engine"> },
  conversationId: number,
): Promise<Conversation> {
  const select = db.selectFrom("conversations").selectAll().where("conversation_id", "=", conversationId);
  // SQLite runs one transaction at a time, so that only Postgres needs the lock.
  return (await (space.engine === "postgres" ? select.forUpdate() : select).executeTakeFirst()) ?? noConversation();
}

/**
 * Changes columns and returns the conversation as it is now. On Postgres its row stays locked until the commit.
 * Throws NOT_FOUND.
 */
export async function changeConversation(
  { db, now }: { readonly db: Kysely<Tables>; readonly now: string },
  conversationId: number,
  changes: Partial<Omit<Conversation, "conversation_id" | "next_seq" | "version">>,
): Promise<Conversation> {
  const row = await db
    .updateTable("conversations")
    .set((eb) => ({ ...changes, updated_at: now, version: eb("version", "+", 1) }))
    .where("conversation_id", "=", conversationId)
    .returningAll()
    .executeTakeFirst();
  return row ?? noConversation();
}
