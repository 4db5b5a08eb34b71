import { AppError } from "../errors.ts";

/** Runs a task when its turn comes and answers what it answers. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * At most `concurrency` tasks run at once, the others wait in order. When `maxWaiting` wait already a further one
 * is refused with AppError UNAVAILABLE: a line that long would outlast its callers' patience.
 */
export function createQueue({ concurrency, maxWaiting }: { concurrency: number; maxWaiting: number }): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;

  function leave(): void {
    const next = waiting.shift();
    // The place passes on directly, so that nobody who comes just now overtakes.
    if (next === undefined) running -= 1;
    else next();
  }

  async function enter(): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= maxWaiting) {
      throw new AppError("UNAVAILABLE", "Too many sign-ins are being checked at once. Try again in a moment.", {
        retryAfter: 1,
      });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  return async (task) => {
    await enter();
    try {
      return await task();
    } finally {
      leave();
    }
  };
}
