import type { Context } from "../../kit/operation.ts";
import { append } from "../append.ts";
import { describeHours, isOpen } from "../business-hours.ts";
import { findContact } from "../contact-details.ts";
import type { ConversationEvent } from "../conversation.schema.ts";
import { type Conversation, changeConversation } from "../conversation.ts";
import { captureLead } from "../leads/lead-capture.ts";
import type { ConversationSettings } from "../settings.ts";
import { mergeClaims } from "../visitors/claims.ts";
import { heardClaims } from "../visitors/visitor-identity.ts";
import { changeSession, type WidgetSession } from "../visitors/widget-session.ts";
import type { Given } from "./flows/answers.ts";
import { findPerson, knownOf, makeTicket } from "./flows/make-ticket.ts";
import { readFlow } from "./flows/ticket.ts";
import { asksForTicket, openingOf, type Turn, takeAnswers, turnOf } from "./flows/ticket-turn.ts";
import { chooseReply, type ReplySituation } from "./reply-match.ts";
import { describeServices, fillVariables } from "./reply-text.ts";

export interface AutomaticReply {
  readonly session: WidgetSession;
  readonly conversation: Conversation;
  readonly texts: readonly string[];
  readonly pageUrl: string | null;
  readonly settings: ConversationSettings;
  /** Whether an email or phone number of the visitor is known. */
  readonly contactKnown: boolean;
  /** As the visitor knows the company. */
  readonly companyName: string;
}

export interface AutomaticallyReplied extends Pick<AutomaticReply, "session" | "conversation"> {
  readonly event: ConversationEvent;
}

/** Answers for the team until a person has replied in the conversation; from then on null. */
export async function replyAutomatically(
  context: Context,
  reply: AutomaticReply,
): Promise<AutomaticallyReplied | null> {
  if (reply.conversation.first_reply_at !== null) return null;
  const situations = situationsOf(context, reply);
  const turn = await turnFor(context, reply, situations);
  const told = await takeOver(context, reply, turn.given);
  const { turn: taken, ticket } = await act(context, told, turn, reply.settings);
  const ready = await note(context, told.conversation, told.session, taken);
  const variables = { ...variablesOf(reply), ticket_number: String(ticket ?? "") };
  const said = await append(context, ready, {
    type: "message",
    sender: { kind: "bot", id: null, name: reply.companyName },
    body: taken.says.map((paragraph) => fillVariables(paragraph, variables)).join("\n\n"),
    suggestedActions: taken.suggested_actions,
  });
  return { ...said, session: told.session };
}

function situationsOf(context: Context, { texts, pageUrl, settings, contactKnown }: AutomaticReply) {
  const { business_hours, timezone, country } = settings;
  const open = isOpen(business_hours, timezone, context.now);
  return texts.map((text) => ({
    text,
    page_url: pageUrl,
    open,
    contact_given: Object.keys(findContact(text, country)).length > 0,
    contact_known: contactKnown,
  }));
}

async function turnFor(
  context: Context,
  { session, conversation, settings }: AutomaticReply,
  situations: readonly ReplySituation[],
): Promise<Turn> {
  const { reply_rules: rules, country } = settings;
  const running = readFlow(conversation.flow);
  if (running === null && !asksForTicket(rules, situations)) return turnOf(chooseReply(rules, situations));
  const known = knownOf(await findPerson(context, conversation), session.claims, country);
  const reading = { country, now: context.now };
  const opening = openingOf(rules, situations, running, reading, known);
  if (opening === null) return turnOf(chooseReply(rules, situations));
  return takeAnswers(rules, situations, opening, reading, known);
}

/** What the bot asked for was given as in a form of the visitor's own: it becomes a claim and makes or fills the lead. */
async function takeOver(
  context: Context,
  { session, conversation, settings }: AutomaticReply,
  given: Given,
): Promise<Pick<AutomaticReply, "session" | "conversation">> {
  const claims = mergeClaims(session.claims, await heardClaims(context, session, given));
  if (claims === session.claims) return { session, conversation };
  const told = await changeSession(context, session, { claims });
  const form = { form: "chat", raw: { contact: given, form: "chat" }, country: settings.country } as const;
  const captured = await captureLead(context, { session: told, conversation, ...form });
  return { session: captured.session, conversation: captured.conversation ?? conversation };
}

/** Makes the ticket that a turn asks for; where that cannot be, a person is asked to take over. */
async function act(
  context: Context,
  { session, conversation }: Pick<AutomaticReply, "session" | "conversation">,
  turn: Turn,
  { reply_rules: { ticket: texts } }: ConversationSettings,
): Promise<{ readonly turn: Turn; readonly ticket: number | null }> {
  if (turn.subject === null) return { turn, ticket: null };
  const ticket = await makeTicket(context, conversation, session.claims, turn.subject);
  if (ticket !== null) return { turn, ticket };
  return { turn: { ...turn, says: [texts.handed_over], wants_person: true }, ticket };
}

/** Writes what a turn changes about the conversation. */
async function note(
  context: Context,
  conversation: Conversation,
  { claims }: WidgetSession,
  turn: Turn,
): Promise<Conversation> {
  const changes = {
    flow: turn.flow === null ? null : JSON.stringify(turn.flow),
    wants_person: turn.wants_person ? 1 : conversation.wants_person,
    visitor_name: claims.name ?? conversation.visitor_name,
  };
  const isNew = Object.entries(changes).some(([name, value]) => conversation[name as keyof typeof changes] !== value);
  return isNew ? await changeConversation(context, conversation.conversation_id, changes) : conversation;
}

const variablesOf = ({ settings, companyName }: AutomaticReply) => ({
  company_name: companyName,
  agent_hours: describeHours(settings.business_hours, settings.timezone),
  service_status: describeServices(settings),
});
