import type { WidgetReceives } from "../../gateway/protocol.ts";
import { applyRead } from "./conversation.ts";
import type { Late } from "./late.ts";
import type { OnDemand } from "./on-demand.ts";
import { type Snapshots, teamParts } from "./snapshot.ts";
import type { Sync } from "./sync.ts";
import type { ThreadView } from "./thread-view.ts";
import type { ChatSnapshot } from "./types.ts";

export interface ReceivesOptions {
  /** Asked for late: it is made after the connection that it asks. */
  readonly sync: () => Sync;
  readonly view: ThreadView;
  readonly snapshots: Pick<Snapshots, "patch">;
  readonly late: OnDemand<Late>;
}

/** What the server tells a visitor's chat by itself. */
export function createReceives({ sync, view, snapshots, late }: ReceivesOptions): Partial<WidgetReceives> {
  const showTyping = (who: ChatSnapshot["typing"]) => void late.use(({ typingIn }) => typingIn.set(who));
  return {
    "conversation.event": (fact) => {
      sync().receive(fact);
      if (fact.sender.kind !== "visitor") showTyping(null);
    },
    "conversation.read": (mark) => view.show(applyRead(view.thread, mark)),
    "availability.changed": (team) => snapshots.patch(teamParts(team)),
    typing: ({ typing, sender: who }) => showTyping(typing ? { name: who.name } : null),
  };
}
