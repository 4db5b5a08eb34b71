const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** The wait before each try, after the one before it. */
const waits = [
  ...[0, 5 * second, 5 * minute, 30 * minute],
  ...[2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
] as const;

/** Tries that a delivery gets, and gets again when it is replayed. */
export const mostTries = waits.length;

/** Waits vary by so much to either side, so that what failed together does not come back together. */
const jitter = 0.2;

/** Every time of the worker, in milliseconds. */
export interface Times {
  /** A delivery that was taken and not settled for so long is due again: whoever took it is dead. */
  readonly leaseMs: number;
  /** With less than this left of its lease, no try begins: it might not end in time. */
  readonly tryMs: number;
  /** How often is looked for what came due unnoticed: what a dead or another process left behind. */
  readonly lookMs: number;
  /** The wait after a database that did not answer. */
  readonly databaseMs: number;
  /** How long tries under way may go on when the process is asked to end. */
  readonly graceMs: number;
  /** A webhook that fails for so long is disabled. */
  readonly failingMs: number;
  /** How long a webhook that failed so often in a row rests before another delivery is tried in the place of one. */
  restAfter(failures: number): number;
  /** The wait until the next try after so many failed ones; null when there are no more. */
  waitAfter(failed: number, retryAfterMs: number | null): number | null;
}

/**
 * The worker's times. `scale` shortens all of them, for tests; `random` gives numbers from 0 to 1. Retry-After makes a
 * wait longer, never shorter, and at most twice the step.
 */
export function createTimes(scale: number, random: () => number = Math.random): Times {
  return {
    leaseMs: 30 * second * scale,
    tryMs: 16 * second * scale,
    lookMs: 15 * second * scale,
    databaseMs: second * scale,
    graceMs: 3 * second * scale,
    failingMs: 5 * day * scale,
    restAfter: (failures) => Math.min(10 * failures, second) * scale,
    waitAfter(failed, retryAfterMs) {
      const step = waits[failed];
      if (step === undefined) return null;
      const varied = step * scale * (1 - jitter + 2 * jitter * random());
      return Math.round(Math.min(Math.max(varied, retryAfterMs ?? 0), 2 * step * scale));
    },
  };
}
