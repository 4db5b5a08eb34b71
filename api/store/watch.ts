import type { Database } from "./database.ts";
import { readHead } from "./epoch.ts";
import { type Head, writeMark } from "./mark.ts";

export interface Watched {
  readonly database: Pick<Database, "read" | "identity">;
  /** What was found when it was opened. */
  readonly identity: string;
  readonly epoch: string;
  readonly markPath: string;
  /** The mark could not be written. Called once until it can be again. */
  readonly onUnmarked: (error: unknown) => void;
  /** Another database is in its place, or it was restored under us: nothing of this process is right any more. */
  readonly onReplaced: (reason: string) => void;
}

/** Looks at an open database every second: is it still the same, and how far is it. */
export interface Watch {
  readonly replaced: boolean;
  /** Looks once more, resolves when that is done. */
  close(): Promise<void>;
}

const lookEveryMs = 1000;

/** Starts to watch an open database, and to write down how far it is, for whoever opens it the next time. */
export function startWatch({ database, identity, epoch, markPath, onUnmarked, onReplaced }: Watched): Watch {
  let replaced = false;
  let marked: Head | null = null;
  let markable = true;
  let looking: Promise<void> | null = null;

  /** What does not answer is told by whoever wants something of it. */
  async function look(): Promise<void> {
    if (replaced) return;
    try {
      const reason = await explainReplaced();
      if (reason === null) return;
      replaced = true;
      onReplaced(reason);
    } catch {
      return;
    }
  }

  async function explainReplaced(): Promise<string | null> {
    // First, because a database that is another one is asked for nothing else.
    if ((await database.identity(database.read)) !== identity) return "another database is in its place";
    const head = await readHead(database.read);
    if (head.epoch !== epoch) return "it was told to be restored, by the command line or another process";
    await mark(head);
    return null;
  }

  async function mark(head: Head): Promise<void> {
    if (marked !== null && marked.events === head.events && marked.messages === head.messages) return;
    try {
      await writeMark(markPath, head);
      marked = head;
      markable = true;
    } catch (error) {
      if (markable) onUnmarked(error);
      markable = false;
    }
  }

  function start(): Promise<void> {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  }

  const timer = setInterval(() => void start(), lookEveryMs).unref();
  void start();
  return {
    get replaced() {
      return replaced;
    },
    async close() {
      clearInterval(timer);
      await looking;
      await start();
    },
  };
}
