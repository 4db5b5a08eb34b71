import type { Task } from "./messages.ts";
import { startThread, type Thread, unreadable } from "./thread.ts";

/**
 * Two, so that a long report never holds up a search; more would take processor time from the main thread on the
 * small machines this runs on, and each costs about 20 MB.
 */
const mostThreads = 2;

/** Reads of one database file that may take long. */
export interface Reader {
  /** The rows of a query, with every commit that was acknowledged before the call. */
  rows(sql: string, parameters: readonly unknown[]): Promise<unknown[]>;
  /** The one number that a query of one row gives. It may depend on nothing but the database and the parameters. */
  total(sql: string, parameters: readonly unknown[]): Promise<number>;
  /** Resolves when the reads under way are done and no thread holds the file open. */
  close(): Promise<void>;
}

/** The threads in which all SQLite files of the process are read; started by the reads that need them. */
export interface Readers {
  open(path: string): Reader;
  close(): Promise<void>;
}

interface Waiting {
  readonly task: Task;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** `onLost` hears of a thread that ended by itself. The next read starts another. */
export function createReaders(onLost: (reason: unknown) => void): Readers {
  const threads = new Set<Thread>();
  // A thread gets its next read when it is done with the last: given earlier, a read could wait behind a long one
  // while the other thread has nothing to do.
  const waiting: Waiting[] = [];

  function freeThread(): Thread | null {
    for (const thread of threads) if (thread.isFree()) return thread;
    return threads.size < mostThreads ? start() : null;
  }

  function start(): Thread {
    const thread = startThread({
      onFree: dispatch,
      onEnd(reason) {
        threads.delete(thread);
        if (reason !== null) onLost(reason);
        dispatch();
      },
    });
    threads.add(thread);
    return thread;
  }

  function dispatch(): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      try {
        const thread = freeThread();
        if (thread === null) return;
        thread.run(next.task).then(next.resolve, next.reject);
      } catch (error) {
        next.reject(unreadable(error));
      }
      waiting.shift();
    }
  }

  function read(task: Task): Promise<unknown> {
    return new Promise((resolve, reject) => {
      waiting.push({ task, resolve, reject });
      dispatch();
    });
  }

  return {
    open: (path) => readerOf(path, read, threads),
    async close() {
      await Promise.all([...threads].map((thread) => thread.stop()));
    },
  };
}

function readerOf(path: string, read: (task: Task) => Promise<unknown>, threads: ReadonlySet<Thread>): Reader {
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;

  async function tracked(task: Task): Promise<unknown> {
    if (isClosed) throw new Error("The database is closed.");
    const reading = read(task);
    underWay.add(reading);
    try {
      return await reading;
    } finally {
      underWay.delete(reading);
    }
  }

  return {
    // The casts: the worker answers each kind of task with these.
    rows: async (sql, parameters) => (await tracked({ kind: "rows", path, sql, parameters })) as unknown[],
    total: async (sql, parameters) => (await tracked({ kind: "total", path, sql, parameters })) as number,
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
      await Promise.allSettled([...threads].map((thread) => thread.run({ kind: "close", path })));
    },
  };
}
