import { invalid } from "../../errors.ts";
import type { Context } from "../../kit/operation.ts";
import { type Found, notFound } from "../../kit/records.ts";
import { lead } from "../../resources/lead-record.ts";
import { type Conversation, changeConversation, findConversation, lockConversation } from "../conversation.ts";
import { mentioned } from "../conversation-detail.ts";
import { putSearchDocument } from "../search-document.ts";
import { type Claims, changeSession, lockSession, type WidgetSession } from "../visitors/widget-session.ts";
import { beforeNewLead, fillLinked, tellingOf, whoIn } from "./lead-capture.ts";
import { lockContact } from "./lead-contact.ts";
import { isAnothers, linkIdentity } from "./lead-identity.ts";
import { linkContact, linkLead } from "./lead-link.ts";
import { holdPerson, lockLead, oneAtATime } from "./lead-match.ts";
import { joinLead, makeLead, type Telling } from "./lead-write.ts";

/** A conversation and whose it is, both locked. */
export interface Place {
  readonly session: WidgetSession;
  readonly conversation: Conversation;
  /** The space's default country, for phone numbers. */
  readonly country: string;
}

/** Locks in the order of a visitor's message: the session first. Throws NOT_FOUND. */
export async function lockPlace(context: Context, conversationId: number, country: string): Promise<Place> {
  const { widget_session_id } = await findConversation(context.db, conversationId);
  const session = await lockSession(context, widget_session_id);
  const conversation = await lockConversation(context, conversationId);
  // It may have moved to the person's other session meanwhile.
  const isMoved = conversation.widget_session_id !== widget_session_id;
  return {
    session: isMoved ? await lockSession(context, conversation.widget_session_id) : session,
    conversation,
    country,
  };
}

/**
 * Finds, makes or fills the lead of a conversation by what the visitor said and an agent names (R3). When the agent
 * names nothing, what messages mention is taken as confirmed. Returns the lead when it is a new one, else null.
 */
export async function makeLeadByAgent(context: Context, place: Place, named: Claims): Promise<Found | null> {
  const { session, conversation } = await learn(context, place, named);
  const capture = { session, conversation, form: "chat" as const, country: place.country };
  const telling = await tellingOf(context, capture, named);
  await oneAtATime(context, telling.said.fields);
  if (conversation.lead_id !== null && (await lockLead(context, conversation.lead_id)) !== null) {
    await fillLinked(context, telling, conversation);
    return null;
  }
  const known = await holdPerson(context, whoIn(telling), ["lead"]);
  const found =
    known === null
      ? await makeLead(context, telling, await beforeNewLead(context, telling, await contactOf(context, conversation)))
      : await joinLead(context, telling, known.found);
  const lead_id: number = found.record["lead_id"];
  await changeSession(context, session, { lead_id, used: 1 });
  await linkLead(context, conversation, lead_id);
  return known === null ? found : null;
}

/** What the agent confirms is known of the visitor from now on; what the visitor said before stays. */
async function learn(context: Context, { session, conversation, country }: Place, named: Claims) {
  const isNothingNamed = Object.keys(named).length === 0;
  const learned = isNothingNamed ? await mentionedClaims(context, conversation, country) : named;
  const claims = { ...learned, ...session.claims };
  const name = conversation.visitor_name ?? claims.name ?? null;
  const shown =
    name === conversation.visitor_name
      ? conversation
      : await changeConversation(context, conversation.conversation_id, { visitor_name: name });
  await putSearchDocument(context, shown, claims);
  return { session: await changeSession(context, session, { claims }), conversation: shown };
}

async function mentionedClaims({ db }: Context, conversation: Conversation, country: string): Promise<Claims> {
  const { email, phone } = await mentioned(db, conversation, country);
  return { ...(email === null ? {} : { email }), ...(phone === null ? {} : { phone }) };
}

const contactOf = async (context: Context, { contact_id }: Conversation) =>
  contact_id === null ? null : await lockContact(context, contact_id);

/**
 * Makes a conversation this lead's, whichever it was before; it takes the session and the person that the site proved
 * along. Of a converted lead it becomes its contact's as well. Throws VALIDATION_ERROR when there is no such lead.
 */
export async function moveToLead(context: Context, place: Place, leadId: number): Promise<void> {
  const { conversation } = place;
  const told = await tellingOf(context, { ...place, form: "chat" });
  await oneAtATime(context, told.said.fields);
  const found = await lockLead(context, leadId);
  if (found === null) throw invalid("lead_id", (await notFound(context, lead, leadId)).message, "unknown_id");
  if (conversation.lead_id === leadId) return;
  const session = await changeSession(context, place.session, { lead_id: leadId, used: 1 });
  const telling = { ...told, session };
  const isConverted = found.record["status"] === "converted";
  if (!isConverted) await joinLead(context, await takeAlong(context, telling, leadId), found);
  // The contact that it had by the lead it leaves is not its own any longer.
  const left = conversation.lead_id === null ? {} : { contact_id: null };
  const linked = await linkLead(context, conversation, leadId, left);
  if (isConverted) await followToContact(context, telling, linked, found);
}

/** The person whom the site proved is the lead's now. What was proved takes the place of nothing that is another's. */
async function takeAlong(context: Context, telling: Telling, lead_id: number): Promise<Telling> {
  const { identity, said } = telling;
  if (identity === null) return telling;
  const isShared = await isAnothers(context, identity, "lead_id", lead_id);
  await linkIdentity(context, identity, { lead_id });
  return { ...telling, identity: { ...identity, lead_id }, said: isShared ? { ...said, origins: {} } : said };
}

async function followToContact(
  context: Context,
  { identity }: Telling,
  conversation: Conversation,
  { record, row }: Found,
): Promise<void> {
  await linkIdentity(context, identity, { lead_id: record["lead_id"] });
  const contact = row["contact_id"] === null ? null : await lockContact(context, row["contact_id"]);
  if (contact === null) return;
  await linkIdentity(context, identity, { contact_id: contact.record["contact_id"] });
  if (conversation.contact_id !== contact.record["contact_id"]) await linkContact(context, conversation, contact);
}
