import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi } from "../testing/api.ts";
import { createTestClock } from "../testing/clock.ts";
import { openReceiver, openSlowReceiver, type TestReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type TestDelivery, type WebhookSite } from "../testing/webhooks.ts";
import { createTimes } from "./schedule.ts";
import { createWebhookWorker } from "./worker.ts";

const isOver = ({ due_at }: TestDelivery) => due_at === null;
const leadIds = (receiver: TestReceiver) => receiver.received.map(({ json }) => json.data.lead_id as number);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe.each(engines)("webhooks beside each other on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  test("a server that keeps every delivery waiting holds up no other", async () => {
    const slow = await openSlowReceiver();
    const quick = await openReceiver();
    const slowId = await site.hook({ url: slow.url });
    const quickId = await site.hook({ url: quick.url });
    await site.happen(...upTo(60));
    const delivered = await site.once(quickId, isOver);
    expect(delivered.every(({ status }) => status === "delivered")).toBe(true);
    expect(leadIds(quick).sort((a, b) => a - b)).toEqual(upTo(60));
    expect(slow.received).toHaveLength(4);
    slow.release();
    await site.once(slowId, isOver);
    expect(leadIds(slow).sort((a, b) => a - b)).toEqual(upTo(60));
    await Promise.all([slow.close(), quick.close()]);
  });

  test("what waited longer than its lease leaves room for is given back, and sent once", async () => {
    const slow = await openSlowReceiver();
    const id = await site.hook({ url: slow.url });
    await site.happen(...upTo(12));
    await slow.arrived(4);
    // The four under way outlast their lease too: they are sent once more, under the same id.
    await site.pass(20_000);
    slow.release();
    await site.once(id, isOver);
    expect([...new Set(leadIds(slow))].sort((a, b) => a - b)).toEqual(upTo(12));
    expect(slow.received).toHaveLength(12);
    await slow.close();
  });
});

describe.each(engines)("a process that ends on %s", (engine) => {
  test("finishes what is under way, gives back what it had taken, and the next one sends that", async () => {
    const clock = createTestClock();
    const first = await openWebhookSite({ engine, clock });
    const slow = await openSlowReceiver();
    const id = await first.hook({ url: slow.url });
    await first.happen(...upTo(10));
    await slow.arrived(4);
    const second = await openTestApi({ engine, clock, config: first.api.config, checksEvents: false });
    const ending = first.api.close();
    slow.release();
    await ending;
    const { read } = await second.space();
    const left = read
      .selectFrom("webhook_deliveries")
      .select("delivery_id")
      .where("webhook_id", "=", id)
      .where("due_at", "is not", null);
    (await second.space()).bus.publish({ kind: "webhooks.changed" });
    while ((await left.execute()).length > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(leadIds(slow).sort((a, b) => a - b)).toEqual(upTo(10));
    await second.close();
    await first.close();
    await slow.close();
  });
});

if (engines.includes("postgres")) {
  test("two nodes on one Postgres send each delivery once", async () => {
    const first = await openWebhookSite({ engine: "postgres" });
    const second = await openTestApi({
      engine: "postgres",
      clock: first.clock,
      config: first.api.config,
      checksEvents: false,
    });
    const id = await first.hook();
    const spaces = [await first.space(), await second.space()] as const;
    const writes = upTo(80).map((lead_id) =>
      spaces[lead_id % 2 === 0 ? 0 : 1].write(({ emit }) => emit("lead.created", { lead_id })),
    );
    for (const { bus } of spaces) bus.publish({ kind: "webhooks.changed" });
    await Promise.all(writes);
    await first.once(id, isOver);
    expect(leadIds(first.receiver).sort((a, b) => a - b)).toEqual(upTo(80));
    await second.close();
    await first.close();
  });

  test("many webhooks leave half of Postgres's connections to whoever waits for an answer", async () => {
    const site = await openWebhookSite({ engine: "postgres", runJobs: false });
    const { api, clock } = site;
    const space = await site.space();
    let [open, most] = [0, 0];
    const write: typeof space.write = async (work) => {
      open += 1;
      most = Math.max(most, open);
      return await space.write(work).finally(() => {
        open -= 1;
      });
    };
    const ids = await Promise.all(upTo(12).map(() => site.hook()));
    await site.happen(...upTo(10));
    const times = createTimes(1);
    const worker = createWebhookWorker({ clock, log: api.log, secrets: api.secrets, sender: api.webhooks, times });
    worker.watch({ ...space, write });
    for (const id of ids) await site.once(id, isOver);
    await worker.close();
    expect(most).toBe(4);
    await site.close();
  });
}
