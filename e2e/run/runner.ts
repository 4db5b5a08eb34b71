import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, resolve } from "node:path";
import { addCounts, type Counts, readCounts } from "./counts.ts";
import type { Step } from "./steps.ts";

export interface StepResult {
  readonly step: Step;
  readonly outcome: "passed" | "failed" | "not run";
  readonly seconds: number;
  readonly counts: Counts | null;
}

/** Runs steps, those that may run together two at a time, then each of the others alone. */
export class Runner {
  readonly #children = new Set<ChildProcess>();
  readonly #results = new Map<string, StepResult>();
  #stopped = false;

  async run(steps: readonly Step[]): Promise<readonly StepResult[]> {
    const together = steps.filter((step) => !step.alone);
    const lanes = [0, 1].map(async () => {
      for (let step = together.shift(); step !== undefined; step = together.shift()) await this.#runStep(step);
    });
    await Promise.all(lanes);
    for (const step of steps.filter((each) => each.alone)) await this.#runStep(step);
    return steps.flatMap((step) => this.#results.get(step.name) ?? []);
  }

  /** Ends what runs and starts nothing more. */
  stop(): void {
    this.#stopped = true;
    for (const child of this.#children) child.kill("SIGTERM");
  }

  async #runStep(step: Step): Promise<void> {
    const missing = step.needs.find((name) => this.#results.get(name)?.outcome === "failed");
    if (this.#stopped || missing !== undefined) {
      this.#finish(
        { step, outcome: "not run", seconds: 0, counts: null },
        missing === undefined ? "" : `${missing} failed`,
      );
      return;
    }
    if (step.alone) console.log(`\n▶ ${step.name}: ${step.what}`);
    const start = performance.now();
    const { code, output } = await this.#execute(step);
    const counts = step.report === undefined ? null : readCounts(step.report);
    const outcome = code === 0 && hasRun(step, counts) ? "passed" : "failed";
    this.#finish(
      { step, outcome, seconds: (performance.now() - start) / 1000, counts },
      outcome === "failed" ? output : "",
    );
  }

  async #execute(step: Step): Promise<{ code: number; output: string }> {
    const [program, ...args] = step.command;
    const path = [resolve("node_modules/.bin"), process.env["PATH"]].join(delimiter);
    const child = spawn(program, args, {
      env: { ...process.env, ...step.env, PATH: path, FORCE_COLOR: step.alone && process.stdout.isTTY ? "1" : "0" },
      stdio: ["ignore", step.alone ? "inherit" : "pipe", step.alone ? "inherit" : "pipe"],
    });
    this.#children.add(child);
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    try {
      const [code] = (await once(child, "close")) as [number | null];
      return { code: code ?? 1, output };
    } catch (error) {
      return { code: 1, output: `${program} did not start: ${String(error)}` };
    } finally {
      this.#children.delete(child);
    }
  }

  #finish(result: StepResult, output: string): void {
    this.#results.set(result.step.name, result);
    console.log(line(result));
    if (output !== "") console.log(indent(output));
  }
}

/** The tests of all steps together. A failed step without a failed test of its own counts as one failure. */
export function total(results: readonly StepResult[]): Counts {
  return addCounts(
    results.map(({ outcome, counts }) => {
      const found = counts ?? { passed: 0, failed: 0, skipped: 0 };
      return outcome === "passed" || found.failed > 0 ? found : { ...found, failed: 1 };
    }),
  );
}

function hasRun(step: Step, counts: Counts | null): boolean {
  return step.report === undefined || (counts !== null && counts.passed + counts.failed > 0);
}

const marks = { passed: "✓", failed: "✗", "not run": "–" } as const;

export function line({ step, outcome, seconds, counts }: StepResult): string {
  const tests = counts === null ? "" : `, ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  return `${marks[outcome]} ${step.name.padEnd(14)} ${outcome} in ${seconds.toFixed(1)} s${tests}`;
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "    ");
}
