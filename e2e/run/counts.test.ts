import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCounts } from "./counts.ts";
import { type StepResult, total } from "./runner.ts";
import type { Step } from "./steps.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "valethon-counts-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(kind: "vitest" | "playwright", content: unknown): NonNullable<Step["report"]> {
  const file = join(folder, `${kind}.json`);
  writeFileSync(file, JSON.stringify(content));
  return { kind, file };
}

const vitestRun = { numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };

describe("counting tests", () => {
  test("a vitest file that did not load counts as a failure", () => {
    const testResults = [
      { status: "failed", assertionResults: [{ status: "failed" }] },
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{ status: "passed" }] },
    ];
    expect(readCounts(report("vitest", { ...vitestRun, testResults }))).toEqual({ passed: 7, failed: 2, skipped: 3 });
  });

  test("a flaky journey and an error outside of tests count as failures", () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(readCounts(report("playwright", { stats, errors: [{}] }))).toEqual({ passed: 4, failed: 3, skipped: 2 });
  });

  test("a run that ended before its report has no counts", () => {
    expect(readCounts({ kind: "vitest", file: join(folder, "none.json") })).toBeNull();
  });
});

describe("the last line", () => {
  const step = { name: "s", what: "", command: ["x"], needs: [], alone: false } as const;
  const result = (outcome: StepResult["outcome"], counts: StepResult["counts"]) => ({
    step,
    outcome,
    seconds: 1,
    counts,
  });

  test("counts a failed step without a failed test of its own as one failure", () => {
    const results = [
      result("failed", null),
      result("not run", null),
      result("passed", { passed: 3, failed: 0, skipped: 1 }),
      result("failed", { passed: 2, failed: 4, skipped: 0 }),
      result("failed", { passed: 5, failed: 0, skipped: 0 }),
    ];
    expect(total(results)).toEqual({ passed: 10, failed: 7, skipped: 1 });
  });
});
