import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { line, Runner, type StepResult, total } from "./run/runner.ts";
import { allSteps, type Step, testSteps } from "./run/steps.ts";
import { installTools } from "./run/tools.ts";
import { findPostgres, type Postgres, startPostgres } from "./support/postgres.ts";

const help = `The test command.

  npm test                        build, then every test: vitest on SQLite and PostgreSQL, journeys in browsers
  npm run check                   what CI runs: types, lint, imports, unused code, openapi.json, build, every test
  npm run check -- --only lint    one step (may be given several times)

Steps: ${allSteps("", null)
  .map((step) => `\n  ${step.name.padEnd(14)}${step.what}`)
  .join("")}

The last line is "N passed, N failed". The exit code is 0 only when nothing failed and at least one test ran.
With CI=true nothing may be skipped.`;

const { values: flags } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    help: { type: "boolean", default: false },
  },
});
const inCi = process.env["CI"] === "true";

process.exitCode = flags.help ? showHelp() : await main();

function showHelp(): number {
  console.log(help);
  return 0;
}

async function main(): Promise<number> {
  const names = chosenSteps();
  if (names === null) return 2;
  const start = performance.now();
  const reports = mkdtempSync(join(tmpdir(), "valethon-reports-"));
  const runner = new Runner();
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      interrupted = true;
      runner.stop();
    });
  }
  const runsTests = names.has("vitest") || names.has("playwright");
  const missing = runsTests ? installTools() : [];
  let postgres: Postgres | null = null;
  try {
    postgres = runsTests ? await openPostgres() : null;
    const steps = allSteps(reports, postgres?.url ?? null).filter((step) => names.has(step.name));
    const results = await runner.run(withoutMissingBrowser(steps, missing));
    return interrupted ? 130 : summarise(results, missing, (performance.now() - start) / 1000);
  } finally {
    await postgres?.stop();
    rmSync(reports, { recursive: true, force: true });
  }
}

/** The names of the steps to run, or null after a message about an unknown one. */
function chosenSteps(): ReadonlySet<string> | null {
  const known = allSteps("", null).map((step) => step.name);
  const unknown = flags.only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no step ${unknown.join(", ")}. Steps: ${known.join(", ")}.`);
    return null;
  }
  if (flags.only.length > 0) return new Set(flags.only);
  return new Set(flags.check ? known : testSteps);
}

async function openPostgres(): Promise<Postgres | null> {
  const bin = findPostgres();
  return bin === null ? null : startPostgres(bin);
}

function withoutMissingBrowser(steps: readonly Step[], missing: readonly { name: string }[]): readonly Step[] {
  if (!missing.some((tool) => tool.name === "Chromium")) return steps;
  return steps.filter((step) => step.name !== "playwright");
}

function summarise(results: readonly StepResult[], missing: readonly { message: string }[], seconds: number): number {
  const { passed, failed, skipped } = total(results);
  const problems = missing.map((tool) => tool.message);
  if (skipped > 0) problems.push(`${skipped} tests were skipped.`);
  const ranTests = results.some((result) => result.step.report !== undefined);
  if (ranTests && passed + failed === 0) problems.push("No test ran.");
  console.log(`\nSummary after ${seconds.toFixed(0)} s`);
  for (const result of results) console.log(`  ${line(result)}`);
  for (const problem of problems) console.log(`  ! ${problem}`);
  const failures = failed + (inCi || (ranTests && passed === 0) ? problems.length : 0);
  console.log(`${passed} passed, ${failures} failed`);
  return failures === 0 ? 0 : 1;
}
