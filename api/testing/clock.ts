import type { Clock } from "../clock.ts";

export interface TestClock extends Clock {
  /** Moves time on, in milliseconds; whole ones, as the system's clock has them. */
  advance(milliseconds: number): void;
}

/** A clock that stands still until a test moves it. */
export function createTestClock(start = Date.parse("2026-03-10T14:30:00Z")): TestClock {
  let now = start;
  return {
    now: () => Math.floor(now),
    monotonic: () => now,
    advance(milliseconds) {
      now += Math.round(milliseconds);
    },
  };
}
