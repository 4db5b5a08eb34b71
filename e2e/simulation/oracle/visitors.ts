import { capture, type Mind, notePages } from "./capture.ts";
import { type Claims, type Conversation, type Form, isOpen, type Session } from "./ledger.ts";
import { campaignValue, withoutSecrets } from "./words.ts";

export interface Arrival {
  readonly person: string;
  readonly isEager: boolean;
  readonly claims: Claims;
  readonly page: string | null;
  readonly at: number;
}

/** R2: an act of the visitor's makes a session, nothing else. */
export function arrive({ ledger }: Mind, { person, isEager, claims, page, at }: Arrival): Session {
  const session: Session = {
    person,
    isEager,
    claims,
    identity: null,
    pages: new Set(),
    touches: [],
    conversation: null,
    lead: null,
  };
  ledger.sessions.push(session);
  if (page !== null) see(session, page, at);
  return session;
}

/** R11, R12: a page that was looked at. */
export function see(session: Session, page: string, at: number): void {
  const page_url = withoutSecrets(page);
  const [utm_source, utm_campaign] = [campaignValue(page, "utm_source"), campaignValue(page, "utm_campaign")];
  const touch = { page_url, utm_source, utm_campaign, at };
  session.touches.push(touch);
  session.pages.add(page_url);
  if (session.lead === null) return;
  session.lead.last.push(touch);
  if (isOpen(session.lead)) notePages(session.lead, session);
}

export interface Told {
  readonly body: string;
  readonly claims: Claims;
  readonly form: Form;
  /** What the product answered: where the message stands. */
  readonly conversation_id: number;
  readonly seq: number;
  readonly at: number;
}

/** Where a message goes, "new" for a conversation of its own. */
export function whereTo({ rules }: Mind, { conversation }: Session, now: number): Conversation | "new" {
  if (conversation === null || conversation.status === "ended") return "new";
  closeIdle(rules, conversation, now);
  if (conversation.status === "open") return conversation;
  return rules.reopens(conversation.endedAt ?? 0, now) ? conversation : "new";
}

/** R17: a message, with all that follows from it. */
export function say(
  mind: Mind,
  session: Session,
  { body, claims, form, conversation_id, seq, at }: Told,
): Conversation {
  session.claims = { ...session.claims, ...claims };
  const found = whereTo(mind, session, at);
  const conversation = found === "new" ? begin(mind, session, conversation_id, at) : found;
  conversation.status = "open";
  conversation.endedAt = null;
  conversation.lastSaidAt = at;
  conversation.messages.push({ by: "visitor", body, seq });
  capture(mind, session, conversation, form, session.isEager ? "site" : "none");
  return conversation;
}

function begin({ ledger }: Mind, session: Session, id: number, at: number): Conversation {
  const conversation: Conversation = {
    id,
    session,
    status: "open",
    endedAt: null,
    lastSaidAt: at,
    messages: [],
    lead: null,
    links: [],
    contact: null,
    firstPerson: null,
    assignee: null,
  };
  ledger.conversations.push(conversation);
  session.conversation = conversation;
  return conversation;
}

/** R3: at once during a conversation; before any message only when the visitor submitted it. */
export function identify(mind: Mind, session: Session, claims: Claims, isConfirmed: boolean): void {
  session.claims = { ...session.claims, ...claims };
  if (session.conversation !== null) capture(mind, session, session.conversation, "chat");
  else if (isConfirmed) capture(mind, session, null, "prechat");
}

export function end({ conversation }: Session, at: number): void {
  if (conversation === null || conversation.status === "ended") return;
  conversation.status = "ended";
  conversation.endedAt = at;
}

export function closeIdle(rules: Mind["rules"], conversation: Conversation, now: number): void {
  const idleUntil = rules.idleUntil(conversation.lastSaidAt);
  if (conversation.status !== "open" || now < idleUntil) return;
  conversation.status = "closed";
  conversation.endedAt = idleUntil;
}
