import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { openReceiver } from "../../api/testing/receiver.ts";
import { until } from "../support/until.ts";
import { registerWebhook } from "../support/webhooks.ts";
import { expectAll, isOver, openSite } from "./site.ts";

const hourMs = 3_600_000;

test("a server that is down for six hours gets everything when it is back, what happened meanwhile too", {
  timeout: 180_000,
}, async () => {
  const scale = 0.002;
  const site = await openSite(scale);
  const receiver = await openReceiver();
  const webhook = await registerWebhook(site, { url: receiver.url });
  await receiver.close();
  const leads = await site.makeLeads(5);
  await wait(6 * hourMs * scale - 2000);
  leads.push(...(await site.makeLeads(5)));
  await wait(2000);
  const back = await openReceiver(Number(new URL(receiver.url).port));
  await until("all to be delivered", () => isOver(webhook), { timeoutMs: 90_000, everyMs: 250 });
  expect(await webhook.states()).toEqual({ delivered: 10 });
  expectAll(back, leads);
  await back.close();
  await site.stack.stop();
});
