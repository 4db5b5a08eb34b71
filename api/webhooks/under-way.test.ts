import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { blankEvents } from "../events/record.ts";
import { engines } from "../testing/api.ts";
import { openReceiver, openSlowReceiver, type TestReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type TestDelivery, type WebhookSite } from "../testing/webhooks.ts";
import { setSubscriptions } from "./subscriptions.ts";
import type { WebhooksTable } from "./tables.ts";

const isOver = ({ due_at }: TestDelivery) => due_at === null;
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const leadIds = (receiver: TestReceiver) => receiver.received.map(({ json }) => json.data.lead_id as number);

describe.each(engines)("while deliveries are under way on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  /** In one transaction, so that they are taken together. */
  async function happenTogether(count: number): Promise<void> {
    const { write } = await site.space();
    await write(async ({ emit }) => {
      for (const lead_id of upTo(count)) await emit("lead.created", { lead_id });
    });
  }

  async function change(webhook_id: number, values: Partial<Pick<WebhooksTable, "url" | "deleted_at">>): Promise<void> {
    const { write } = await site.space();
    await write(async ({ db, publish }) => {
      await db.updateTable("webhooks").set(values).where("webhook_id", "=", webhook_id).execute();
      if (values.deleted_at) await setSubscriptions(db, webhook_id, []);
      publish({ kind: "webhooks.changed" });
    });
  }

  test("a webhook that gets another address has all that did not begin sent there", async () => {
    const [before, after] = [await openSlowReceiver(), await openReceiver()];
    const id = await site.hook({ url: before.url });
    await happenTogether(12);
    await before.arrived(4);
    await change(id, { url: after.url });
    before.release();
    await site.once(id, isOver);
    expect(leadIds(before)).toHaveLength(4);
    expect(leadIds(after)).toHaveLength(8);
    await Promise.all([before.close(), after.close()]);
  });

  test("a webhook that is deleted gets nothing that did not begin", async () => {
    const receiver = await openSlowReceiver();
    const id = await site.hook({ url: receiver.url });
    await happenTogether(12);
    await receiver.arrived(4);
    await change(id, { deleted_at: timestamp(site.clock.now()) });
    receiver.release();
    const arrived = async () => (await site.once(id, isOver)).filter(({ status }) => status === "delivered").length;
    while ((await arrived()) < 4) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(receiver.received).toHaveLength(4);
    expect((await site.deliveries(id)).filter(({ status }) => status === "dead")).toHaveLength(8);
    await receiver.close();
  });

  test("a record that is erased is told of without its data by all that did not begin", async () => {
    const receiver = await openSlowReceiver();
    const id = await site.hook({ url: receiver.url });
    const { write } = await site.space();
    await write(async ({ emit }) => {
      for (const step of upTo(6)) await emit("lead.updated", { lead_id: 900, email: "jane@company.com", step });
    });
    await receiver.arrived(1);
    await write(({ db }) => blankEvents(db, "lead", [900]));
    receiver.release();
    await site.once(id, isOver);
    const [first, ...others] = receiver.received.map(({ json }) => json.data);
    expect(first).toMatchObject({ email: "jane@company.com" });
    expect(others).toEqual(Array(5).fill({ lead_id: 900, erased: true }));
    await receiver.close();
  });

  test("what an answer says of a record that was erased meanwhile is not kept, nor what earlier ones said", async () => {
    const receiver = await openReceiver();
    receiver.answers((_, response) => void response.writeHead(500).end("jane is unknown"));
    const id = await site.hook({ url: receiver.url });
    const { write } = await site.space();
    await site.happen(901);
    await site.once(id, ({ attempts }) => attempts === 1);
    const gate = Promise.withResolvers<void>();
    receiver.answers(async (_, response) => {
      await gate.promise;
      response.writeHead(200).end("jane is known");
    });
    await site.pass(6_000);
    await receiver.arrived(2);
    await write(async ({ db }) => {
      await blankEvents(db, "lead", [901]);
      const forgotten = JSON.stringify([{ at: "2026-03-10T14:30:00Z", status: 500, error: null, answer: null }]);
      await db.updateTable("webhook_deliveries").set({ tries: forgotten }).where("webhook_id", "=", id).execute();
    });
    gate.resolve();
    const [delivery] = await site.once(id, isOver);
    expect(delivery?.tries).toMatchObject([
      { status: 500, answer: null },
      { status: 200, answer: null },
    ]);
    await receiver.close();
  });

  test("one that arrives after another has failed ends the time of failing", async () => {
    const receiver = await openReceiver();
    const gate = Promise.withResolvers<void>();
    receiver.answers(async ({ json }, response) => {
      if (json.data.lead_id === 1) await gate.promise;
      response.writeHead(json.data.lead_id === 1 ? 200 : 400).end();
    });
    const id = await site.hook({ url: receiver.url });
    await site.happen(1, 2);
    await untilFailing(id, true);
    gate.resolve();
    await untilFailing(id, false);
    await receiver.close();
  });

  async function untilFailing(id: number, failing: boolean): Promise<void> {
    const { read } = await site.space();
    const query = read.selectFrom("webhooks").select("failing_since").where("webhook_id", "=", id);
    while (((await query.executeTakeFirstOrThrow()).failing_since !== null) !== failing) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
});
