import type { ConversationEvent } from "../../../api/conversations/conversation.schema.ts";
import type { FakeServer } from "./fake-server.ts";

/** A token as a website's server signs it. What it says must be ASCII; the fake server believes any. */
export function tokenOf(sub: string, more: object = {}): string {
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
  return `${part({ alg: "HS256" })}.${part({ sub, ...more })}.signature`;
}

function subOf(identity: unknown): string | null {
  const { token } = Object(identity) as { token?: string };
  return token === undefined ? null : JSON.parse(atob(token.split(".")[1] ?? "")).sub;
}

interface Desk {
  readonly conversationId: number;
  readonly events: readonly ConversationEvent[];
}

/** Gives each person of a fake server a session and a conversation, as the product does. */
export interface People {
  /** Tokens that are refused, as when they have expired. */
  readonly refused: Set<unknown>;
  /** Whose session it is that may connect: a `sub`, or an anonymous session's id. */
  readonly owner: () => string;
}

export function admitPeople(server: FakeServer): People {
  const desks = new Map<string, Desk>();
  const refused = new Set<unknown>();
  let owner = "";
  let made = 0;

  /** What an anonymous visitor wrote moves to the person that he turns out to be, if that has nothing yet (R9). */
  function sitDown(next: string, isPerson: boolean): void {
    const moves = isPerson && owner.startsWith("ws_") && !desks.has(next);
    if (next !== owner && !moves) {
      desks.set(owner, { conversationId: server.conversationId, events: [...server.events] });
      const { conversationId, events } = desks.get(next) ?? { conversationId: 100 + desks.size, events: [] };
      server.events.splice(0, server.events.length, ...events);
      server.conversationId = conversationId;
    }
    owner = next;
  }

  server.greet = ({ identity, session_id }) => {
    if (refused.has((Object(identity) as { token?: string }).token)) {
      return { ok: false, code: "VALIDATION_ERROR", message: "The token has expired." };
    }
    const sub = subOf(identity);
    made += 1;
    if (sub !== null) server.sessionId = `ws_of_${sub}_${made}`;
    else if (session_id !== owner) server.sessionId = `ws_${made}`;
    sitDown(sub ?? server.sessionId, sub !== null);
    return { session_id: server.sessionId, trust: sub === null ? "claimed" : "verified" };
  };

  return { refused, owner: () => owner };
}
