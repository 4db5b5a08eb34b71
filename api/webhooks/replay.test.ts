import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { engines } from "../testing/api.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openWebhookSite, type TestDelivery, type WebhookSite } from "../testing/webhooks.ts";
import { mostReplays, replayEvent, replaySince } from "./replay.ts";
import { setSubscriptions } from "./subscriptions.ts";

const isOver = ({ due_at }: TestDelivery) => due_at === null;

type Wish = { readonly event: number } | { readonly since: string };

async function sendAgain(site: WebhookSite, webhookId: number, what: Wish): Promise<void> {
  const space = await site.space();
  await space.write(async ({ db, publish }) => {
    const context = { api: site.api, space, db, publish };
    if ("event" in what) await replayEvent(context, webhookId, what.event);
    else await replaySince(context, webhookId, what.since);
  });
}

async function happened(site: WebhookSite, event: "lead.created" | "note.created"): Promise<number> {
  const { write, read } = await site.space();
  await write(({ emit }) => emit(event, event === "lead.created" ? { lead_id: 1 } : { note_id: 1 }));
  const { newest } = await read
    .selectFrom("events")
    .select((eb) => eb.fn.max("event_id").as("newest"))
    .executeTakeFirstOrThrow();
  return newest;
}

async function listensTo(site: WebhookSite, webhook_id: number, events: readonly string[], enabled = 1): Promise<void> {
  const { write } = await site.space();
  await write(async ({ db }) => {
    const changed = { events: JSON.stringify(events), enabled };
    await db.updateTable("webhooks").set(changed).where("webhook_id", "=", webhook_id).execute();
    await setSubscriptions(db, webhook_id, enabled === 1 ? events : []);
  });
}

describe.each(engines)("a replay on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  test("of an event sends it once more, under the same webhook-id and with all its tries", async () => {
    const id = await site.hook({ events: ["lead.created"] });
    const event = await happened(site, "lead.created");
    await site.once(id, isOver);
    const before = site.receiver.received.length;
    await sendAgain(site, id, { event });
    const [delivery, ...others] = await site.once(id, ({ tries, due_at }) => tries.length === 2 && due_at === null);
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ event_id: event, status: "delivered", attempts: 1 });
    expect(site.receiver.received.slice(before).map(({ headers }) => headers["webhook-id"])).toEqual([
      delivery?.message_id,
    ]);
  });

  test("of an event sends it for the first time to a webhook that is younger", async () => {
    const event = await happened(site, "lead.created");
    const id = await site.hook({ events: ["lead.*"] });
    await sendAgain(site, id, { event });
    expect(await site.once(id, isOver)).toMatchObject([{ event_id: event, status: "delivered" }]);
  });

  test("of an event that it was sent before is none of what it listens to now", async () => {
    const id = await site.hook({ events: ["note.created"] });
    const event = await happened(site, "note.created");
    await site.once(id, isOver);
    await listensTo(site, id, ["lead.*"]);
    await sendAgain(site, id, { event });
    await site.once(id, ({ tries, due_at }) => tries.length === 2 && due_at === null);
  });

  test("since a moment sends what happened since, and not what happens later twice", async () => {
    site.clock.advance(60_000);
    const since = timestamp(site.clock.now());
    const event = await happened(site, "lead.created");
    const id = await site.hook({ events: ["lead.*"] });
    await sendAgain(site, id, { since });
    const later = await happened(site, "lead.created");
    const found = async () => (await site.deliveries(id)).filter(isOver).map(({ event_id }) => event_id);
    await expect.poll(found).toEqual(expect.arrayContaining([event, later]));
    expect((await site.deliveries(id)).map(({ tries }) => tries.length)).toEqual([1, 1]);
  });
});

describe.each(engines)("on %s a replay", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    // Nobody takes what waits.
    site = await openWebhookSite({ engine, runJobs: false });
  });
  afterAll(() => site.close());

  test("is refused for a webhook that there is not, and for a deleted one", async () => {
    const event = await happened(site, "lead.created");
    const id = await site.hook();
    const { write } = await site.space();
    const deleted_at = timestamp(site.clock.now());
    await write(({ db }) => db.updateTable("webhooks").set({ deleted_at }).where("webhook_id", "=", id).execute());
    for (const unknown of [id, 999_999, Number.MAX_SAFE_INTEGER]) {
      const refusal = { code: "NOT_FOUND", message: expect.stringContaining(`There is no webhook ${unknown}.`) };
      await expect(sendAgain(site, unknown, { event })).rejects.toMatchObject(refusal);
      await expect(sendAgain(site, unknown, { since: "2026-03-01T00:00:00Z" })).rejects.toMatchObject(refusal);
    }
  });

  test("is refused for a disabled webhook, which is enabled first", async () => {
    const event = await happened(site, "lead.created");
    const id = await site.hook();
    await listensTo(site, id, ["*"], 0);
    const refusal = { code: "CONFLICT", message: expect.stringContaining(`PUT /webhooks/${id} {"enabled": true}`) };
    await expect(sendAgain(site, id, { event })).rejects.toMatchObject(refusal);
    await expect(sendAgain(site, id, { since: "2026-03-01T00:00:00Z" })).rejects.toMatchObject(refusal);
  });

  test.each([999_999_999, Number.MAX_SAFE_INTEGER])("is refused for an event that there is not: %i", async (event) => {
    const id = await site.hook();
    const details = [expect.objectContaining({ field: "event_id", code: "unknown_id" })];
    await expect(sendAgain(site, id, { event })).rejects.toMatchObject({ code: "VALIDATION_ERROR", details });
  });

  test("is refused for an event that the webhook neither listens to nor was sent, and says to what it does", async () => {
    const event = await happened(site, "note.created");
    const id = await site.hook({ events: ["lead.*", "contact.created"] });
    const details = [expect.objectContaining({ field: "event_id", code: "not_listened_to" })];
    const message = `The event ${event} is note.created, and the webhook listens to lead.*, contact.created. Add it to its events first.`;
    await expect(sendAgain(site, id, { event })).rejects.toMatchObject({ code: "VALIDATION_ERROR", message, details });
  });

  test("is refused for a moment that is yet to come", async () => {
    const id = await site.hook();
    const details = [expect.objectContaining({ field: "since" })];
    const since = timestamp(site.clock.now() + 1000);
    await expect(sendAgain(site, id, { since })).rejects.toMatchObject({ code: "VALIDATION_ERROR", details });
  });

  test("is refused where as many wait as may, two that come at once too", async () => {
    const id = await site.hook();
    const since = "2026-03-01T00:00:00Z";
    for (let count = 1; count < mostReplays; count += 1) await sendAgain(site, id, { since });
    const space = await site.space();
    const second = await arriveBeforeCommit(
      site,
      ({ db }) => replaySince({ api: site.api, space, db, publish: space.bus.publish }, id, since),
      () => sendAgain(site, id, { since }).catch((error: unknown) => error),
    );
    expect(second).toMatchObject({ code: "CONFLICT", message: expect.stringContaining("Wait for one to end") });
    const { read } = space;
    expect(await read.selectFrom("webhook_replays").select("webhook_id").execute()).toHaveLength(mostReplays);
  });
});
