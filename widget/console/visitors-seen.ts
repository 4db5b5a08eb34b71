import type { AgentReceives } from "../../gateway/protocol.ts";
import { Store } from "./store.ts";

type Seen = Parameters<AgentReceives["visitor.seen"]>[0];

/** Whether a conversation's visitor is there now, and on which page: told live, and stored nowhere. */
export class VisitorsSeen {
  readonly state = new Store<ReadonlyMap<number, Seen>>(new Map());

  receive(seen: Seen): void {
    const all = new Map(this.state.value);
    if (seen.online) all.set(seen.conversation_id, seen);
    else all.delete(seen.conversation_id);
    this.state.set(all);
  }

  /** Nobody told what happened for a while. */
  forget(): void {
    this.state.set(new Map());
  }
}
