import type { AgentReceives } from "../../gateway/protocol.ts";
import type { AgentThread } from "./agent-thread.ts";
import type { Desk } from "./desk.ts";
import type { Feed } from "./feed.ts";

interface Receiving {
  readonly desk: Pick<Desk, "inbox" | "seen" | "visitors" | "viewing">;
  /** Asked for late: it is made after the connection that it asks. */
  readonly feed: () => Feed;
  readonly thread: () => AgentThread | null;
}

/** What the server tells a console by itself, and whom it concerns. */
export function createDeskReceives({ desk, feed, thread }: Receiving): Partial<AgentReceives> {
  return {
    "feed.event": (event) => feed().receive(event),
    "conversation.event": (fact) => thread()?.receive(fact),
    "conversation.read": (mark) => {
      thread()?.read(mark);
      desk.inbox.read(mark);
    },
    "visitor.seen": (seen) => desk.seen.receive(seen),
    "visitors.changed": () => desk.visitors.changed(),
    typing: ({ conversation_id, typing, sender }) => {
      if (sender.kind === "visitor") desk.inbox.typing(conversation_id, typing);
    },
    viewing: (viewing) => desk.viewing.receive(viewing),
  };
}
