import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { createWebhookDesk, hookSecret, hookUrl as url } from "../testing/webhook-desk.ts";

const [second, third] = ["another secret than before", "a third secret than before"];

describe.each(engines)("webhooks on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const { call, make, put, patternsOf, deedsOf, toldDuring } = createWebhookDesk(() => site);

  test("a repeat under the same Idempotency-Key makes no second webhook, and shows no secret", async () => {
    const headers = { "Idempotency-Key": "once-and-for-all" };
    const body = { url, events: ["*"] };
    const [one, other] = [await call("POST /webhooks", body, headers), await call("POST /webhooks", body, headers)];
    expect(one.body.data.secret).toMatch(/^whsec_/);
    expect(other.headers.get("Idempotency-Replayed")).toBe("true");
    expect([other.status, other.body.data]).toEqual([201, { ...one.body.data, secret: null }]);
    expect((await call("POST /webhooks", { ...body, secret: hookSecret }, headers)).status).toBe(409);
    await site.ask(`DELETE /webhooks/${one.body.data.webhook_id}`);
  });

  test("what the address is told at once is what the sender says of it", async () => {
    const warning = await site.api.webhooks.checkTarget(url);
    const made = await make();
    expect(made.warning).toBe(warning);
    expect((await put(made.webhook_id, { url })).warning).toBeNull();
    expect((await put(made.webhook_id, { url: `${url}/new` })).warning).toBe(warning);
  });

  test.each(["", "no address", "https://", "x".repeat(2001), `https://hooks.example/${"\0"}`])(
    "an address like %j is refused, at create and at change",
    async (wrong) => {
      const { webhook_id } = await make();
      const [created, changed] = [
        await call("POST /webhooks", { url: wrong, events: ["*"] }),
        await call(`PUT /webhooks/${webhook_id}`, { url: wrong }),
      ];
      expect([created.status, changed.status]).toEqual([400, 400]);
    },
  );

  test("whoever is disabled or deleted hears nothing, and hears again what it heard before", async () => {
    const { webhook_id: id } = await make({ events: ["note.*", "lead.created", "note.*"] });
    expect(await patternsOf(id)).toEqual(["lead.created", "note.*"]);
    await put(id, { events: ["lead.deleted"] });
    expect(await patternsOf(id)).toEqual(["lead.deleted"]);
    await put(id, { enabled: false });
    expect(await patternsOf(id)).toEqual([]);
    await put(id, { events: ["note.created"] });
    expect(await patternsOf(id)).toEqual([]);
    await put(id, { enabled: true });
    expect(await patternsOf(id)).toEqual(["note.created"]);
    await site.ask(`DELETE /webhooks/${id}`);
    expect(await patternsOf(id)).toEqual([]);
    await site.ask(`POST /webhooks/${id}/restore`);
    expect(await patternsOf(id)).toEqual(["note.created"]);
    await put(id, { enabled: false });
    await site.ask(`DELETE /webhooks/${id}`);
    await site.ask(`POST /webhooks/${id}/restore`);
    expect(await patternsOf(id)).toEqual([]);
  });

  test("each change is told to the worker and noted, without its address", async () => {
    const told = await toldDuring(async () => {
      const { webhook_id: id } = await make();
      await put(id, { description: "CRM" });
      await put(id, { secret: second });
      await put(id, { secret: third, url: `${url}/3` });
      await site.ask(`DELETE /webhooks/${id}`);
      await site.ask(`POST /webhooks/${id}/restore`);
      const [created, changed, rotated] = ["webhook.created", "webhook.changed", "webhook.secret_rotated"];
      expect(await deedsOf(id)).toEqual([
        ...[created, changed, rotated, rotated, changed, "webhook.deleted", "webhook.restored"],
      ]);
    });
    expect(told).toBe(6);
    const { read } = await site.space();
    expect(JSON.stringify(await read.selectFrom("audit_log").selectAll().execute())).not.toContain("hooks.example");
  });

  const fail = async (id: number) => {
    const { write } = await site.space();
    const failing = { enabled: 0, disabled_reason: "failing", failing_since: "2026-03-05T00:00:00Z" };
    await write(({ db }) => db.updateTable("webhooks").set(failing).where("webhook_id", "=", id).execute());
  };

  test("one that we disabled is enabled with a clean slate; to say that it is disabled changes nothing", async () => {
    const { webhook_id: id } = await make();
    await fail(id);
    expect(await put(id, { enabled: false })).toMatchObject({ enabled: false, disabled_reason: "failing" });
    expect(await put(id, { enabled: true })).toMatchObject({
      ...{ enabled: true, disabled_reason: null, failing_since: null },
    });
  });

  test("another address has not failed yet", async () => {
    const { webhook_id: id } = await make();
    await fail(id);
    expect(await put(id, { url })).toMatchObject({ failing_since: "2026-03-05T00:00:00Z" });
    expect(await put(id, { url: `${url}/new` })).toMatchObject({ failing_since: null, disabled_reason: "failing" });
  });

  test("If-Match guards changes and deletion", async () => {
    const { webhook_id: id } = await make();
    const stale = { "If-Match": (await call(`GET /webhooks/${id}`)).headers.get("ETag") };
    await put(id, { secret: second });
    for (const operation of [`PUT /webhooks/${id}`, `DELETE /webhooks/${id}`]) {
      const { status } = await call(operation, operation.startsWith("PUT") ? { enabled: false } : undefined, stale);
      expect(status).toBe(412);
    }
    const fresh = { "If-Match": (await call(`GET /webhooks/${id}`)).headers.get("ETag") };
    expect((await call(`DELETE /webhooks/${id}`, undefined, fresh)).status).toBe(200);
  });

  test("a purge leaves nothing of it, however many deliveries it had", async () => {
    const { webhook_id: id } = await make();
    const { write, read } = await site.space();
    const row = {
      webhook_id: id,
      event: "webhook.test",
      message_id: "test",
      due_at: null,
      created_at: "",
      updated_at: "",
    };
    await write(({ db }) => db.insertInto("webhook_deliveries").values(Array(1100).fill(row)).execute());
    const replay = { webhook_id: id, since: "", until_event_id: 1, created_at: "" };
    await write(({ db }) => db.insertInto("webhook_replays").values(replay).execute());
    expect((await site.purge(`/webhooks/${id}`)).status).toBe(200);
    for (const table of ["webhooks", "webhook_subscriptions", "webhook_deliveries", "webhook_replays"] as const) {
      expect(await read.selectFrom(table).selectAll().where("webhook_id", "=", id).execute(), table).toEqual([]);
    }
    expect((await call(`POST /webhooks/${id}/restore`)).status).toBe(404);
  });
});

describe.each(engines)("a space full of webhooks on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  test("has fifty, however many ask at once, and takes another when one is deleted", async () => {
    const make = () => site.request("POST /webhooks", { key: site.secretKey, body: { url, events: ["*"] } });
    const made = await Promise.all(Array.from({ length: 56 }, make));
    const refused = made.filter(({ status }) => status === 409);
    expect([made.filter(({ status }) => status === 201).length, refused.length]).toEqual([50, 6]);
    expect(refused[0]?.body).toMatchObject({ code: "CONFLICT", error: expect.stringContaining("50") });
    await site.ask("DELETE /webhooks/1");
    expect((await make()).status).toBe(201);
    const { status } = await site.request("POST /webhooks/1/restore", { key: site.secretKey });
    expect(status).toBe(409);
    await site.ask("DELETE /webhooks/2");
    await site.ask("POST /webhooks/1/restore");
  });
});
