import { expect, test } from "vitest";
import { createDistribution, createTally } from "./measure.ts";

test("a value stands with the first bound that it does not exceed, and with none when it exceeds all", () => {
  const distribution = createDistribution([1, 2, 5]);
  for (const value of [0, 1, 1.5, 2, 5, 5.5]) distribution.add(value);
  expect(distribution.read()).toEqual({ bounds: [1, 2, 5], counts: [2, 2, 1, 1], sum: 15 });
});

test("what was named beforehand is told as zero, and what was read does not change any more", () => {
  const tally = createTally<"seen" | "lost">(["lost"]);
  tally.add("seen");
  const before = tally.read();
  tally.add("seen");
  expect([...before]).toEqual([
    ["lost", 0],
    ["seen", 1],
  ]);
  expect(tally.read().get("seen")).toBe(2);
});
