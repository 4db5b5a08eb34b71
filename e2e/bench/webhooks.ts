import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { until } from "../support/until.ts";
import { registerWebhook, type Webhook } from "../support/webhooks.ts";
import { type Catcher, openCatcher } from "./catcher.ts";
import type { Product } from "./product.ts";
import { quantileOf, type Report } from "./report.ts";

const perSecond = 200;
/** A receiver that answers gets nearly every event within this time of the request that made it. */
const latencyLimit = 1000;
/** So much later may it get them because another one never answers. */
const delayLimit = 100;
const tail = 0.99;

/** How soon events arrive where they were registered for, and whether a server that never answers holds others up. */
export async function measureDeliveries(product: Product, report: Report, seconds: number) {
  report.section(`${perSecond} events a second for ${seconds} s, each with its webhook's first try`);
  await deliver(product, report, { name: "one receiver", healthy: 1, dead: 0, seconds });
  const alone = await deliver(product, report, { name: "four receivers", healthy: 4, dead: 0, seconds });
  const among = await deliver(product, report, {
    name: "four, and one that never answers",
    healthy: 4,
    dead: 1,
    seconds,
  });
  const delays = among.map((p99, place) => p99 - (alone[place] ?? 0));
  report.judge("later because of the dead one, at p99", Math.max(0, ...delays), delayLimit, "ms");
}

interface Delivering {
  readonly name: string;
  readonly healthy: number;
  readonly dead: number;
  readonly seconds: number;
}

/** Answers the p99 of each healthy receiver. */
async function deliver(product: Product, report: Report, { name, healthy, dead, seconds }: Delivering) {
  const catchers = await Promise.all(Array.from({ length: healthy }, () => openCatcher()));
  const deaf = await Promise.all(Array.from({ length: dead }, () => openCatcher(true)));
  const webhooks: Webhook[] = [];
  for (const { url } of [...deaf, ...catchers])
    webhooks.push(await registerWebhook(product, { url, events: ["lead.created"] }));
  const made = await createLeads(product, seconds);
  await until("every event to arrive", () => catchers.every(({ leads }) => leads.size === made.size), {
    timeoutMs: 60_000,
  }).catch(() => undefined);
  for (const webhook of webhooks) await webhook.remove();
  await Promise.all([...catchers, ...deaf].map((catcher) => catcher.close()));

  const latencies = catchers.map((catcher) => latenciesOf(catcher, made));
  report.add({ name: `${name}: after the answer`, times: latencies.flatMap(({ sinceAnswered }) => sinceAnswered) });
  report.add({ name: "  after the request", times: latencies.flatMap(({ sinceSent }) => sinceSent) });
  const tails = latencies.map(({ sinceSent }) => quantileOf(sinceSent, tail));
  report.judge("  p99 after the request, the latest receiver's", Math.max(...tails), latencyLimit, "ms");
  report.expect(
    `${name}: events that arrived`,
    latencies.flatMap(({ sinceSent }) => sinceSent).length,
    made.size * healthy,
  );
  return tails;
}

/** When the request for a lead was sent and when it was answered, which is after its commit. */
interface Made {
  readonly sent: number;
  readonly answered: number;
}

function latenciesOf({ leads }: Catcher, made: ReadonlyMap<number, Made>) {
  const arrived = [...made].flatMap(([leadId, times]) => {
    const arrival = leads.get(leadId);
    return arrival === undefined ? [] : [{ arrival, ...times }];
  });
  return {
    sinceSent: arrived.map(({ arrival, sent }) => arrival - sent),
    // A delivery may well overtake the answer.
    sinceAnswered: arrived.map(({ arrival, answered }) => Math.max(0, arrival - answered)),
  };
}

/** Makes leads at a steady pace, however long each takes, and answers when each was made, by its id. */
async function createLeads({ connection, secretKey: key }: Product, seconds: number) {
  const made = new Map<number, Made>();
  const calls: Promise<void>[] = [];
  const start = performance.now();
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const due = start + (number * 1000) / perSecond;
    while (performance.now() < due) await wait(1);
    calls.push(create());
  }
  await Promise.all(calls);
  return made;

  async function create(): Promise<void> {
    const sent = performance.now();
    // Without an email, so that no lead is another's duplicate.
    const lead = { phone: "+1 212 555 0100", source: "api" };
    const asked = { key, body: lead, headers: { "Idempotency-Key": randomUUID() } };
    const call = () => connection.call("POST /leads", asked);
    // A connection that was kept open may end at the moment it is used again.
    const { body } = await call().catch(call);
    made.set(body.data.lead_id, { sent, answered: performance.now() });
  }
}

/** What a webhook for everything costs the acknowledgement of a message, told by turns without and with it. */
export async function measureWebhookAcks(
  product: Product,
  report: Report,
  { turns, messages }: { readonly turns: number; readonly messages: number },
) {
  const { connection, publicKey } = product;
  const { body } = await connection.call("POST /widget/init", { key: publicKey, body: {} });
  const catcher = await openCatcher();
  const [without, among]: [number[], number[]] = [[], []];
  const send = async (times: number[], turn: number) => {
    for (let number = 0; number < messages; number += 1) {
      const message = { session_id: body.session_id, message: `Message ${turn} ${number}` };
      const { ms } = await connection.call("POST /widget/message", { key: publicKey, body: message });
      // The first turn warms up the process.
      if (turn > 0) times.push(ms);
    }
  };
  for (let turn = 0; turn <= turns; turn += 1) {
    await send(without, turn);
    const webhook = await registerWebhook(product, { url: catcher.url });
    await send(among, turn);
    await until("what is under way to end", async () => (await webhook.states())["pending"] === undefined);
    await webhook.remove();
  }
  await catcher.close();
  report.section("the acknowledgement of a message, and webhooks");
  report.add({ name: "without a webhook", times: without });
  report.add({ name: "with one for all events", times: among });
  for (const quantile of [0.5, 0.95])
    report.judge(
      `times as long, at p${quantile * 100}`,
      quantileOf(among, quantile) / quantileOf(without, quantile),
      2,
      "×",
    );
}
