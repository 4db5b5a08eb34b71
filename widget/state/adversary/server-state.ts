import type { ConversationEvent } from "../../../api/conversations/conversation.schema.ts";
import type { FeedEvent } from "../../../gateway/protocol.ts";

/** One conversation as the database holds it. */
export interface Stored {
  readonly id: number;
  readonly session: string;
  status: "open" | "closed" | "ended";
  readonly read: { visitor: number; agent: number };
  readonly events: ConversationEvent[];
}

/** All that is on the server's disk; a backup is a copy of it. */
export interface Database {
  epoch: string;
  readonly sessions: Set<string>;
  readonly conversations: Stored[];
  readonly feed: FeedEvent[];
  /** A restored database gives those ids again that came after its backup. */
  lastMessage: number;
  lastConversation: number;
}

export function createDatabase(): Database {
  return { epoch: "e1", sessions: new Set(), conversations: [], feed: [], lastMessage: 1_000, lastConversation: 0 };
}

/** The conversation that a visitor is in: the last one. */
export function conversationOf(database: Database, session: string): Stored | undefined {
  return database.conversations.findLast((one) => one.session === session);
}

export type Kind = "visitor" | "agent";

/** A client id is unique for its sender: a visitor's session, or the one agent. */
export function findSent(
  database: Database,
  kind: Kind,
  session: string | null,
  clientId: string,
): { readonly conversation: Stored; readonly event: ConversationEvent } | undefined {
  for (const conversation of database.conversations) {
    if (kind === "visitor" && conversation.session !== session) continue;
    const event = conversation.events.find((one) => one.client_id === clientId && one.sender.kind === kind);
    if (event !== undefined) return { conversation, event };
  }
  return undefined;
}

/** An event as this side sees it: client ids are their sender's alone. */
export function seenBy(kind: Kind, event: ConversationEvent): ConversationEvent {
  return event.sender.kind === kind ? event : { ...event, client_id: null };
}

/** Moves a mark forward, never back and never beyond the last event. Returns whether it moved. */
export function moveRead({ events, read }: Stored, by: Kind, seq: number): boolean {
  const wanted = Math.min(seq, events.length);
  const moves = wanted > read[by];
  if (moves) read[by] = wanted;
  return moves;
}

/** As many messages to the reader as are newer than its mark. */
export function unreadOf({ events, read }: Stored, reader: Kind): number {
  return events.filter(
    ({ seq, type, sender }) =>
      seq > read[reader] && type === "message" && (reader === "visitor") !== (sender.kind === "visitor"),
  ).length;
}
