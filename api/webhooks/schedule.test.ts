import { describe, expect, test } from "vitest";
import { createTimes } from "./schedule.ts";

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const middle = createTimes(1, () => 0.5);

describe("the waits between tries", () => {
  test("are 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and then no more", () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((failed) => middle.waitAfter(failed, null));
    expect(waits).toEqual([
      ...[5 * second, 5 * minute, 30 * minute],
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
      null,
    ]);
  });

  test("last about 76 hours in all", () => {
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((sum, failed) => sum + Number(middle.waitAfter(failed, null)), 0);
    expect(all / hour).toBeGreaterThan(75);
    expect(all / hour).toBeLessThan(77);
  });

  test("vary by a fifth to either side", () => {
    expect(createTimes(1, () => 0).waitAfter(1, null)).toBe(4 * second);
    expect(createTimes(1, () => 0.999_999).waitAfter(1, null)).toBe(6 * second);
  });

  test("become longer by Retry-After, up to twice the step, and never shorter", () => {
    expect(middle.waitAfter(1, 8 * second)).toBe(8 * second);
    expect(middle.waitAfter(1, 9999 * second)).toBe(10 * second);
    expect(middle.waitAfter(1, 0)).toBe(5 * second);
    expect(middle.waitAfter(2, second)).toBe(5 * minute);
    expect(createTimes(1, () => 1).waitAfter(1, 9999 * second)).toBe(10 * second);
  });

  test("grow to a second for the next delivery while one after another fails", () => {
    expect([0, 1, 10, 100, 100_000].map(middle.restAfter)).toEqual([0, 10, 100, second, second]);
  });

  test("are shortened together by a scale", () => {
    const short = createTimes(0.01, () => 0.5);
    expect([short.waitAfter(1, null), short.leaseMs, short.waitAfter(1, 9999 * second)]).toEqual([50, 300, 100]);
  });
});
