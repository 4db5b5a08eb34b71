import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type WebhookSite } from "../testing/webhooks.ts";
import { claimDue } from "./claim.ts";
import { createTimes } from "./schedule.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const isOver = ({ due_at }: { due_at: number | null }) => due_at === null;

describe.each(engines)("deliveries on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  /** A webhook with a server of its own, which answers as told. */
  async function endpoint(status: number, headers: Record<string, string> = {}) {
    const receiver = await openReceiver();
    receiver.answers((_, response) => void response.writeHead(status, headers).end("as told"));
    return { receiver, id: await site.hook({ url: receiver.url }) };
  }

  test("an event arrives once, as it stands in the log", async () => {
    const id = await site.hook({ events: ["lead.created"] });
    const before = site.receiver.received.length;
    await site.happen(7);
    const [delivery] = await site.once(id, isOver);
    const [received, ...more] = site.receiver.received.slice(before);
    expect(more).toEqual([]);
    expect(received?.json).toEqual({
      event: "lead.created",
      timestamp: "2026-03-10T14:30:00Z",
      data: { lead_id: 7 },
      signature: expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
    });
    expect(received?.headers["webhook-id"]).toBe(delivery?.message_id);
    expect(delivery).toMatchObject({ status: "delivered", attempts: 1, tries: [{ status: 204, error: null }] });
  });

  test("what an operation undoes is sent to nobody", async () => {
    const id = await site.hook();
    const { write } = await site.space();
    const undone = write(async ({ emit }) => {
      await emit("lead.created", { lead_id: 8 });
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await site.deliveries(id)).toEqual([]);
  });

  test("names, kinds and * each find their events, and several that find one bring it once", async () => {
    const ids = await Promise.all(
      [["lead.created"], ["lead.*"], ["*", "lead.*", "lead.created"], ["contact.*", "lead.deleted"]].map((events) =>
        site.hook({ events }),
      ),
    );
    await site.happen(9);
    const counts = await Promise.all(ids.map(async (id) => (await site.deliveries(id)).length));
    expect(counts).toEqual([1, 1, 1, 0]);
  });

  test("a failed try is made again as scheduled, ten times in all, under one webhook-id, and then it is dead", async () => {
    const { receiver, id } = await endpoint(500);
    await site.happen(10);
    const times = createTimes(1, () => 1);
    for (let failed = 1; failed <= 10; failed += 1) {
      const [delivery] = await site.once(id, ({ attempts }) => attempts === failed);
      expect(delivery?.status).toBe(failed < 10 ? "pending" : "dead");
      await site.pass(times.waitAfter(failed, null) ?? day);
    }
    const [delivery] = await site.deliveries(id);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"]))).toEqual(
      new Set([delivery?.message_id]),
    );
    expect(receiver.received).toHaveLength(10);
    expect(delivery?.tries).toHaveLength(10);
    expect(delivery?.tries[0]).toMatchObject({ status: 500, answer: "as told", error: expect.stringMatching(/500/) });
    await receiver.close();
  });

  test("Retry-After is kept to, and 9999 s not longer than twice the step", async () => {
    const { receiver, id } = await endpoint(503, { "Retry-After": "9999" });
    const before = site.clock.now();
    await site.happen(11);
    const [delivery] = await site.once(id, ({ attempts }) => attempts === 1);
    expect(delivery?.due_at).toBe(before + 10_000);
    await receiver.close();
  });

  test("410 disables the webhook at once, and gives up what waits for it", async () => {
    const { receiver, id } = await endpoint(410);
    await site.happen(12, 13, 14, 15, 16, 17);
    const deliveries = await site.once(id, isOver);
    expect(deliveries.every(({ status }) => status === "dead")).toBe(true);
    const { read } = await site.space();
    const webhook = await read.selectFrom("webhooks").selectAll().where("webhook_id", "=", id).executeTakeFirst();
    expect(webhook).toMatchObject({ enabled: 0, disabled_reason: "gone", version: 2 });
    await site.happen(18);
    expect(await site.deliveries(id), "nothing more is queued").toHaveLength(deliveries.length);
    const audited = await read.selectFrom("audit_log").selectAll().where("target", "=", `webhook:${id}`).execute();
    expect(audited.slice(1)).toMatchObject([{ action: "webhook.gone", actor: "system" }]);
    await receiver.close();
  });

  test("five days without a success disable it; one success in between does not count as failing", async () => {
    const { receiver, id } = await endpoint(500);
    const { read } = await site.space();
    const health = () =>
      read
        .selectFrom("webhooks")
        .select(["enabled", "disabled_reason", "failing_since"])
        .where("webhook_id", "=", id)
        .executeTakeFirst();
    await site.happen(20);
    await site.once(id, ({ attempts }) => attempts === 1);
    expect(await health()).toMatchObject({ enabled: 1, failing_since: expect.any(String) });
    receiver.answers((_, response) => void response.writeHead(200).end());
    await site.pass(minute);
    await site.once(id, isOver);
    expect(await health()).toMatchObject({ enabled: 1, failing_since: null });

    receiver.answers((_, response) => void response.writeHead(500).end());
    await site.happen(21);
    await site.once(
      id,
      ({ event_id, attempts, status }) => event_id === null || attempts === 1 || status === "delivered",
    );
    await site.pass(5 * day);
    await site.once(id, isOver);
    expect(await health()).toMatchObject({ enabled: 0, disabled_reason: "failing" });
    await receiver.close();
  });

  test("four are under way at a time, and of one record one after another in order", async () => {
    const receiver = await openReceiver();
    const held: (() => void)[] = [];
    let [under, most] = [0, 0];
    receiver.answers(async (_, response) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise<void>((resolve) => held.push(resolve));
      under -= 1;
      response.writeHead(200).end();
    });
    const id = await site.hook({ url: receiver.url });
    const { write } = await site.space();
    await write(async ({ emit }) => {
      for (const title of ["a", "b", "c"]) await emit("lead.updated", { lead_id: 31, title });
      for (const lead_id of [32, 33, 34, 35]) await emit("lead.created", { lead_id });
    });
    await receiver.arrived(4);
    expect(receiver.received.map(({ json }) => json.data.lead_id).sort()).toEqual([31, 32, 33, 34]);
    while ((await site.deliveries(id)).some(({ due_at }) => due_at !== null)) {
      held.shift()?.();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(most).toBe(4);
    const titles = receiver.received.flatMap(({ json }) => json.data.title ?? []);
    expect(titles).toEqual(["a", "b", "c"]);
    expect(receiver.received).toHaveLength(7);
    await receiver.close();
  });

  test("what a dead process had taken is sent again once its lease is over", async () => {
    const { receiver, id } = await endpoint(200);
    const space = await site.space();
    const { clock } = site;
    // It takes the delivery in the very transaction that queues it, so that the worker finds nothing.
    await space.write(async ({ db, emit }) => {
      await emit("lead.created", { lead_id: 41 });
      await db
        .updateTable("webhook_deliveries")
        .set({ due_at: clock.now() + 30_000 })
        .where("webhook_id", "=", id)
        .execute();
    });
    const early = await claimDue(space, id, { now: clock.now(), leaseMs: 30_000, most: 9 });
    expect(early).toMatchObject({ claimed: [], nextDue: clock.now() + 30_000 });
    await site.pass(30_000);
    await site.once(id, isOver);
    expect(receiver.received).toHaveLength(1);
    await receiver.close();
  });

  test("a secret that does not open fails the try, says so, and sends nothing", async () => {
    const { receiver, id } = await endpoint(200);
    const { write } = await site.space();
    await write(({ db }) =>
      db
        .updateTable("webhooks")
        .set({ secret: "x".repeat(60) })
        .where("webhook_id", "=", id)
        .execute(),
    );
    await site.happen(51);
    const [delivery] = await site.once(id, ({ attempts }) => attempts === 1);
    expect(delivery?.tries[0]?.error).toMatch(/secret cannot be read.*Give the webhook a new one/);
    expect(receiver.received).toEqual([]);
    await receiver.close();
  });

  test("a server that is down for six hours gets everything when it is back", async () => {
    const { receiver, id } = await endpoint(204);
    await receiver.close();
    await site.happen(61, 62, 63);
    await site.once(id, ({ attempts }) => attempts >= 1);
    const end = site.clock.now() + 6 * hour;
    while (site.clock.now() < end) {
      const before = await site.deliveries(id);
      const next = Math.max(...before.map(({ due_at }) => due_at ?? 0));
      await site.pass(next - site.clock.now());
      await site.once(
        id,
        ({ delivery_id, attempts }) =>
          attempts > Number(before.find((one) => one.delivery_id === delivery_id)?.attempts),
      );
    }
    const back = await openReceiver(Number(new URL(receiver.url).port));
    await site.pass(12 * hour);
    const deliveries = await site.once(id, isOver);
    expect(deliveries.map(({ status }) => status)).toEqual(["delivered", "delivered", "delivered"]);
    expect(back.received.map(({ json }) => json.data.lead_id).sort()).toEqual([61, 62, 63]);
    await back.close();
  });
});
