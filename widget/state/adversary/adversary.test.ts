import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

// biome-ignore lint/style/noProcessEnv: as in e2e/faults/form.ts, which code of the browser may not import.
const { FAULTS, FAULTS_SEED } = process.env;
const from = Number(FAULTS_SEED ?? 1);
const count = FAULTS === "long" ? 1_850 : 250;
/** A story takes some milliseconds; one that takes this long never ends. */
const patience = 20_000;

interface Outcome {
  told: number;
  report: string | null;
}

/** Tells the stories in a thread of their own: one that loops within a step can only be ended from outside. */
async function tellStories(): Promise<Outcome> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: { from, count }, execArgv: [] });
  const outcome: Outcome = { told: 0, report: null };
  await new Promise<void>((resolve, reject) => {
    let watchdog = setTimeout(() => {}, 0);
    worker.on("message", ({ seed, report, told }: { seed?: number; report?: string; told?: number }) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => reject(new Error(`seed ${seed} does not end`)), patience);
      outcome.report ??= report ?? null;
      if (told === undefined) return;
      outcome.told = told;
      resolve();
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      clearTimeout(watchdog);
      resolve();
    });
  }).finally(() => worker.terminate());
  return outcome;
}

test(`${count} bad networks from seed ${from} lose, double and reorder nothing`, { timeout: 600_000 }, async () => {
  const { told, report } = await tellStories();
  expect(report).toBeNull();
  expect(told).toBe(count);
});
