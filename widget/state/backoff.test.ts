import { expect, test } from "vitest";
import { createBackoff } from "./backoff.ts";

function bench(random: number) {
  const waits: number[] = [];
  let due: (() => void) | null = null;
  const backoff = createBackoff({
    random: () => random,
    after: (milliseconds, call) => {
      waits.push(milliseconds);
      due = call;
      return () => {
        due = null;
      };
    },
  });
  return { backoff, waits, isDue: () => due !== null, pass: () => due?.() };
}

test("waits grow from 0.5 to 5 s, and jitter takes up to half of each", () => {
  const longest = bench(1);
  const shortest = bench(0);
  for (let failure = 0; failure < 6; failure += 1) {
    longest.backoff.schedule(() => {});
    shortest.backoff.schedule(() => {});
  }
  expect(longest.waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  expect(shortest.waits).toEqual([250, 500, 1_000, 2_000, 2_500, 2_500]);
});

test("never comes earlier than the server allowed", () => {
  const { backoff, waits } = bench(1);
  backoff.schedule(() => {}, 7_000);
  expect(waits).toEqual([7_000]);
});

test("waking runs what waits once, at once, and starts anew", () => {
  const { backoff, waits, isDue } = bench(1);
  let runs = 0;
  backoff.schedule(() => {});
  backoff.schedule(() => {
    runs += 1;
  });
  backoff.wake();
  backoff.wake();
  expect(runs).toBe(1);
  expect(isDue()).toBe(false);
  backoff.schedule(() => {});
  expect(waits.at(-1)).toBe(500);
});
