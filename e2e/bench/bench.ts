import { loadavg } from "node:os";
import { measureIdle } from "./idle.ts";
import { measureCursors, measureLists } from "./lists.ts";
import { type Product, startProduct } from "./product.ts";
import { Report } from "./report.ts";
import { measureDeliveries, measureWebhookAcks } from "./webhooks.ts";
import { measureWidest } from "./widest.ts";
import { measureAcks, measureCreates, measureThroughput } from "./writes.ts";

export interface BenchOptions {
  readonly leads: number;
  /** How few leads a new one is compared among. */
  readonly few: number;
  /** How often everything is repeated. */
  readonly rounds: number;
  /** For how long events are sent to webhooks. */
  readonly seconds: number;
  readonly print: (line: string) => void;
  /** False where only right answers matter, as on a machine that is busy with tests. */
  readonly judgesTimes: boolean;
}

/** Measures the product at size. Answers what was wrong or too slow: nothing, when all is well. */
export async function bench({
  leads,
  few,
  rounds,
  seconds,
  print,
  judgesTimes,
}: BenchOptions): Promise<readonly string[]> {
  const report = new Report(print, judgesTimes);
  const start = performance.now();
  print(`${leads.toLocaleString("en-US")} leads, load of the machine ${loadText()}`);
  const many = await startProduct(leads);
  const small = await startProduct(few);
  try {
    await measure(many, small, report, { rounds, seconds });
  } finally {
    await Promise.all([many.stop(), small.stop()]);
  }
  print(`\nDone in ${Math.round((performance.now() - start) / 1000)} s, load of the machine ${loadText()}`);
  return report.failures;
}

type Extent = Pick<BenchOptions, "rounds" | "seconds">;

async function measure(many: Product, few: Product, report: Report, { rounds, seconds }: Extent): Promise<void> {
  // Lists first: what follows adds leads of its own.
  await measureLists(many, report, rounds);
  await measureCursors(many, report, rounds * 3);
  await measureWidest(many, report, rounds);
  await measureAcks(many, report, { turns: rounds * 2, messages: 40 });
  await measureCreates(few, many, report, rounds * 100);
  await measureThroughput(many, report, rounds);
  await measureDeliveries(many, report, seconds);
  await measureWebhookAcks(many, report, { turns: rounds * 2, messages: 40 });
  await measureIdle(many, report, seconds / 2);
}

const loadText = () =>
  loadavg()
    .map((load) => load.toFixed(1))
    .join(" ");
