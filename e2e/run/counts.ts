import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Step } from "./steps.ts";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const vitest = z
  .object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    numPendingTests: z.number(),
    numTodoTests: z.number().default(0),
    testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
  })
  .transform((run): Counts => {
    // A file that does not load has no failed test to count, yet everything in it failed.
    const broken = run.testResults.filter(
      (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
    );
    return {
      passed: run.numPassedTests,
      failed: run.numFailedTests + broken.length,
      skipped: run.numPendingTests + run.numTodoTests,
    };
  });

const playwright = z
  .object({
    errors: z.array(z.unknown()).default([]),
    stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  })
  .transform(
    (run): Counts => ({
      passed: run.stats.expected,
      failed: run.stats.unexpected + run.stats.flaky + run.errors.length,
      skipped: run.stats.skipped,
    }),
  );

const readers = { vitest, playwright };

/** What a test runner's JSON report says; null when the run ended before it wrote one. */
export function readCounts(report: NonNullable<Step["report"]>): Counts | null {
  if (!existsSync(report.file)) return null;
  return readers[report.kind].parse(JSON.parse(readFileSync(report.file, "utf8")));
}

export function addCounts(all: readonly Counts[]): Counts {
  const sum = (pick: (counts: Counts) => number) => all.reduce((total, counts) => total + pick(counts), 0);
  return { passed: sum((c) => c.passed), failed: sum((c) => c.failed), skipped: sum((c) => c.skipped) };
}
