import type { Conversation, Session } from "./oracle/ledger.ts";
import type { Answer, SiteKey, World } from "./world.ts";

/** What a browser keeps between its visits, and the oracle's session behind it. */
export interface BrowserState {
  readonly person: string;
  key: SiteKey;
  sessionId: string | null;
  visitorId: string | null;
  session: Session | null;
  sent: { body: string; client_id: string; conversation_id: number; seq: number } | null;
}

export function newState(person: string): BrowserState {
  return { person, key: "ordinary", sessionId: null, visitorId: null, session: null, sent: null };
}

export function sessionOf({ session }: BrowserState): Session {
  if (session === null) throw new Error("A story goes on in a browser that has not opened the chat.");
  return session;
}

export function conversationOf(state: BrowserState): Conversation {
  const { conversation } = sessionOf(state);
  if (conversation === null) throw new Error("A story goes on in a conversation before the visitor said anything.");
  return conversation;
}

/** A widget call with the session that the browser has. */
export const asVisitor = (world: World, state: BrowserState, operation: string, body: object = {}): Promise<Answer> =>
  world.visitor(state.key, state.sessionId, operation, { body });
