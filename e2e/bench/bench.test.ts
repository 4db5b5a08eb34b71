import { expect, test } from "vitest";
import { bench } from "./bench.ts";

test("the bench finds every answer right at 2,000 leads", { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  const failures = await bench({
    leads: 2000,
    few: 1000,
    rounds: 1,
    seconds: 2,
    print: (line) => lines.push(line),
    judgesTimes: false,
  });
  expect(failures).toEqual([]);
  expect(lines.filter((line) => line.includes("p95 ≤ 75 ms")).length).toBeGreaterThan(10);
  expect(lines.filter((line) => /^the whole mix .*p95 ≤ 50 ms/.test(line))).toHaveLength(1);
});
