import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import { createSession } from "../access/sessions.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

const lists = (count: number) => Array.from({ length: count }, () => ({ method: "GET", path: "/leads?per_page=1" }));
// biome-ignore lint/suspicious/noExplicitAny: results hold whatever the operations answer.
const statuses = ({ body }: { body: any }) => body.data.results.map((one: any) => one.status);
const remaining = ({ headers }: { headers: Headers }) => Number(headers.get("X-RateLimit-Remaining"));

describe.each(engines)("what a batch may do on %s", (engine) => {
  let house: TestApi;
  beforeAll(async () => {
    house = await openTestApi({ engine });
  });
  afterAll(() => house.close());

  const send = (key: string, operations: readonly object[], headers = {}) =>
    house.request("POST /batch", { key, body: { operations }, headers });
  const keyWith = (limit: number) => house.key("crm", { rate_limit_per_minute: limit });

  test("is counted by its operations, and the rest beyond the limit answer 429 each", async () => {
    const key = await keyWith(5);
    const first = await send(key, lists(2));
    expect([statuses(first), remaining(first)]).toEqual([[200, 200], 3]);
    house.clock.advance(10_000);
    const second = await send(key, [
      ...lists(3),
      { method: "POST", path: "/leads", body: { email: "late@x.example" } },
    ]);
    expect([second.status, statuses(second), remaining(second)]).toEqual([200, [200, 200, 200, 429], 0]);
    const late = second.body.data.results[3];
    expect(late.headers["Retry-After"]).toBe("50");
    expect(late.body).toMatchObject({ success: false, code: "RATE_LIMITED" });
    expect(Number(second.headers.get("X-RateLimit-Reset"))).toBe(house.clock.now() / 1000 + 50);
    const third = await send(key, lists(1));
    expect([third.status, statuses(third)]).toEqual([200, [429]]);
    house.clock.advance(50_000);
    expect(statuses(await send(key, lists(3)))).toEqual([200, 200, 429]);
    expect((await house.request("GET /leads?email=late@x.example", { key: await keyWith(1) })).body.data).toEqual([]);
  });

  test("counts an operation that is refused, whatever refuses it", async () => {
    const key = await keyWith(20);
    const answer = await send(key, [
      { method: "POST", path: "/batch", body: {} },
      { method: "GET", path: "/nothing" },
      { method: "DELETE", path: "/leads" },
      { method: "GET", path: "/leads/abc" },
      { method: "POST", path: "/leads", body: { email: "no" } },
      { method: "POST", path: "/widget/init", body: {} },
    ]);
    expect(statuses(answer)).toEqual([400, 404, 405, 404, 400, 403]);
    expect(answer.body.data.results[2].headers).toEqual({ Allow: "GET, POST, HEAD, OPTIONS" });
    expect(remaining(answer)).toBe(14);
  });

  test.each([
    ["without operations", {}, "operations"],
    ["of none", { operations: [] }, "operations"],
    ["of 101", { operations: lists(101) }, "operations"],
    ["with a field nobody knows", { operations: [{ ...lists(1)[0], headers: {} }] }, "operations.0.headers"],
    [
      "with a path that lacks its slash",
      { operations: [...lists(1), { method: "GET", path: "leads" }] },
      "operations.1.path",
    ],
    ["with a method there is not", { operations: [{ method: "HEAD", path: "/leads" }] }, "operations.0.method"],
  ])("a batch %s is refused as a whole, names the field and counts as one", async (_, body, field) => {
    const key = await keyWith(1);
    const answer = await house.request("POST /batch", { key, body });
    expect(answer).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR", details: [{ field }] } });
    expect(remaining(answer)).toBe(0);
    expect((await house.request("POST /batch", { key, body })).status).toBe(429);
  });

  test("an Idempotency-Key to which no index can be added is refused as a whole", async () => {
    const key = await keyWith(5);
    const fits = { "Idempotency-Key": "x".repeat(252) };
    expect((await send(key, lists(1), fits)).status).toBe(200);
    const answer = await send(key, lists(1), { "Idempotency-Key": "x".repeat(253) });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ field: "Idempotency-Key" }] } });
    expect(remaining(answer)).toBe(3);
  });

  test("each operation needs its own permission, the batch none", async () => {
    const key = await house.key("crm", { permissions: ["leads:read"] });
    const answer = await send(key, [
      ...lists(1),
      { method: "POST", path: "/leads", body: { email: "forbidden@x.example" } },
      { method: "POST", path: "/notes", body: { entity_type: "lead", entity_id: 1, content: "x" } },
    ]);
    expect(statuses(answer)).toEqual([200, 403, 403]);
    expect(answer.body.data.results[1].body.error).toContain("leads:write");
    expect((await send(await house.key("pk_live"), lists(1))).body.code).toBe("FORBIDDEN");
    expect((await house.request("POST /batch", { body: { operations: lists(1) } })).body.code).toBe("AUTH_REQUIRED");
    const test = await send(await house.key("crm_test"), [
      { method: "POST", path: "/leads", body: { email: "t@x.example" } },
    ]);
    expect(statuses(test)).toEqual([201]);
    expect((await house.request("GET /leads?email=t@x.example", { key })).body.data).toEqual([]);
  });

  test("somebody signed in may send one with the token, and does in it what the role allows", async () => {
    const now = "2026-03-10T14:30:00Z";
    const signedIn = await (await house.space()).write(async ({ db }) => {
      const wish = { name: "Vi", email: "vi@team.example", role: "viewer", passwordHash: null, now } as const;
      const { employee_id: employeeId } = await createEmployee(db, wish);
      return await createSession(db, { employeeId, address: null, userAgent: null, now });
    });
    const cookie = { Cookie: `valethon=${signedIn.token}`, Origin: house.origin };
    const body = { operations: [...lists(1), { method: "POST", path: "/leads", body: { email: "vi@x.example" } }] };
    expect((await house.request("POST /batch", { body, headers: cookie })).status).toBe(403);
    const headers = { ...cookie, "X-CSRF-Token": signedIn.csrfToken };
    expect(statuses(await house.request("POST /batch", { body, headers }))).toEqual([200, 403]);
  });

  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

  test("a body that is too large or too deep is that operation's alone", async () => {
    const key = await keyWith(100);
    const post = (body: unknown) => ({ method: "POST", path: "/leads", body });
    const answer = await send(key, [
      post({ email: "large@x.example", raw_payload: "x".repeat(256 * 1024) }),
      post({ email: "deep@x.example", raw_payload: deep(20) }),
      post({ email: "right@x.example", raw_payload: deep(18) }),
      post(null),
      post([]),
    ]);
    expect(statuses(answer)).toEqual([413, 400, 201, 400, 400]);
    const [large, tooDeep] = answer.body.data.results;
    expect(large.body).toMatchObject({ code: "PAYLOAD_TOO_LARGE", error: expect.stringContaining("256 KiB") });
    expect(tooDeep.body.error).toContain("deeper than 20 levels");
  });

  test("a batch that is itself too large or too deep is refused as a whole", async () => {
    const key = await keyWith(100);
    const whole = (body: unknown) => send(key, [{ method: "POST", path: "/leads", body }]);
    expect(await whole("x".repeat(1024 * 1024))).toMatchObject({
      status: 413,
      body: { error: expect.stringContaining("1 MiB") },
    });
    expect(await whole(deep(70))).toMatchObject({ status: 400, body: { error: expect.stringContaining("64 levels") } });
  });

  test("answers that fill the batch leave the rest undone, and say so", async () => {
    const key = await keyWith(1000);
    const body = (n: number) => ({ email: `big${n}@x.example`, raw_payload: "x".repeat(60_000) });
    const made = Array.from({ length: 30 }, (_, n) => ({ method: "POST", path: "/leads", body: body(n) }));
    for (const half of [made.slice(0, 15), made.slice(15)]) expect((await send(key, half)).status).toBe(200);
    const page = { method: "GET", path: "/leads?per_page=100" };
    const write = { method: "POST", path: "/leads", body: { email: "unrun@x.example" } };
    const answer = await send(key, [...Array.from({ length: 6 }, () => page), write]);
    expect(statuses(answer)).toEqual([200, 200, 200, 200, 200, 413, 413]);
    expect(answer.body.data.results[6].body.error).toContain("Send it in another request");
    expect((await house.request("GET /leads?email=unrun@x.example", { key })).body.data).toEqual([]);
  });
});
