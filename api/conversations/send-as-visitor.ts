import type { ApiKey } from "../access/actor.ts";
import type { Context } from "../kit/operation.ts";
import { stripUrl, withTouch } from "./attribution.ts";
import type { ConversationEvent } from "./conversation.schema.ts";
import { type Conversation, changeConversation, findConversation, type Sender, toEvent } from "./conversation.ts";
import { captureLead, type LeadForm } from "./leads/lead-capture.ts";
import { scorePages } from "./leads/page-score.ts";
import { conversationForMessage } from "./open-conversation.ts";
import { allKnown, appendNew, findSent, type Known, type Outgoing, type SentItem } from "./outgoing.ts";
import { replyAutomatically } from "./replies/automatic-reply.ts";
import { putSearchDocument } from "./search-document.ts";
import { appearance, type ConversationSettings, leadOn } from "./settings.ts";
import { refuseBlocked } from "./visitors/block.ts";
import { type IdentityClaims, mergeClaims } from "./visitors/claims.ts";
import { heardClaims } from "./visitors/visitor-identity.ts";
import { changeSession, type WidgetSession } from "./visitors/widget-session.ts";

export interface VisitorSend {
  readonly key: ApiKey;
  readonly settings: ConversationSettings;
  readonly items: readonly Outgoing[];
  readonly pageUrl: string | null;
  /** What a form collected along with the message. */
  readonly contact?: IdentityClaims | undefined;
  readonly form?: LeadForm | undefined;
}

export interface VisitorSent {
  readonly conversation: Conversation;
  /** In the order of what was sent. */
  readonly items: readonly SentItem[];
  /** The automatic reply, or null when a person is handling the conversation. */
  readonly response: ConversationEvent | null;
}

/** What a visitor's session is known by in stored events. */
export const senderOf = (session: Pick<WidgetSession, "widget_session_id" | "claims">): Sender => ({
  kind: "visitor",
  id: session.widget_session_id,
  name: session.claims.name ?? null,
});

/**
 * Stores a visitor's messages, all or none, with everything that follows from them: the conversation, the lead, the
 * automatic reply. `session` must be claimed in this transaction. What was sent before is not stored again but
 * answered as it was, even when its conversation has ended since. Throws DUPLICATE for a client id with another text,
 * CONFLICT for a blocked visitor.
 */
export async function sendAsVisitor(context: Context, session: WidgetSession, send: VisitorSend): Promise<VisitorSent> {
  const known = await findSent(context.db, senderOf(session), send.items);
  const again = allKnown(send.items, known);
  return again === null ? await storeNew(context, session, send, known) : await answerAgain(context, again);
}

async function answerAgain({ db }: Context, items: readonly SentItem[]): Promise<VisitorSent> {
  const last = items.at(-1)?.event;
  if (last === undefined) throw new Error("A send holds at least one message.");
  const next = await db
    .selectFrom("conversation_events")
    .selectAll()
    .where("conversation_id", "=", last.conversation_id)
    .where("seq", "=", last.seq + 1)
    .where("sender_kind", "=", "bot")
    .executeTakeFirst();
  return {
    conversation: await findConversation(db, last.conversation_id),
    items,
    response: next === undefined ? null : toEvent(next),
  };
}

async function storeNew(
  context: Context,
  claimed: WidgetSession,
  send: VisitorSend,
  known: Known,
): Promise<VisitorSent> {
  refuseBlocked(claimed);
  const updated = await changeSession(context, claimed, {
    claims: mergeClaims(claimed.claims, await heardClaims(context, claimed, send.contact ?? {})),
    attribution: withTouch(claimed.attribution, { page_url: send.pageUrl }, context.now),
  });
  const { session, conversation } = await conversationForMessage(context, updated, send.pageUrl);
  const shown = await showVisitor(context, conversation, session, send.pageUrl);
  const stored = await appendNew(context, shown, senderOf(session), send.items, known);
  const captured = await captureIfNeeded(context, {
    claimed,
    session,
    conversation: stored.conversation,
    send,
  });
  await scorePages(context, claimed, session);
  const reply = await replyAutomatically(context, {
    session,
    conversation: captured,
    texts: stored.items.filter((item) => !item.duplicate).map((item) => item.event.body ?? ""),
    pageUrl: send.pageUrl,
    settings: send.settings,
    contactKnown: knowsContact(captured, session, send),
    companyName: appearance(send.key, send.settings).branding.company_name,
  });
  const last = reply?.conversation ?? captured;
  await putSearchDocument(context, last, (reply?.session ?? session).claims);
  return { conversation: last, items: stored.items, response: reply?.event ?? null };
}

/** A lead that the first message alone made says nothing of how to reach anybody. */
function knowsContact({ lead_id, contact_id }: Conversation, { claims }: WidgetSession, send: VisitorSend): boolean {
  if (claims.email !== undefined || claims.phone !== undefined || contact_id !== null) return true;
  return lead_id !== null && leadOn(send.key, send.settings) === "contact";
}

/** The inbox shows the visitor's name and page of now. */
async function showVisitor(
  context: Context,
  conversation: Conversation,
  { claims }: WidgetSession,
  pageUrl: string | null,
): Promise<Conversation> {
  const visitor_name = claims.name ?? conversation.visitor_name;
  const page_url = stripUrl(pageUrl) ?? conversation.page_url;
  if (visitor_name === conversation.visitor_name && page_url === conversation.page_url) return conversation;
  return await changeConversation(context, conversation.conversation_id, { visitor_name, page_url });
}

interface Capturing {
  /** The session before this message. */
  readonly claimed: WidgetSession;
  readonly session: WidgetSession;
  readonly conversation: Conversation;
  readonly send: VisitorSend;
}

async function captureIfNeeded(
  context: Context,
  { claimed, session, conversation, send }: Capturing,
): Promise<Conversation> {
  const saidMore = session.claims !== claimed.claims;
  const isLinked = conversation.lead_id !== null || conversation.contact_id !== null;
  // An offline form counts for itself, whatever it tells (R15).
  if (isLinked && !saidMore && send.form !== "offline") return conversation;
  const form = send.form ?? "chat";
  const { country } = send.settings;
  const anyway = leadOn(send.key, send.settings) === "first_message";
  const raw = send.contact === undefined ? {} : { raw: { contact: send.contact, form } };
  const captured = await captureLead(context, { session, conversation, form, country, anyway, ...raw });
  return captured.conversation ?? conversation;
}
