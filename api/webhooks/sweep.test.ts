import { describe, expect, test } from "vitest";
import { sweep } from "../scheduler.ts";
import { engines } from "../testing/api.ts";
import { openTestSite } from "../testing/visitor.ts";
import { hookUrl as url } from "../testing/webhook-desk.ts";

const day = 86_400_000;

describe.each(engines)("housekeeping of webhooks on %s", (engine) => {
  test("deliveries that are over go after 30 days, however many; what is pending stays, and what is younger", async () => {
    const site = await openTestSite(engine);
    const { webhook_id } = (await site.ask("POST /webhooks", { url, events: ["note.*"] })).data;
    const space = await site.space();
    const row = (event_id: number, created_at: string, more: object = {}) => ({
      ...{ webhook_id, event_id, event: "lead.created", message_id: "x", status: "delivered" as const, due_at: null },
      ...{ created_at, updated_at: created_at, ...more },
    });
    const old = Array.from({ length: 650 }, (_, i) => row(i + 1, "2026-03-10T14:29:59Z"));
    const waiting = row(1000, "2026-03-10T14:29:59Z", { status: "pending", due_at: site.clock.now() + 365 * day });
    const [last, young] = [row(1001, "2026-03-10T14:29:59Z", { status: "dead" }), row(1002, "2026-03-10T14:30:00Z")];
    await space.write(({ db }) =>
      db
        .insertInto("webhook_deliveries")
        .values([...old, waiting, last, young])
        .execute(),
    );
    const left = async () => {
      const rows = await space.read
        .selectFrom("webhook_deliveries")
        .select("event_id")
        .orderBy("delivery_id")
        .execute();
      return rows.map(({ event_id }) => event_id);
    };
    await sweep(space, site.clock.now() + 30 * day - 1000);
    expect(await left()).toHaveLength(653);
    await sweep(space, site.clock.now() + 30 * day);
    expect(await left()).toEqual([1000, 1002]);
    await site.close();
  });

  test("what came of a replay is kept as long, however old the delivery is", async () => {
    const site = await openTestSite(engine);
    const { webhook_id } = (await site.ask("POST /webhooks", { url, events: ["note.*"] })).data;
    const space = await site.space();
    const replayed = { created_at: "2026-02-01T00:00:00Z", updated_at: "2026-03-10T14:30:00Z" };
    await space.write(({ db }) =>
      db
        .insertInto("webhook_deliveries")
        .values({ webhook_id, event_id: 1, event: "note.created", message_id: "x", status: "dead", ...replayed })
        .execute(),
    );
    const left = async () => (await site.ask(`GET /webhooks/${webhook_id}/deliveries`)).data.length;
    await sweep(space, site.clock.now());
    expect(await left()).toBe(1);
    await sweep(space, site.clock.now() + 30 * day + 1000);
    expect(await left()).toBe(0);
    await site.close();
  });

  test("a webhook that was deleted 30 days ago is erased with all that belongs to it", async () => {
    const site = await openTestSite(engine);
    const { webhook_id } = (await site.ask("POST /webhooks", { url, events: ["*"] })).data;
    await site.ask("POST /leads", { email: "a@example.com" });
    await site.ask(`DELETE /webhooks/${webhook_id}`);
    const space = await site.space();
    await sweep(space, site.clock.now() + 30 * day + 1000);
    for (const table of ["webhooks", "webhook_deliveries", "webhook_subscriptions"] as const) {
      expect(await space.read.selectFrom(table).selectAll().execute(), table).toEqual([]);
    }
    await site.close();
  });

  test("a secret that signs no longer is forgotten, which changes nothing that If-Match guards", async () => {
    const site = await openTestSite(engine);
    const { webhook_id } = (await site.ask("POST /webhooks", { url, events: ["*"] })).data;
    await site.ask(`PUT /webhooks/${webhook_id}`, { secret: null });
    const space = await site.space();
    const kept = () => space.read.selectFrom("webhooks").selectAll().executeTakeFirstOrThrow();
    const before = await kept();
    await sweep(space, site.clock.now() + day - 1000);
    expect(await kept()).toEqual(before);
    await sweep(space, site.clock.now() + day);
    expect(await kept()).toEqual({ ...before, previous_secret: null, previous_secret_until: null });
    await site.close();
  });
});
