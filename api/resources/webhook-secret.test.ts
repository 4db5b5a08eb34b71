import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../log.ts";
import { engines, openTestApi } from "../testing/api.ts";
import { dumpTables, rowsWith } from "../testing/dump.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { createWebhookDesk, hookSecret, hookUrl as url } from "../testing/webhook-desk.ts";

const [second, third] = ["another secret than before", "a third secret than before"];
const hour = 3_600_000;

describe.each(engines)("a webhook's secret on %s,", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const { call, make, put, stored, signsWith, deedsOf, toldDuring } = createWebhookDesk(() => site);

  test("that is not named is made, shown once, and signs", async () => {
    const { webhook_id, secret } = await make({ secret: undefined });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secret.slice(6), "base64")).toHaveLength(32);
    expect(await signsWith(webhook_id)).toEqual([secret]);
    expect(JSON.stringify((await site.ask(`GET /webhooks/${webhook_id}`)).data)).not.toContain(secret);
  });

  test("is kept by no cache that it passes", async () => {
    const made = await call("POST /webhooks", { url, events: ["*"] });
    const another = await call(`PUT /webhooks/${made.body.data.webhook_id}`, { secret: null });
    for (const { body, headers } of [made, another]) {
      expect(body.data.secret).toMatch(/^whsec_/);
      expect(headers.get("Cache-Control")).toBe("no-store");
    }
  });

  test.each([
    ["15 characters", "x".repeat(15)],
    ["257 characters", "x".repeat(257)],
    ["a line break", `${"x".repeat(16)}\n`],
    ["a letter beyond ASCII", "x".repeat(16).concat("é")],
    ["a space at its end", `${"x".repeat(16)} `],
    ["the standard's prefix and the URL alphabet", `whsec_${"-_".repeat(20)}`],
    ["the standard's prefix and no padding", `whsec_${Buffer.alloc(25, 1).toString("base64").replaceAll("=", "")}`],
    ["the standard's prefix and 23 bytes", `whsec_${Buffer.alloc(23, 1).toString("base64")}`],
    ["the standard's prefix and 65 bytes", `whsec_${Buffer.alloc(65, 1).toString("base64")}`],
    ["the standard's prefix alone", "whsec_"],
  ])("with %s is refused, and is not said back", async (_, secret) => {
    const { webhook_id } = await make();
    for (const [operation, more] of [
      ["POST /webhooks", { url, events: ["*"] }],
      [`PUT /webhooks/${webhook_id}`, {}],
    ] as const) {
      const { status, body } = await call(operation, { ...more, secret });
      expect([status, body.details[0].field]).toEqual([400, "secret"]);
      if (secret.length > 10) expect(JSON.stringify(body)).not.toContain(secret);
    }
    expect(await signsWith(webhook_id)).toEqual([hookSecret]);
  });

  test.each([24, 64])("of the standard's form may have %d bytes", async (length) => {
    const secret = `whsec_${Buffer.alloc(length, 7).toString("base64")}`;
    const { webhook_id, secret: shown } = await make({ secret });
    expect(shown).toBeNull();
    expect(await signsWith(webhook_id)).toEqual([secret]);
  });

  test("that is rotated goes on signing beside the new one for a day, and is forgotten after it", async () => {
    const { webhook_id: id } = await make();
    expect(await put(id, { secret: second })).toMatchObject({
      secret: null,
      previous_secret_until: "2026-03-11T14:30:00Z",
    });
    expect(await signsWith(id)).toEqual([second, hookSecret]);
    site.clock.advance(24 * hour - 1000);
    expect(await signsWith(id)).toEqual([second, hookSecret]);
    site.clock.advance(1000);
    expect(await signsWith(id)).toEqual([second]);
  });

  test("that is rotated twice within a day is gone", async () => {
    const { webhook_id: id } = await make();
    await put(id, { secret: second });
    await put(id, { secret: third });
    expect(await signsWith(id)).toEqual([third, second]);
  });

  test("that was leaked and rotated can be gone at once, by rotating twice", async () => {
    const { webhook_id: id } = await make();
    const shown = [(await put(id, { secret: null })).secret, (await put(id, { secret: null })).secret];
    expect(await signsWith(id)).toEqual(shown.toReversed());
  });

  test("that is named again is no change", async () => {
    const { webhook_id: id, updated_at } = await make();
    const before = await stored(id);
    site.clock.advance(1000);
    expect(await toldDuring(() => put(id, { secret: hookSecret, url }))).toBe(0);
    expect(await stored(id)).toEqual(before);
    expect((await site.ask(`GET /webhooks/${id}`)).data.updated_at).toBe(updated_at);
    expect(await deedsOf(id)).toEqual(["webhook.created"]);
  });

  test("that does not open is replaced, and signs nothing beside the new one", async () => {
    const { webhook_id: id } = await make();
    const [{ write }, { secret: foreign }] = [await site.space(), await stored((await make()).webhook_id)];
    await write(({ db }) => db.updateTable("webhooks").set({ secret: foreign }).where("webhook_id", "=", id).execute());
    expect(await signsWith(id)).toBeNull();
    expect(await put(id, { secret: second })).toMatchObject({ previous_secret_until: null });
    expect(await signsWith(id)).toEqual([second]);
  });
});

describe.each(engines)("a webhook's secret on %s", (engine) => {
  test("stands in no log line, in no table in clear, and in no answer but the one that shows it", async () => {
    let logged = "";
    const stream = new Writable({
      write(chunk, _, done) {
        logged += String(chunk);
        done();
      },
    });
    const house = await openTestApi({ engine, env: { RATE_LIMITS: "off" }, log: createLog("trace", stream) });
    const key = await house.key("crm");
    const answers: string[] = [];
    const call = async (operation: string, body?: object) => {
      const headers = operation.startsWith("POST") ? { "Idempotency-Key": randomUUID() } : {};
      const answer = await house.request(operation, { key, body, headers });
      answers.push(JSON.stringify(answer.body));
      return answer.body.data;
    };
    const { webhook_id: id } = await call("POST /webhooks", { url, events: ["*"], secret: hookSecret });
    await call(`PUT /webhooks/${id}`, { secret: second });
    await call(`PUT /webhooks/${id}`, { secret: second, events: ["no.such"] });
    const [shown, again] = [await call("POST /webhooks", { url, events: ["*"] }), answers.pop()];
    expect(again).toContain(shown.secret);
    for (const one of [id, shown.webhook_id]) {
      await call(`POST /webhooks/${one}/test`);
      await call(`GET /webhooks/${one}`);
      await call(`GET /webhooks/${one}/deliveries`);
      await call(`POST /webhooks/${one}/replay`, { since: "2026-03-01T00:00:00Z" });
      await call(`DELETE /webhooks/${one}`);
      await call(`POST /webhooks/${one}/restore`);
    }
    await call("GET /webhooks");
    const secrets = [hookSecret, second, shown.secret, shown.secret.slice(6)];
    expect(rowsWith(await dumpTables(await house.space()), secrets)).toEqual([]);
    const told = [logged, ...answers].filter((text) => secrets.some((secret) => text.includes(secret)));
    expect(told).toEqual([]);
    await house.close();
  });
});
