import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "./testing/api.ts";

let house: TestApi;
let secret: string;
let reader: string;
let publicKey: string;

beforeAll(async () => {
  house = await openTestApi();
  secret = await house.key("crm");
  reader = await house.key("crm", { permissions: ["leads:read"] });
  publicKey = await house.key("pk_live", { allowed_origins: ["https://customer.example"] });
});
afterAll(() => house.close());

const rateNames = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];

describe("every answer below the base path", () => {
  test.each([
    ["no key", "GET /leads", {}, 401, "AUTH_REQUIRED"],
    ["a made-up key", "GET /leads", { key: `crm_${"a".repeat(36)}` }, 401, "AUTH_REQUIRED"],
    ["nonsense for a key", "GET /leads", { key: "x" }, 401, "AUTH_REQUIRED"],
    ["an unknown path", "GET /nothing", {}, 404, "NOT_FOUND"],
    ["an unknown method", "DELETE /leads", {}, 405, "METHOD_NOT_ALLOWED"],
    ["a broken escape in the address", "GET /leads/%zz", {}, 400, "VALIDATION_ERROR"],
  ])("to %s is the envelope with request id and rate headers", async (_, call, request, status, code) => {
    const answer = await house.request(call, request);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      success: false,
      error: expect.stringMatching(/\w/),
      code,
      details: expect.any(Array),
      request_id: answer.headers.get("X-Request-Id"),
    });
    for (const name of rateNames) expect(answer.headers.get(name)).toMatch(/^\d+$/);
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(answer.headers.get("X-Powered-By")).toBeNull();
  });

  test("401 has one body, whatever is wrong with the key", async () => {
    const revoked = await house.key("crm");
    const space = await house.space();
    await space.write(({ db }) =>
      db
        .updateTable("api_keys")
        .set({ revoked_at: "2026-01-01T00:00:00Z" })
        .where("last4", "=", revoked.slice(-4))
        .execute(),
    );
    const bodies = await Promise.all(
      [undefined, "x", `crm_${"b".repeat(36)}`, revoked].map(async (key) => {
        const { request_id: _, ...body } = (await house.request("GET /leads", { key })).body;
        return JSON.stringify(body);
      }),
    );
    expect(new Set(bodies).size).toBe(1);
  });

  test("405 names the methods that work, PATCH as PUT's other name", async () => {
    const answer = await house.request("POST /leads/1", { key: secret, body: {} });
    expect(answer.headers.get("Allow")).toBe("GET, PUT, PATCH, DELETE, HEAD, OPTIONS");
  });

  test.each(["/docs", "/openapi.json"])("%s is read alone, and says so", async (path) => {
    const refused = await house.request(`POST ${path}`, { key: secret, body: {} });
    expect(refused).toMatchObject({ status: 405, body: { code: "METHOD_NOT_ALLOWED" } });
    expect(refused.headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
    const options = await house.request(`OPTIONS ${path}`);
    expect([options.status, options.headers.get("Allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
    expect((await house.request(`GET ${path}`)).status).toBe(200);
  });

  test.each(['{"__proto__":{"a":1}}', '{"email":"a@b.example","raw_payload":{"deep":[{"__proto__":1}]}}'])(
    "a name that objects take for something else is refused, never lost: %s",
    async (body) => {
      const headers = { "Content-Type": "application/json" };
      expect(await house.request("POST /leads", { key: secret, body, headers })).toMatchObject({
        status: 400,
        body: { details: [{ field: "__proto__", code: "unknown_field" }] },
      });
    },
  );

  test("a well-formed X-Request-Id is kept, another is replaced", async () => {
    const kept = await house.request("GET /leads", { key: secret, headers: { "X-Request-Id": "my-request-0001" } });
    expect(kept.headers.get("X-Request-Id")).toBe("my-request-0001");
    const replaced = await house.request("GET /leads", { key: secret, headers: { "X-Request-Id": "<script>" } });
    expect(replaced.headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("who may call", () => {
  test("a secret key works as X-API-Key and as bearer, never in the address", async () => {
    expect((await house.request("GET /leads", { headers: { Authorization: `Bearer ${secret}` } })).status).toBe(200);
    expect((await house.request(`GET /leads?key=${secret}`)).status).toBe(401);
  });

  test("a public key on a CRM path is 403, a secret key on a widget path too", async () => {
    expect((await house.request("GET /leads", { key: publicKey })).body.code).toBe("FORBIDDEN");
    expect((await house.request("POST /widget/init", { key: secret, body: {} })).body.code).toBe("FORBIDDEN");
  });

  test("a missing permission is 403 and named", async () => {
    const answer = await house.request("POST /leads", { key: reader, body: { email: "a@b.co" } });
    expect(answer.status).toBe(403);
    expect(answer.body.error).toContain("leads:write");
    expect((await house.request("GET /leads", { key: reader })).status).toBe(200);
  });

  test("a test key sees nothing of the live space, nor its ids", async () => {
    const made = await house.request("POST /leads", { key: secret, body: { email: "live@example.com" } });
    const testKey = await house.key("crm_test");
    expect((await house.request("GET /leads", { key: testKey })).body.pagination.total).toBe(0);
    expect((await house.request(`GET /leads/${made.body.data.lead_id}`, { key: testKey })).status).toBe(404);
  });

  test("refusals come in their order: permission before media type before validation before existence", async () => {
    const wrongType = { "Content-Type": "text/plain" };
    const call = "PUT /leads/999999";
    expect((await house.request(call, { key: reader, body: "x", headers: wrongType })).status).toBe(403);
    expect((await house.request(call, { key: secret, body: "x", headers: wrongType })).status).toBe(415);
    expect((await house.request(call, { key: secret, body: { score: 900 } })).status).toBe(400);
    expect((await house.request(call, { key: secret, body: { score: 9 } })).status).toBe(404);
    expect((await house.request("GET /leads/abc", { key: secret })).status).toBe(404);
  });
});

describe("bodies", () => {
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

  test.each([
    ["broken JSON", '{"email": ', 400, "VALIDATION_ERROR"],
    ["JSON 20,000 levels deep", deep(20_000), 400, "VALIDATION_ERROR"],
    ["JSON 22 levels deep", `{"raw_payload": ${deep(21)}}`, 400, "VALIDATION_ERROR"],
    ["300 KB", JSON.stringify({ email: "a@b.co", first_name: "x".repeat(300_000) }), 413, "PAYLOAD_TOO_LARGE"],
    ["a list where an object belongs", "[]", 400, "VALIDATION_ERROR"],
    ["null", "null", 400, "VALIDATION_ERROR"],
  ])("of %s are refused with a reason", async (_, body, status, code) => {
    const answer = await house.request("POST /leads", { key: secret, body });
    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(code);
  });

  test("__proto__ in a body is data or refused, never a prototype", async () => {
    const answer = await house.request("POST /leads", {
      key: secret,
      body: '{"email": "proto@example.com", "raw_payload": {"__proto__": {"polluted": true}}}',
    });
    expect([201, 400]).toContain(answer.status);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("rate limits", () => {
  test("the 121st request of a secret key in a minute is 429 and says when to come back", async () => {
    const key = await house.key("crm");
    const ask = () => house.request("GET /leads?per_page=1", { key });
    const first = await ask();
    expect(first.headers.get("X-RateLimit-Limit")).toBe("120");
    expect(first.headers.get("X-RateLimit-Remaining")).toBe("119");
    for (let i = 2; i <= 120; i += 1) await ask();
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.body.code).toBe("RATE_LIMITED");
    expect(refused.headers.get("Retry-After")).toBe("60");
    expect(refused.headers.get("X-RateLimit-Remaining")).toBe("0");
    expect(Number(refused.headers.get("X-RateLimit-Reset"))).toBe(house.clock.now() / 1000 + 60);
    house.clock.advance(60_000);
    expect((await ask()).status).toBe(200);
  });

  test("refused requests count once, and 4xx count too", async () => {
    const key = await house.key("crm");
    await house.request("POST /leads", { key, body: { email: "nope" } });
    await house.request("GET /leads/999999", { key });
    const third = await house.request("GET /leads?per_page=1", { key });
    expect(third.headers.get("X-RateLimit-Remaining")).toBe("117");
  });
});

describe("other origins", () => {
  const from = (origin: string) => ({ headers: { Origin: origin, "Access-Control-Request-Method": "POST" } });

  test("a preflight is answered for a website that an active key allows, and for no other", async () => {
    const known = await house.request("OPTIONS /widget/init", from("https://customer.example"));
    expect(known.status).toBe(204);
    expect(known.headers.get("Access-Control-Allow-Origin")).toBe("https://customer.example");
    expect(known.headers.get("Access-Control-Allow-Credentials")).toBeNull();
    expect(known.headers.get("Vary")).toContain("Origin");
    const unknown = await house.request("OPTIONS /widget/init", from("https://evil.example"));
    expect(unknown.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  test("a key works from its own websites alone", async () => {
    const call = (origin: string) =>
      house.request("POST /widget/init", { key: publicKey, body: {}, headers: { Origin: origin } });
    expect((await call("https://customer.example")).status).toBe(200);
    expect((await call("https://evil.example")).status).toBe(403);
    expect((await house.request("POST /widget/init", { key: publicKey, body: {} })).status).toBe(403);
  });

  test("CRM paths have no CORS at all", async () => {
    const answer = await house.request("GET /leads", { key: secret, headers: { Origin: "https://customer.example" } });
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});
