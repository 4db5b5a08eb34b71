import type { Thread } from "./conversation.ts";

// Part of a late chunk: it imports no values of the rest of the state, or the build would cut a third chunk out of both.

/** The newest message of the other side that the visitor has not read yet. */
export interface News {
  /** Which conversation, in this life of the database: seqs of one and the same can be compared. */
  readonly conversation: string;
  readonly seq: number;
}

export interface NewsOptions {
  /** Resolves to the thread once nothing of it is on its way. */
  readonly settled: () => Promise<Thread>;
  readonly tell: (news: News) => void;
}

/** Tells what comes in, once: all that was missed while the page slept is one piece of news, a thread's beginning none. */
export interface NewsDesk {
  /** The thread may have changed. */
  look(): void;
  /** The next thread is somebody else's: what it holds is history. */
  forget(): void;
}

type Seen = Pick<Thread, "epoch" | "conversationId" | "last">;

function newestUnread({ events, read }: Thread): number {
  const isNew = ({ seq, type, sender }: Thread["events"][number]) =>
    type === "message" && sender.kind !== "visitor" && seq > read.visitor;
  return events.findLast(isNew)?.seq ?? 0;
}

export function createNewsDesk({ settled, tell }: NewsOptions): NewsDesk {
  let seen: Seen | null = null;
  let looking = false;

  /** Up to which seq the thread is known here; null: it is history. */
  function known({ epoch, conversationId }: Thread): number | null {
    if (seen === null || seen.epoch !== epoch) return null;
    return seen.conversationId === conversationId ? seen.last : 0;
  }

  function compare(thread: Thread): void {
    const { epoch, conversationId, last } = thread;
    // Not loaded yet, or emptied to be loaded anew.
    if (epoch === null) return;
    const before = known(thread);
    seen = { epoch, conversationId, last };
    if (before === null) return;
    const seq = newestUnread(thread);
    if (seq > before) tell({ conversation: `${epoch}:${conversationId}`, seq });
  }

  return {
    async look() {
      if (looking) return;
      looking = true;
      const thread = await settled();
      looking = false;
      compare(thread);
    },
    forget() {
      seen = null;
    },
  };
}
