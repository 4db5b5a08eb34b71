import { capture, type Mind } from "./capture.ts";
import type { Conversation, Identity, Session } from "./ledger.ts";
import { arrive } from "./visitors.ts";

const month = 30 * 24 * 60 * 60 * 1000;

/** What a site's server signs: its own id of the person, an email and a name. */
export interface Proof {
  readonly external_id: string;
  readonly email: string;
  readonly name: string;
}

export interface Proving {
  readonly person: string;
  readonly proof: Proof;
  /** The session of the browser in which it is proved, if there is one. */
  readonly presented: Session | null;
  readonly at: number;
}

/**
 * R9: who proves an identity goes on in that person's session, and what was said anonymously in the presented one in
 * the last 30 days comes along. A session that is somebody else's brings nothing.
 */
export function prove(mind: Mind, { person, proof, presented, at }: Proving): Session {
  const identity = identityOf(mind, proof);
  const session = identity.session ?? arrive(mind, { person, isEager: false, claims: {}, page: null, at });
  session.identity = identity;
  identity.session = session;
  const moved = presented === null || presented.identity !== null ? [] : bringAlong(mind, presented, session, at);
  for (const conversation of moved) capture(mind, session, conversation, "chat");
  return session;
}

function identityOf({ ledger }: Mind, { external_id, email, name }: Proof): Identity {
  const known = ledger.identities.find((one) => one.external_id === external_id);
  if (known !== undefined) return Object.assign(known, { email, name });
  const identity = { external_id, email, name, lead: null, contact: null, session: null };
  ledger.identities.push(identity);
  return identity;
}

/** Returns the conversations that came along. */
function bringAlong(mind: Mind, from: Session, into: Session, at: number): readonly Conversation[] {
  const moved = conversationsIn(mind, from).filter(({ lastSaidAt }) => at - lastSaidAt <= month);
  for (const conversation of moved) conversation.session = into;
  for (const page of from.pages) into.pages.add(page);
  into.touches = [...into.touches, ...from.touches].sort((a, b) => a.at - b.at);
  into.conversation =
    conversationsIn(mind, into)
      .toSorted((a, b) => a.lastSaidAt - b.lastSaidAt)
      .at(-1) ?? null;
  return moved;
}

const conversationsIn = ({ ledger }: Mind, session: Session) =>
  ledger.conversations.filter((conversation) => conversation.session === session);
