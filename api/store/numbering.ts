import type { Bus } from "../events/bus.ts";
import { numberEvents } from "../events/log.ts";
import type { Database } from "./database.ts";

/** A database that was away is given this many milliseconds, then it is numbered whether anything is written or not. */
const numberAgainMs = 1000;

/** Gives the events of a log their numbers after their commits, on Postgres; on SQLite the commit itself does. */
export interface Numbering {
  /** Something was committed at this moment (`performance.now()`). */
  wake(committedAt: number): void;
  /** Something may have been committed, by a database that does not answer at present. */
  wakeLater(committedAt: number): void;
  /** No more retries; resolves when the batch under way is done. */
  close(): Promise<void>;
}

/** Numbers committed events in batches: while one batch runs, all that commits meanwhile waits for the next. */
export function createNumbering(database: Database, bus: Bus, onError: (error: unknown) => void): Numbering {
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  let running: Promise<void> | null = null;
  /** When the oldest commit was that waits for its numbers; null when none does. */
  let waitingSince: number | null = null;

  async function run(): Promise<void> {
    while (waitingSince !== null) {
      const since = waitingSince;
      waitingSince = null;
      try {
        for (const fact of await numberEvents(database.read)) bus.publish(fact, since);
      } catch (error) {
        onError(error);
        wakeLater(since);
      }
    }
    running = null;
  }

  function wake(committedAt: number): void {
    if (database.engine === "sqlite") return;
    waitingSince = Math.min(waitingSince ?? committedAt, committedAt);
    running ??= run();
  }

  function wakeLater(committedAt: number): void {
    if (database.engine === "sqlite" || closed) return;
    retry ??= setTimeout(() => {
      retry = undefined;
      wake(committedAt);
    }, numberAgainMs).unref();
  }

  return {
    wake,
    wakeLater,
    async close() {
      closed = true;
      clearTimeout(retry);
      while (running !== null) await running;
    },
  };
}
