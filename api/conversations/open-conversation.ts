import type { Context } from "../kit/operation.ts";
import { type Appending, append } from "./append.ts";
import { stripUrl } from "./attribution.ts";
import { type Conversation, findConversation, type Sender, systemSender } from "./conversation.ts";
import { changeSession, type WidgetSession } from "./visitors/widget-session.ts";

const reopenMilliseconds = 7 * 24 * 60 * 60 * 1000;

/**
 * The conversation a visitor's message goes to: the open one; one closed less than 7 days ago, reopened; else a new
 * one. After the visitor's own end always a new one.
 */
export async function conversationForMessage(
  context: Context,
  session: WidgetSession,
  pageUrl: string | null,
): Promise<{ readonly conversation: Conversation; readonly session: WidgetSession; readonly started: boolean }> {
  const latest = await latestConversation(context, session);
  if (latest?.status === "open") return { conversation: latest, session, started: false };
  if (latest?.status === "closed" && isRecent(latest.ended_at, context.now)) {
    return { conversation: await reopen(context, latest, systemSender), session, started: false };
  }
  return { ...(await startConversation(context, session, pageUrl)), started: true };
}

/** The session's latest conversation, whatever has become of it. */
export async function latestConversation(
  { db }: Pick<Context, "db">,
  session: Pick<WidgetSession, "conversation_id">,
): Promise<Conversation | null> {
  return session.conversation_id === null ? null : await findConversation(db, session.conversation_id);
}

export async function reopen(context: Appending, conversation: Conversation, sender: Sender): Promise<Conversation> {
  const reopened = await append(context, conversation, { type: "reopened", sender });
  return reopened.conversation;
}

/** A new conversation of this session, which must be claimed or locked in this transaction. */
export async function startConversation(context: Context, session: WidgetSession, pageUrl: string | null) {
  const { db, now } = context;
  const conversation = await db
    .insertInto("conversations")
    .values({
      widget_session_id: session.widget_session_id,
      key_id: session.key_id,
      visitor_name: session.claims.name ?? null,
      page_url: stripUrl(pageUrl) ?? session.trail.at(-1)?.page_url ?? session.attribution.last?.page_url ?? null,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const { conversation_id, visitor_name, page_url } = conversation;
  await context.emit(
    "conversation.started",
    { conversation_id, visitor_id: session.visitor_id, visitor_name, page_url, created_at: now },
    conversation_id,
  );
  return { conversation, session: await changeSession(context, session, { conversation_id, used: 1 }) };
}

function isRecent(endedAt: string | null, now: string): boolean {
  return endedAt !== null && Date.parse(now) - Date.parse(endedAt) < reopenMilliseconds;
}
