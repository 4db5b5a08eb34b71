import type { Sent } from "../../gateway/protocol.ts";
import {
  type Acknowledged,
  acknowledgements,
  awaited,
  countUnread,
  createItems,
  emptyThread,
  type Thread,
} from "./conversation.ts";
import { type Outbox, type OutboxEntry, without } from "./outbox.ts";
import type { Snapshots } from "./snapshot.ts";
import type { ChatSnapshot } from "./types.ts";

/** A visitor's thread as it is shown: what is stored, then what is on its way. */
export interface ThreadView {
  readonly thread: Thread;
  show(thread: Thread): void;
  /** Entries that the server has acknowledged stay in view until the thread holds them. */
  sent(sent: Sent, entries: readonly OutboxEntry[]): void;
  /** A sync is asked. Returns what to call once the thread holds all that it tells of, before that thread is shown. */
  asked(): () => void;
  clear(): void;
}

export function createThreadView(snapshots: Pick<Snapshots, "patch">, outbox: Pick<Outbox, "entries">): ThreadView {
  const itemsOf = createItems("visitor");
  let thread = emptyThread;
  let acknowledged: readonly Acknowledged[] = [];
  let items: ChatSnapshot["items"] = [];

  function show(next: Thread): void {
    thread = next;
    acknowledged = awaited(thread, acknowledged);
    const all = itemsOf(thread, acknowledged, outbox.entries);
    // Views compare by identity: a list that did not change stays the same list.
    if (all.length !== items.length || all.some((item, index) => item !== items[index])) items = all;
    snapshots.patch({
      items,
      unread: countUnread(thread, "visitor"),
      // What is on its way will begin a new conversation.
      ended: thread.status === "ended" && items.at(-1)?.delivery !== "sending",
      earlier: thread.base > 0,
    });
  }

  return {
    get thread() {
      return thread;
    },
    show,
    sent(sent, entries) {
      // Acknowledged again, after its first session was lost, a message has another place.
      acknowledged = [...without(acknowledged, entries), ...acknowledgements(sent, entries)];
    },
    asked() {
      const before = acknowledged;
      return () => {
        acknowledged = acknowledged.filter((one) => !before.includes(one));
      };
    },
    clear() {
      acknowledged = [];
      show(emptyThread);
    },
  };
}
