import type { ConversationHappened, Refusal, Synced } from "../../gateway/protocol.ts";
import { type Asked, applyFact, applyPage, recent, type Thread } from "./conversation.ts";

export interface SyncOptions {
  readonly ask: (after: number, limit: number) => Promise<Synced | Refusal>;
  /**
   * Called as a page is asked for; what it returns, once the thread reaches the head. What was acknowledged before and is
   * not in the thread then, the database has lost: with a session, or by a restore.
   */
  readonly asked: () => () => void;
  readonly read: () => Thread;
  readonly write: (thread: Thread) => void;
  /** The server no longer knows the session. Any other refusal is healed by the next check. */
  readonly lost: () => void;
}

/** Keeps a thread equal to the database's order: first load, reconnect and gap repair are this one loop. */
export interface Sync {
  /** Asks for the head, and for what is missing until the last held is the head. */
  check(): Promise<void>;
  /** A pushed fact. */
  receive(fact: ConversationHappened): void;
  /** Resolves once nothing is on its way; null: so it is. */
  readonly running: Promise<void> | null;
  /** Loads the messages before the oldest one held. */
  earlier(): Promise<void>;
}

/** Against a server that never says the end: 200 pages are 40,000 events. */
const mostPages = 200;

export function createSync({ ask, asked: begin, read, write, lost }: SyncOptions): Sync {
  let running: Promise<void> | null = null;
  let again = false;

  /** Resolves to whether there is more to ask. */
  async function page(): Promise<boolean> {
    const { conversationId, epoch, last: after } = read();
    const asked: Asked = { conversationId, epoch, after };
    const caughtUp = begin();
    const reply = await ask(after, recent);
    if (!reply.ok) {
      if (reply.code === "NOT_FOUND" || reply.code === "AUTH_REQUIRED") lost();
      return false;
    }
    const before = read();
    const { thread, sync } = applyPage(before, asked, reply);
    const moved = thread !== before || before.last !== after || before.conversationId !== conversationId;
    if (!sync) caughtUp();
    write(thread);
    return sync && moved;
  }

  async function run(): Promise<void> {
    for (let pages = 0; pages < mostPages; pages += 1) {
      again = false;
      if (!(await page()) && !again) return;
    }
  }

  function check(): Promise<void> {
    again = true;
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    check,
    get running() {
      return running;
    },
    receive(fact) {
      const { thread, sync } = applyFact(read(), fact);
      write(thread);
      if (sync) void check();
    },
    async earlier() {
      const later = await import("./later.ts").catch(() => null);
      if (later !== null) write(await later.loadEarlier(read, ask, recent));
    },
  };
}
