import type { Context } from "../kit/operation.ts";
import type { SearchDocument } from "../store/search.ts";
import type { Conversation } from "./conversation.ts";
import type { Claims } from "./visitors/widget-session.ts";

/** Makes a conversation findable by its visitor's name and email and by its last message. */
export async function putSearchDocument(
  { db, space }: Pick<Context, "db" | "space">,
  conversation: Conversation,
  claims: Claims,
): Promise<void> {
  await space.search.put(db, "conversation", conversation.conversation_id, documentOf(conversation, claims));
}

/** What a conversation is found by. */
export const documentOf = (
  { visitor_name, last_message }: Pick<Conversation, "visitor_name" | "last_message">,
  { email }: { readonly email?: string | null },
): SearchDocument => ({ title: visitor_name ?? "", subtitle: email ?? "", words: last_message ?? "" });

/** The documents of conversations as they are now. */
export async function loadSearchable(
  db: Context["db"],
  ids: readonly number[],
): Promise<{ id: number; document: SearchDocument }[]> {
  const rows = await db
    .selectFrom("conversations")
    .innerJoin("widget_sessions", "widget_sessions.widget_session_id", "conversations.widget_session_id")
    .select(["conversations.conversation_id", "visitor_name", "last_message", "claims"])
    .where("conversations.conversation_id", "in", [...ids])
    .execute();
  return rows.map((row) => ({ id: row.conversation_id, document: documentOf(row, JSON.parse(row.claims) as Claims) }));
}
