import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import type { Caller } from "../testing/callers.ts";
import { admin, createKeyDesk } from "../testing/key-desk.ts";
import { openStage, type Stage } from "../testing/stage.ts";

describe.each(engines)("changes of API keys on %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  const { send, make, read, use } = createKeyDesk(() => stage);

  test("a repeat under the same Idempotency-Key makes another key: none is kept to be shown again", async () => {
    const headers = { "Idempotency-Key": "the-same" };
    const [one, other] = [
      await send("POST /api-keys", { type: "crm", name: "Server" }, { headers }),
      await send("POST /api-keys", { type: "crm", name: "Server" }, { headers }),
    ];
    expect(one.body.data.key).not.toBe(other.body.data.key);
  });

  test("a change holds for the very next request", async () => {
    const { key, key_id } = await make({ type: "crm" });
    expect(await use(key)).toBe(200);
    expect((await send(`PUT /api-keys/${key_id}`, { permissions: ["contacts:read"] })).status).toBe(200);
    expect(await use(key)).toBe(403);
    await send(`PUT /api-keys/${key_id}`, { permissions: ["leads:read"], allowed_ips: ["203.0.113.7"] });
    expect(await use(key)).toBe(401);
    await send(`PUT /api-keys/${key_id}`, { allowed_ips: null });
    expect(await use(key)).toBe(200);
  });

  test.each([
    [{ type: "crm", settings: { greeting: "Hello" } }, "settings"],
    [{ type: "pk_live", settings: { position: "top" } }, "settings.position"],
    [{ type: "pk_live", settings: { colour: "#fff" } }, "settings.colour"],
    [{ type: "pk_live", settings: { logo_url: "javascript:alert(1)" } }, "settings.logo_url"],
    [{ type: "crm", rate_limit_scope: "key" }, "rate_limit_scope"],
    [{ type: "crm", allowed_origins: ["https://a.example"] }, "allowed_origins"],
    [{ type: "pk_live", allowed_ips: ["203.0.113.7"] }, "allowed_ips"],
    [{ type: "crm", permissions: ["leads:everything"] }, "permissions.0"],
    [{ type: "crm", expires_at: "2020-01-01T00:00:00Z" }, "expires_at"],
    [{ type: "crm", rate_limit_per_minute: 0 }, "rate_limit_per_minute"],
    [{ type: "sk_live" }, "type"],
    [{ type: "crm", name: " " }, "name"],
  ])("%j is refused, and %s is named", async (wish, field) => {
    const { status, body } = await send("POST /api-keys", { name: "Server", ...wish });
    expect([status, body.details[0].field]).toEqual([400, field]);
  });

  test("the type never changes", async () => {
    const { key_id } = await make({ type: "crm" });
    expect((await send(`PUT /api-keys/${key_id}`, { type: "pk_live" })).status).toBe(400);
  });

  test("an expired key works again with a new expiry", async () => {
    const expires_at = new Date(stage.clock.now() + 60_000).toISOString();
    const { key, key_id } = await make({ type: "crm", expires_at });
    stage.clock.advance(60_000);
    expect(await use(key)).toBe(401);
    expect((await send(`POST /api-keys/${key_id}/roll`, {})).status).toBe(409);
    expect((await send(`PUT /api-keys/${key_id}`, { name: "Still expired" })).status).toBe(200);
    await send(`PUT /api-keys/${key_id}`, { expires_at: null });
    expect(await use(key)).toBe(200);
  });

  test("If-Match refuses to change, roll or revoke what somebody else changed", async () => {
    const { key_id } = await make({ type: "crm" });
    const seen = (await send(`GET /api-keys/${key_id}`)).headers.get("ETag") ?? "";
    const first = await send(`PUT /api-keys/${key_id}`, { name: "One" }, { headers: { "If-Match": seen } });
    expect(first.status).toBe(200);
    const late = { headers: { "If-Match": seen } };
    expect((await send(`PUT /api-keys/${key_id}`, { name: "Two" }, late)).status).toBe(412);
    expect((await send(`POST /api-keys/${key_id}/roll`, {}, late)).status).toBe(412);
    expect((await send(`DELETE /api-keys/${key_id}`, undefined, late)).status).toBe(412);
    expect(await read(key_id)).toMatchObject({ name: "One", revoked_at: null, rolled_to: null });
  });

  test("each mode has its own keys", async () => {
    const inTest = { as: admin("test") };
    const made = await send("POST /api-keys", { type: "pk_test", name: "Staging" }, inTest);
    expect(made.status).toBe(201);
    const { key_id, name } = made.body.data;
    expect((await send(`GET /api-keys/${key_id}`, undefined, inTest)).body.data).toMatchObject({ name });
    const types = async (as: Caller) =>
      (await send("GET /api-keys?per_page=100&revoked=all", undefined, { as })).body.data.map(
        (row: { type: string }) => row.type,
      );
    expect(new Set(await types(admin("test")))).not.toContain("pk_live");
    expect(new Set(await types(admin()))).not.toContain("pk_test");
    expect((await send("POST /api-keys", { type: "crm", name: "Server" }, inTest)).body.details[0].code).toBe(
      "other_mode",
    );
  });
});
