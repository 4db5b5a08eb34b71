import { timestamp } from "../../clock.ts";
import type { Context } from "../../kit/operation.ts";
import { mergeAttribution, mergeTrails } from "../attribution.ts";
import type { Conversation } from "../conversation.ts";
import { latestConversation } from "../open-conversation.ts";
import { fillAttributes } from "./attributes.ts";
import { moveHappenings } from "./happenings.ts";
import { changeSession, type WidgetSession } from "./widget-session.ts";

const movableMilliseconds = 30 * 24 * 60 * 60 * 1000;
/** Nobody has so many in a month; who makes them to be a burden is not given the whole transaction. */
const mostMoved = 100;

type Moving = Pick<Context, "db" | "now">;

export interface Moved {
  /** The session they went to, as it is now. */
  readonly session: WidgetSession;
  readonly conversations: readonly Conversation[];
}

/**
 * Gives a person the conversations that a browser had before it was known whose it is: those of the last 30 days (R9).
 * Both sessions must be claimed in this transaction; `from` takes no call any more.
 */
export async function moveConversations(context: Moving, from: WidgetSession, to: WidgetSession): Promise<Moved> {
  const conversations = await changeOwner(context, from, to);
  await changeSender(context, from, to, conversations);
  await moveHappenings(context, from, to);
  await closeSession(context, from, to);
  const session = await changeSession(context, to, {
    attributes: fillAttributes(to.attributes, from.attributes),
    attribution: mergeAttribution(to.attribution, from.attribution),
    trail: mergeTrails(to.trail, from.trail),
    locale: to.locale ?? from.locale,
    used: Math.max(to.used, from.used),
    blocked_at: to.blocked_at ?? from.blocked_at,
    conversation_id: await newest(context, to, conversations),
  });
  return { session, conversations };
}

async function changeOwner({ db, now }: Moving, from: WidgetSession, to: WidgetSession): Promise<Conversation[]> {
  const since = timestamp(Date.parse(now) - movableMilliseconds);
  const moved = await db
    .updateTable("conversations")
    .set((eb) => ({ widget_session_id: to.widget_session_id, updated_at: now, version: eb("version", "+", 1) }))
    .where("conversation_id", "in", (eb) =>
      eb
        .selectFrom("conversations as recent")
        .select("recent.conversation_id")
        .where("recent.widget_session_id", "=", from.widget_session_id)
        .where((one) => one(one.fn.coalesce("recent.last_message_at", "recent.created_at"), ">=", since))
        .orderBy("recent.conversation_id", "desc")
        .limit(mostMoved),
    )
    .returningAll()
    .execute();
  return moved.sort((a, b) => a.conversation_id - b.conversation_id);
}

/**
 * What the visitor sent stays known by its client ids, so that a message sent again after the move is not stored twice.
 * A client id that the person has used for something else, in another browser, is dropped here.
 */
async function changeSender(
  { db }: Moving,
  { widget_session_id: before }: WidgetSession,
  { widget_session_id: after }: WidgetSession,
  conversations: readonly Conversation[],
): Promise<void> {
  if (conversations.length === 0) return;
  const moving = db
    .updateTable("conversation_events")
    .where(
      "conversation_id",
      "in",
      conversations.map(({ conversation_id }) => conversation_id),
    )
    .where("sender_kind", "=", "visitor")
    .where("sender_id", "=", before);
  await moving
    .set({ client_id: null })
    .where("client_id", "in", (eb) =>
      eb
        .selectFrom("conversation_events as own")
        .select("own.client_id")
        .where("own.sender_kind", "=", "visitor")
        .where("own.sender_id", "=", after)
        .where("own.client_id", "is not", null),
    )
    .execute();
  await moving.set({ sender_id: after }).execute();
}

/** A session that keeps older conversations stays for those who read them; an empty one is left to the sweep. */
async function closeSession(context: Moving, from: WidgetSession, to: WidgetSession): Promise<void> {
  const left = await context.db
    .selectFrom("conversations")
    .select("conversation_id")
    .where("widget_session_id", "=", from.widget_session_id)
    .limit(1)
    .executeTakeFirst();
  await changeSession(context, from, {
    moved_to: to.widget_session_id,
    conversation_id: null,
    used: left === undefined ? 0 : 1,
  });
}

/** The conversation a message would go to: where something happened last. */
async function newest(
  context: Moving,
  to: WidgetSession,
  conversations: readonly Conversation[],
): Promise<number | null> {
  const own = await latestConversation(context, to);
  const [latest] = [...conversations, ...(own === null ? [] : [own])].sort(
    (a, b) => lastActivity(b).localeCompare(lastActivity(a)) || b.conversation_id - a.conversation_id,
  );
  return latest?.conversation_id ?? null;
}

const lastActivity = ({ last_message_at, created_at }: Conversation) => last_message_at ?? created_at;
