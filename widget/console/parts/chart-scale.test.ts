import { describe, expect, test } from "vitest";
import { countTicks, labelEvery, linePath, placeAt, timeTicks } from "./chart-scale.ts";

describe("the scale of a chart", () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [95, [0, 50, 100]],
    [1234, [0, 500, 1000, 1500]],
  ])("up to %i has whole and round lines", (most, ticks) => {
    expect(countTicks(most)).toEqual(ticks);
  });

  test.each([
    [0, [0, 1]],
    [48, [0, 15, 30, 45, 60]],
    [400, [0, 120, 240, 360, 480]],
    [7200, [0, 1800, 3600, 5400, 7200]],
    [200_000, [0, 86_400, 172_800, 259_200]],
  ])("up to %i seconds has lines that people count in", (most, ticks) => {
    expect(timeTicks(most)).toEqual(ticks);
  });

  test("no value stands above the last line, however large", () => {
    for (let most = 1; most < 1e9; most *= 3) {
      for (const ticks of [countTicks(most), timeTicks(most)]) {
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }
    }
  });

  test("labels are left out until the others have room", () => {
    expect(labelEvery(7, 700, 60)).toBe(1);
    expect(labelEvery(30, 600, 60)).toBe(3);
    expect(labelEvery(400, 0, 60)).toBe(24_000);
  });

  test("a pointer beyond the ends means the first and the last", () => {
    expect([-5, 0, 99, 100, 250].map((x) => placeAt(x, 100, 4))).toEqual([0, 0, 3, 3, 3]);
  });

  test("a line is broken where there is nothing to tell", () => {
    expect(linePath([[0, 1], [10, 2], null, [30, 4]])).toBe("M0.0 1.0L10.0 2.0M30.0 4.0");
  });
});
