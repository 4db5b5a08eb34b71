import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { engines } from "../testing/api.ts";
import { openReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type WebhookSite } from "../testing/webhooks.ts";
import { type FinishedTry, followTries } from "./finished-tries.ts";
import type { Try } from "./outcome.ts";

const whole = ({ delivery_id, try: one }: FinishedTry) => `${delivery_id} ${one.at} ${one.status}`;

describe.each(engines)("the tries that were made on %s", (engine) => {
  const sites: WebhookSite[] = [];
  let site: WebhookSite;
  beforeEach(async () => {
    // What is written down is the tests' own: nobody sends.
    site = await openWebhookSite({ engine, runJobs: false });
    sites.push(site);
  });
  afterAll(async () => {
    for (const one of sites) await one.close();
  });

  const follow = async (webhookId: number | null = null) =>
    followTries(await site.space(), { clock: site.clock, webhookId });

  const made = (ms: number, duration_ms = 12, status = 200): Try => ({
    at: timestamp(ms),
    status,
    error: status === 200 ? null : `answered ${status}`,
    answer: null,
    duration_ms,
  });

  /** Writes down a try as a worker does whose clock shows `ms`. */
  async function settle(delivery_id: number, one: Try, ms = site.clock.now()): Promise<void> {
    const { write } = await site.space();
    await write(async ({ db }) => {
      const { tries } = await db
        .selectFrom("webhook_deliveries")
        .select("tries")
        .where("delivery_id", "=", delivery_id)
        .executeTakeFirstOrThrow();
      const kept = [...(JSON.parse(tries) as Try[]), one].slice(-10);
      await db
        .updateTable("webhook_deliveries")
        .set((eb) => ({ tries: JSON.stringify(kept), updated_at: timestamp(ms), attempts: eb("attempts", "+", 1) }))
        .where("delivery_id", "=", delivery_id)
        .execute();
    });
  }

  /** A delivery that waits, and its id. */
  async function queued(webhookId: number): Promise<number> {
    await site.happen(7);
    return Number((await site.deliveries(webhookId)).at(-1)?.delivery_id);
  }

  test("are each seen once, several of one second too, whichever second it is", async () => {
    const id = await site.hook();
    const deliveries = [await queued(id), await queued(id), await queued(id)];
    const { latest, fresh } = await follow();
    expect(await latest(10)).toEqual([]);
    const [shown, written]: [string[], string[]] = [[], []];
    for (let step = 0; step < 60; step += 1) {
      for (const delivery of deliveries.slice(0, 1 + (step % 3))) {
        const one = made(site.clock.now(), 5 + (step % 2), step % 4 === 0 ? 200 : 500);
        await settle(delivery, one);
        written.push(`${delivery} ${one.at} ${one.status}`);
      }
      shown.push(...(await fresh()).map(whole));
      // From a third of a second to minutes.
      site.clock.advance(step % 7 === 0 ? 90_000 : 333);
    }
    expect(shown).toEqual(written);
    expect(await fresh()).toEqual([]);
  });

  test("that look alike to the millisecond are two", async () => {
    const delivery = await queued(await site.hook());
    const { latest, fresh } = await follow();
    await latest(10);
    await settle(delivery, made(site.clock.now()));
    expect(await fresh()).toHaveLength(1);
    await settle(delivery, made(site.clock.now()));
    await settle(delivery, made(site.clock.now()));
    expect(await fresh()).toHaveLength(2);
    expect(await fresh()).toHaveLength(0);
  });

  test("come with those of before first, the latest of all webhooks, oldest first", async () => {
    const [first, second] = [await site.hook(), await site.hook()];
    await site.happen(1, 2, 3);
    const ids = [...(await site.deliveries(first)), ...(await site.deliveries(second))].map((one) => one.delivery_id);
    for (const id of ids) {
      site.clock.advance(3_600_000);
      await settle(id, made(site.clock.now()));
    }
    const { latest, fresh } = await follow();
    expect((await latest(4)).map(({ delivery_id }) => delivery_id)).toEqual(ids.slice(2));
    expect(await fresh()).toEqual([]);
    const alone = await follow(first);
    expect((await alone.latest(10)).map(({ delivery_id }) => delivery_id)).toEqual(ids.slice(0, 3));
    await settle(Number(ids[5]), made(site.clock.now()));
    expect(await alone.fresh()).toEqual([]);
    expect(await fresh()).toHaveLength(1);
  });

  test("of long ago are not taken for new when their delivery is tried again", async () => {
    const delivery = await queued(await site.hook());
    const { latest, fresh } = await follow();
    await latest(10);
    for (let day = 0; day < 3; day += 1) {
      await settle(delivery, made(site.clock.now(), 15_000, 500), site.clock.now() + 15_000);
      expect((await fresh()).map(({ attempt }) => attempt)).toEqual([day + 1]);
      site.clock.advance(86_400_000);
    }
  });

  test("are seen when a node's clock lags behind, or is hours ahead", async () => {
    const id = await site.hook();
    const [early, late, ahead] = [await queued(id), await queued(id), await queued(id)];
    const { latest, fresh } = await follow();
    const now = site.clock.now();
    await settle(early, made(now));
    expect((await latest(10)).map(({ delivery_id }) => delivery_id)).toEqual([early]);
    await settle(late, made(now - 25_000), now - 25_000);
    expect((await fresh()).map(({ delivery_id }) => delivery_id)).toEqual([late]);
    await settle(ahead, made(now + 7_200_000), now + 7_200_000);
    expect((await fresh()).map(({ delivery_id }) => delivery_id)).toEqual([ahead]);
    await settle(late, made(now));
    expect((await fresh()).map(({ delivery_id }) => delivery_id)).toEqual([late]);
  });

  test("say which try it was and what became of the delivery; those followed by another leave that to it", async () => {
    const id = await site.hook();
    const delivery = await queued(id);
    const { latest, fresh } = await follow();
    await latest(10);
    const { write } = await site.space();
    const at = site.clock.now();
    await settle(delivery, made(at, 1, 500));
    await settle(delivery, made(at, 2, 500));
    expect(await fresh()).toMatchObject([
      { webhook_id: id, event: "lead.created", entity: "lead", entity_id: 7, attempt: 1, status: null, due_at: null },
      { attempt: 2, status: "pending", due_at: at },
    ]);
    await settle(delivery, made(at, 3));
    const replayed = { attempts: 0, due_at: at };
    await write(({ db }) =>
      db.updateTable("webhook_deliveries").set(replayed).where("delivery_id", "=", delivery).execute(),
    );
    await settle(delivery, made(at, 4));
    expect((await fresh()).map(({ attempt }) => attempt)).toEqual([null, 1]);
  });

  test("of a test are shown, without an event of the log", async () => {
    const webhook_id = await site.hook();
    const { latest, fresh } = await follow();
    await latest(10);
    const { write } = await site.space();
    const at = timestamp(site.clock.now());
    const about = { webhook_id, event_id: null, event: "webhook.test", message_id: "test_1" };
    const over = { status: "delivered", attempts: 1, due_at: null, created_at: at, updated_at: at } as const;
    const tries = JSON.stringify([made(site.clock.now())]);
    await write(({ db }) =>
      db
        .insertInto("webhook_deliveries")
        .values({ ...about, ...over, tries })
        .execute(),
    );
    expect(await fresh()).toMatchObject([{ ...about, attempt: null, entity: null, entity_id: null }]);
  });
});

describe.each(engines)("the tries that a worker makes on %s", (engine) => {
  test("are seen once each while it makes them", async () => {
    const site = await openWebhookSite({ engine });
    const broken = await openReceiver();
    broken.answers((_, response) => void response.writeHead(500).end("no"));
    const ids = [await site.hook(), await site.hook({ url: broken.url })];
    const { latest, fresh } = followTries(await site.space(), { clock: site.clock, webhookId: null });
    expect(await latest(10)).toEqual([]);
    const events = 40;
    const happening = site.happen(...Array.from({ length: events }, (_, i) => i + 1));
    const shown: FinishedTry[] = [];
    const see = async (count: number) => {
      while (shown.length < count) {
        shown.push(...(await fresh()));
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    };
    await see(2 * events);
    await happening;
    await site.pass(10_000);
    await see(3 * events);
    expect(await fresh()).toEqual([]);
    const count = (id: number | undefined, attempt: number) =>
      shown.filter((one) => one.webhook_id === id && one.attempt === attempt).length;
    expect([count(ids[0], 1), count(ids[1], 1), count(ids[1], 2)]).toEqual([events, events, events]);
    expect(shown).toHaveLength(site.receiver.received.length + broken.received.length);
    await site.close();
    await broken.close();
  });
});
