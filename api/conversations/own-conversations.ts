import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import { shorten } from "./append.ts";
import type { Conversation, ConversationStatus, Sender } from "./conversation.ts";
import type { WidgetSession } from "./visitors/widget-session.ts";

/** Whose conversations they are: those that moved to a session are the session's. */
type Owner = Pick<WidgetSession, "widget_session_id">;

/** A conversation as its visitor finds it again. */
interface OwnConversation {
  readonly conversation_id: number;
  readonly status: ConversationStatus;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly last_message: {
    readonly body: string;
    readonly sender: Pick<Sender, "kind" | "name">;
    readonly created_at: string;
  } | null;
  readonly unread: number;
  readonly rating: number | null;
}

export async function countOwn(db: Kysely<Tables>, { widget_session_id }: Owner): Promise<number> {
  const { total } = await db
    .selectFrom("conversations")
    .select((eb) => eb.fn.countAll().as("total"))
    .where("widget_session_id", "=", widget_session_id)
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** The session's conversation with this id, or null for one that is not there or another's. */
export async function findOwn(
  db: Kysely<Tables>,
  { widget_session_id }: Owner,
  conversationId: number,
): Promise<Conversation | null> {
  const row = await db
    .selectFrom("conversations")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .where("widget_session_id", "=", widget_session_id)
    .executeTakeFirst();
  return row ?? null;
}

/** A session's conversations, the newest first. Of each only its last message and those after the read mark are looked at. */
export async function readOwn(
  db: Kysely<Tables>,
  { widget_session_id }: Owner,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<OwnConversation[]> {
  const rows = await db
    .selectFrom("conversations")
    .select(["conversation_id", "status", "created_at as started_at", "ended_at", "rating"])
    .select((eb) => [
      eb
        .selectFrom("conversation_events")
        .select("message_id")
        .whereRef("conversation_events.conversation_id", "=", "conversations.conversation_id")
        .where("conversation_events.type", "=", "message")
        .orderBy("seq", "desc")
        .limit(1)
        .as("last_message_id"),
      eb
        .selectFrom("conversation_events")
        .select((count) => count.fn.countAll<number>().as("unread"))
        .whereRef("conversation_events.conversation_id", "=", "conversations.conversation_id")
        .whereRef("conversation_events.seq", ">", "conversations.visitor_read_seq")
        .where("conversation_events.sender_kind", "<>", "visitor")
        .where("conversation_events.type", "=", "message")
        .$asScalar()
        .$notNull()
        .as("unread"),
    ])
    .where("widget_session_id", "=", widget_session_id)
    .orderBy("conversation_id", "desc")
    .limit(limit)
    .offset(skip)
    .execute();
  const messages = await readMessages(
    db,
    rows.map(({ last_message_id }) => last_message_id).filter((id) => id !== null),
  );
  return rows.map(({ last_message_id, status, ...row }) => ({
    ...row,
    status: status as ConversationStatus,
    last_message: last_message_id === null ? null : (messages.get(last_message_id) ?? null),
  }));
}

async function readMessages(
  db: Kysely<Tables>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, OwnConversation["last_message"]>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("conversation_events")
    .select(["message_id", "body", "sender_kind", "sender_name", "created_at"])
    .where("message_id", "in", [...ids])
    .execute();
  return new Map(
    rows.map(({ message_id, body, sender_kind, sender_name, created_at }) => [
      message_id,
      {
        body: shorten(body ?? ""),
        sender: { kind: sender_kind as Sender["kind"], name: sender_name },
        created_at,
      },
    ]),
  );
}
