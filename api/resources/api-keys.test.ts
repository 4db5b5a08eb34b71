import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fact } from "../events/bus.ts";
import { engines } from "../testing/api.ts";
import type { Caller } from "../testing/callers.ts";
import { openStage, type Stage } from "../testing/stage.ts";

const admin: Caller = { kind: "employee", role: "admin", mode: "live" };

describe.each(engines)("API keys on %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  const call = async (operation: string, body?: object) => {
    const [method = "", path = ""] = operation.split(" ");
    return await stage.send(admin, { method, path, params: {}, query: {}, headers: {}, body });
  };
  const make = async (wish: object = { type: "crm", name: "Import" }) => (await call("POST /api-keys", wish)).body.data;
  const statusWith = async (key: string) => (await stage.request("GET /leads?per_page=1", { key })).status;

  /** What the space's bus told while `work` ran. */
  async function factsOf(work: () => Promise<unknown>): Promise<Fact[]> {
    const facts: Fact[] = [];
    const { bus } = await stage.space();
    const stop = bus.subscribe((message) => {
      if (message.kind === "revoked" || message.kind === "key.changed") facts.push(message as Fact);
    });
    await work();
    stop();
    return facts;
  }

  test("the whole key is shown once and stored nowhere", async () => {
    const { key, key_id } = await make();
    expect(await statusWith(key)).toBe(200);
    const { read } = await stage.space();
    const stored = JSON.stringify(await read.selectFrom("api_keys").selectAll().execute());
    expect(stored).not.toContain(key);
    for (const answer of [await call(`GET /api-keys/${key_id}`), await call("GET /api-keys?per_page=100")]) {
      expect(JSON.stringify(answer.body)).not.toContain(key);
      expect(JSON.stringify(answer.body)).not.toContain("argon2");
    }
  });

  test("a revoked key is refused at once, though it was known", async () => {
    const { key, key_id } = await make();
    expect(await statusWith(key)).toBe(200);
    const facts = await factsOf(() => call(`DELETE /api-keys/${key_id}`));
    expect(facts).toEqual([expect.objectContaining({ kind: "revoked", what: "key", id: key_id })]);
    expect(await statusWith(key)).toBe(401);
  });

  test("revoking twice keeps the first moment and tells nobody again", async () => {
    const { key_id } = await make();
    const first = await call(`DELETE /api-keys/${key_id}`);
    stage.clock.advance(5_000);
    const facts = await factsOf(async () => {
      expect((await call(`DELETE /api-keys/${key_id}`)).body).toEqual(first.body);
    });
    expect(facts).toEqual([]);
  });

  test("a permission that is taken away is gone at the next request, and sockets are cut", async () => {
    const { key, key_id } = await make();
    expect(await statusWith(key)).toBe(200);
    const facts = await factsOf(() => call(`PUT /api-keys/${key_id}`, { permissions: ["contacts:read"] }));
    expect(facts).toEqual([expect.objectContaining({ kind: "revoked", what: "key", id: key_id })]);
    expect(await statusWith(key)).toBe(403);
  });

  test("a new name or look reaches caches and cuts nobody", async () => {
    const { key, key_id } = await make({ type: "pk_live", name: "Website" });
    await stage.visit({}, key);
    const facts = await factsOf(() => call(`PUT /api-keys/${key_id}`, { settings: { greeting: "Ahoy" } }));
    expect(facts).toEqual([expect.objectContaining({ kind: "key.changed", id: key_id })]);
    expect((await stage.visit({}, key)).init).toMatchObject({ greeting: "Ahoy" });
  });

  test("null returns a field to the default of the kind", async () => {
    const { key_id } = await make({
      type: "crm",
      name: "Import",
      rate_limit_per_minute: 7,
      allowed_ips: ["10.0.0.0/8"],
    });
    const { body } = await call(`PUT /api-keys/${key_id}`, { rate_limit_per_minute: null, allowed_ips: null });
    expect(body.data).toMatchObject({ rate_limit_per_minute: 120, allowed_ips: [] });
  });

  test("a key that was rolled works until the overlap ends", async () => {
    const old = await make();
    const { status, headers, body } = await call(`POST /api-keys/${old.key_id}/roll`, { overlap_hours: 2 });
    expect([status, headers.get("Location")]).toEqual([201, expect.stringMatching(`/api-keys/${body.data.key_id}$`)]);
    expect(await Promise.all([old.key, body.data.key].map(statusWith))).toEqual([200, 200]);
    stage.clock.advance(2 * 3_600_000 - 1_000);
    expect(await statusWith(old.key)).toBe(200);
    stage.clock.advance(1_000);
    expect(await Promise.all([old.key, body.data.key].map(statusWith))).toEqual([401, 200]);
  });

  test("a roll without an overlap revokes the old key at once", async () => {
    const old = await make();
    expect(await statusWith(old.key)).toBe(200);
    const facts = await factsOf(() => call(`POST /api-keys/${old.key_id}/roll`, { overlap_hours: 0 }));
    expect(facts).toContainEqual(expect.objectContaining({ kind: "revoked", what: "key", id: old.key_id }));
    expect(await statusWith(old.key)).toBe(401);
  });

  test("a key is rolled once; the refusal names its successor", async () => {
    const old = await make();
    const next = (await call(`POST /api-keys/${old.key_id}/roll`, {})).body.data;
    const again = await call(`POST /api-keys/${old.key_id}/roll`, {});
    expect(again).toMatchObject({ status: 409, body: { details: [{ code: "rolled", rolled_to: next.key_id }] } });
  });

  test("a visitor's conversation goes on with the key that took the place of his", async () => {
    const old = await make({ type: "pk_live", name: "Website" });
    const visitor = await stage.visit({}, old.key);
    await visitor.say("hello");
    const next = (await call(`POST /api-keys/${old.key_id}/roll`, { overlap_hours: 0 })).body.data;
    const { session_id } = visitor;
    const body = { session_id, message: "still here" };
    expect((await stage.request("POST /widget/message", { key: next.key, body })).status).toBe(200);
    expect((await stage.visit({ session_id }, next.key)).init).toMatchObject({ session_id });
    expect((await stage.request("POST /widget/message", { key: stage.publicKey, body })).status).toBe(404);
  });

  test("the audit log says who did what to a key", async () => {
    const { key_id } = await make();
    await call(`PUT /api-keys/${key_id}`, { name: "Export" });
    const next = (await call(`POST /api-keys/${key_id}/roll`, {})).body.data;
    await call(`DELETE /api-keys/${key_id}`);
    const { read } = await stage.space();
    const rows = await read.selectFrom("audit_log").select(["action", "target"]).orderBy("audit_id").execute();
    const of = (id: number) => rows.filter(({ target }) => target === `key:${id}`).map(({ action }) => action);
    expect(of(key_id)).toEqual(["key.created", "key.changed", "key.rolled", "key.revoked"]);
    expect(of(next.key_id)).toEqual(["key.created"]);
  });

  test("revoked keys are listed when asked for, and keys are found by name and prefix", async () => {
    const { key_id, prefix } = await make({ type: "crm", name: "Zébra feed" });
    const ids = async (query: string) =>
      (
        await stage.send(admin, {
          ...{ method: "GET", path: "/api-keys", params: {}, headers: {}, body: undefined },
          query: Object.fromEntries(new URLSearchParams(query)),
        })
      ).body.data.map((row: { key_id: number }) => row.key_id);
    expect(await ids("search=zebra")).toEqual([key_id]);
    expect(await ids(`search=${prefix.slice(4)}`)).toEqual([key_id]);
    await call(`DELETE /api-keys/${key_id}`);
    expect(await ids("search=zebra")).toEqual([]);
    expect(await ids("search=zebra&revoked=true")).toEqual([key_id]);
  });
});
