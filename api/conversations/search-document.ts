import type { Context } from "../kit/operation.ts";
import type { Conversation } from "./conversation.ts";
import type { Claims } from "./widget-session.ts";

/** Makes a conversation findable by its visitor's name and email and by its last message. */
export async function putSearchDocument(
  { db, space }: Pick<Context, "db" | "space">,
  conversation: Conversation,
  claims: Claims,
): Promise<void> {
  await space.search.put(db, "conversation", conversation.conversation_id, {
    title: conversation.visitor_name ?? "",
    subtitle: claims.email ?? "",
    words: conversation.last_message ?? "",
  });
}
