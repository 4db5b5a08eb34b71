import { AppError } from "../errors.ts";

/** Runs a task when its turn comes and answers what it answers. Of those that wait, the lowest rank (0 unless told) is next. */
export type Queue = <T>(task: () => Promise<T>, rank?: number) => Promise<T>;

interface Waiting {
  readonly rank: number;
  readonly go: () => void;
}

/**
 * At most `concurrency` tasks run at once, the others wait, those of one rank in order. When `maxWaiting` wait already a further one
 * is refused with AppError UNAVAILABLE: a line that long would outlast its callers' patience.
 */
export function createQueue({ concurrency, maxWaiting }: { concurrency: number; maxWaiting: number }): Queue {
  const waiting: Waiting[] = [];
  let running = 0;

  function leave(): void {
    const next = waiting.shift();
    // The place passes on directly, so that nobody who comes just now overtakes.
    if (next === undefined) running -= 1;
    else next.go();
  }

  function line(one: Waiting): void {
    const before = waiting.findLastIndex(({ rank }) => rank <= one.rank);
    waiting.splice(before + 1, 0, one);
  }

  async function enter(rank: number): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= maxWaiting) {
      throw new AppError("UNAVAILABLE", "Too many sign-ins are being checked at once. Try again in a moment.", {
        retryAfter: 1,
      });
    }
    await new Promise<void>((go) => line({ rank, go }));
  }

  return async (task, rank = 0) => {
    await enter(rank);
    try {
      return await task();
    } finally {
      leave();
    }
  };
}
