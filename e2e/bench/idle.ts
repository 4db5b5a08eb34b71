import { setTimeout as wait } from "node:timers/promises";
import type { KyselyPlugin } from "kysely";
import { openWebhookSite } from "../../api/testing/webhooks.ts";
import { createTimes } from "../../api/webhooks/schedule.ts";
import { createWebhookWorker } from "../../api/webhooks/worker.ts";
import { canMeasureProcesses, processorMs } from "../support/process-use.ts";
import { registerWebhook, type Webhook } from "../support/webhooks.ts";
import type { Product } from "./product.ts";
import type { Report } from "./report.ts";

const webhooks = 20;
/** Of a processor's time, for webhooks that have nothing to do. */
const processorLimit = 1;
/** A look at the start, and one every 15 s. */
const statementLimit = 2;

/** What webhooks cost that get nothing: the processor's time of the product, and the statements of a worker. */
export async function measureIdle(product: Product, report: Report, seconds: number) {
  report.section(`${webhooks} webhooks with nothing to do, for ${seconds} s`);
  if (canMeasureProcesses) await measureProcessor(product, report, seconds);
  report.judge("statements of their worker", await countStatements(seconds), statementLimit, "");
}

async function measureProcessor(product: Product, report: Report, seconds: number) {
  const before = await processorShare(product, seconds);
  const registered: Webhook[] = [];
  for (let number = 0; number < webhooks; number += 1)
    registered.push(
      await registerWebhook(product, { url: `http://127.0.0.1:9/${number}`, events: ["prospect.deleted"] }),
    );
  const among = await processorShare(product, seconds);
  for (const webhook of registered) await webhook.remove();
  report.say(`the product without them: ${before.toFixed(2)} % of a processor, with them ${among.toFixed(2)} %`);
  report.judge("more of a processor's time", Math.max(0, among - before), processorLimit, "%");
}

async function processorShare({ stack }: Product, seconds: number): Promise<number> {
  const before = processorMs(stack.pid);
  await wait(seconds * 1000);
  return (processorMs(stack.pid) - before) / (seconds * 10);
}

/** A worker of its own over a space of its own, whose statements can be counted. */
async function countStatements(seconds: number): Promise<number> {
  const house = await openWebhookSite({ runJobs: false });
  for (let number = 0; number < webhooks; number += 1) await house.hook();
  let statements = 0;
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      statements += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const space = await house.space();
  const { clock, log, secrets, webhooks: sender } = house.api;
  const worker = createWebhookWorker({ clock, log, secrets, sender, times: createTimes(1) });
  worker.watch({
    ...space,
    read: space.read.withPlugin(counting),
    write: (work) => space.write((transaction) => work({ ...transaction, db: transaction.db.withPlugin(counting) })),
  });
  await wait(seconds * 1000);
  await worker.close();
  await house.close();
  return statements;
}
