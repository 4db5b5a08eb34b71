import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { engines } from "../testing/api.ts";
import { openSlowReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type TestDelivery, type WebhookSite } from "../testing/webhooks.ts";

const isOver = ({ due_at }: TestDelivery) => due_at === null;

describe.each(engines)("events of the past on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  async function replay(webhook_id: number, since: number): Promise<void> {
    const { write } = await site.space();
    await write(async ({ db, publish }) => {
      const { newest } = await db
        .selectFrom("events")
        .select((eb) => eb.fn.max("event_id").as("newest"))
        .executeTakeFirstOrThrow();
      const row = { webhook_id, since: timestamp(since), after_event_id: null, until_event_id: newest };
      await db
        .insertInto("webhook_replays")
        .values({ ...row, created_at: timestamp(since) })
        .execute();
      publish({ kind: "webhooks.changed" });
    });
  }

  async function replayed(): Promise<void> {
    const { read } = await site.space();
    while ((await read.selectFrom("webhook_replays").select("replay_id").execute()).length > 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  test("since a moment are queued for a webhook that never got them, and only those it listens to", async () => {
    const { write } = await site.space();
    await site.happen(1, 2);
    site.clock.advance(60_000);
    const since = site.clock.now();
    await write(async ({ emit }) => {
      for (let lead_id = 3; lead_id <= 1400; lead_id += 1) await emit("lead.created", { lead_id });
      await emit("contact.created", { contact_id: 1 });
    });
    site.clock.advance(60_000);
    const id = await site.hook({ events: ["lead.*"] });
    await replay(id, since);
    await replayed();
    const deliveries = await site.once(id, isOver);
    expect(deliveries).toHaveLength(1398);
    expect(deliveries.every(({ status, event }) => status === "delivered" && event === "lead.created")).toBe(true);
    const leads = site.receiver.received.map(({ json }) => json.data.lead_id as number).sort((a, b) => a - b);
    expect([leads[0], leads.at(-1), leads.length]).toEqual([3, 1400, 1398]);
  });

  test("hold up what happens now by a hundred at most", async () => {
    const receiver = await openSlowReceiver();
    const { write } = await site.space();
    site.clock.advance(600_000);
    const since = site.clock.now();
    await write(async ({ emit }) => {
      for (let lead_id = 1; lead_id <= 600; lead_id += 1) await emit("lead.created", { lead_id });
    });
    site.clock.advance(60_000);
    const id = await site.hook({ url: receiver.url, events: ["lead.*"] });
    await replay(id, since);
    await receiver.arrived(4);
    site.clock.advance(1);
    await site.happen(9999);
    receiver.release();
    await replayed();
    await site.once(id, isOver);
    const leads = receiver.received.map(({ json }) => json.data.lead_id as number);
    expect(leads).toHaveLength(601);
    expect(leads.indexOf(9999)).toBeLessThan(110);
    await receiver.close();
  });

  test("that were delivered are sent again under the same webhook-id", async () => {
    const id = await site.hook({ events: ["note.created"] });
    const { write } = await site.space();
    site.clock.advance(60_000);
    const since = site.clock.now();
    await write(({ emit }) => emit("note.created", { note_id: 1 }));
    await site.once(id, isOver);
    const before = site.receiver.received.length;
    await replay(id, since);
    await replayed();
    const [delivery, ...others] = await site.once(id, isOver);
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ status: "delivered", attempts: 1 });
    expect(delivery?.tries).toHaveLength(2);
    const [again, ...more] = site.receiver.received.slice(before);
    expect(more).toEqual([]);
    expect(again?.headers["webhook-id"]).toBe(delivery?.message_id);
  });

  test("of a webhook that is disabled meanwhile are not queued, and its wish is dropped", async () => {
    const id = await site.hook({ events: ["lead.*"] });
    const { write } = await site.space();
    await write(async ({ db }) => {
      await db.updateTable("webhooks").set({ enabled: 0 }).where("webhook_id", "=", id).execute();
      await db.deleteFrom("webhook_subscriptions").where("webhook_id", "=", id).execute();
    });
    await replay(id, 0);
    await replayed();
    expect(await site.deliveries(id)).toEqual([]);
  });
});
