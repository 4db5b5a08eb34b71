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
import type { Outbox, OutboxEntry } from "./outbox.ts";
import type { Snapshots } from "./snapshot.ts";
import type { ChatSnapshot } from "./types.ts";

/** A visitor's thread as it is shown: what is stored, then what is on its way. */
export interface ThreadView {
  readonly thread: Thread;
  show(thread: Thread): void;
  /** Entries that the server has acknowledged stay in view until the thread holds them. */
  sent(sent: Sent, entries: readonly OutboxEntry[]): void;
  clear(): void;
}

export function createThreadView(snapshots: Pick<Snapshots, "patch">, outbox: Pick<Outbox, "entries">): ThreadView {
  const itemsOf = createItems("visitor");
  let thread = emptyThread;
  let acknowledged: readonly Acknowledged[] = [];
  let items: ChatSnapshot["items"] = [];

  function show(next: Thread): void {
    // Given up, because the server no longer has it so: what was acknowledged of it does not stand there either.
    if (next === emptyThread) acknowledged = acknowledged.filter((one) => one.conversationId !== thread.conversationId);
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
      acknowledged = [...acknowledged, ...acknowledgements(sent, entries)];
    },
    clear() {
      acknowledged = [];
      show(emptyThread);
    },
  };
}
