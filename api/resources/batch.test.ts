import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepsAnswers } from "../kit/operation.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("a batch on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const send = (operations: readonly object[], headers = {}, by = key) =>
    house.request("POST /batch", { key: by, body: { operations }, headers });
  const results = async (operations: readonly object[], headers = {}, by = key) => {
    const answer = await send(operations, headers, by);
    expect(answer.status).toBe(200);
    return answer.body.data.results;
  };
  // biome-ignore lint/suspicious/noExplicitAny: results hold whatever the operations answer.
  const statuses = (found: any[]) => found.map(({ status }) => status);
  const makeLead = async (email: string) => {
    const made = await house.request("POST /leads", { key, body: { email } });
    return { id: made.body.data.lead_id as number, etag: String(made.headers.get("ETag")) };
  };
  const post = (email: string, more = {}) => ({ method: "POST", path: "/leads", body: { email }, ...more });

  test("runs its operations in order, each seeing what the one before it did", async () => {
    const { id } = await makeLead("order@x.example");
    const found = await results([
      { method: "PUT", path: `/leads/${id}`, body: { score: 10 } },
      { method: "GET", path: `/leads/${id}` },
      { method: "PATCH", path: `/leads/${id}`, body: { score: 20 } },
      { method: "GET", path: "/leads?email=order@x.example&fields=score" },
      { method: "DELETE", path: `/leads/${id}` },
      { method: "GET", path: `/leads/${id}` },
    ]);
    expect(statuses(found)).toEqual([200, 200, 200, 200, 200, 404]);
    expect([found[1].body.data.score, found[3].body.data]).toEqual([10, [{ score: 20 }]]);
  });

  test("stops at no failure: what went before and comes after is there, with its events", async () => {
    const before = (await house.events()).length;
    const found = await results([
      post("first@x.example"),
      post("no address"),
      post("first@x.example"),
      { method: "PUT", path: "/leads/999999", body: { score: 1 } },
      post("last@x.example"),
    ]);
    expect(statuses(found)).toEqual([201, 400, 409, 404, 201]);
    const [first, , duplicate, , last] = found;
    expect(duplicate.body.details[0].existing).toEqual({ type: "lead", id: first.body.data.lead_id });
    expect(last.headers["Location"]).toBe(`/admin/api/v1/crm/leads/${last.body.data.lead_id}`);
    expect(await house.events("live", before)).toEqual(["lead.created", "lead.created"]);
  });

  test("keeps a fault of ours to the operation that it befell", async () => {
    const breakage = {
      sqlite: "create trigger nope before insert on notes begin select raise(abort, 'nope'); end",
      postgres: "alter table notes add constraint nope check (note_id < 0) not valid",
    };
    const space = await house.space();
    await space.write(({ db }) => sql.raw(breakage[engine]).execute(db));
    const { id } = await makeLead("fault@x.example");
    const note = { entity_type: "lead", entity_id: id, content: "x" };
    const found = await results([
      post("fault-before@x.example"),
      { method: "POST", path: "/notes", body: note },
      post("fault-after@x.example"),
    ]);
    expect(statuses(found)).toEqual([201, 500, 201]);
    expect(found[1].body).toMatchObject({ success: false, code: "SERVER_ERROR", request_id: expect.any(String) });
    expect(found[1].body.error).not.toContain("nope");
  });

  test("answers each operation with the very envelope and headers that it has alone", async () => {
    const { id } = await makeLead("same@x.example");
    // Postgres numbers its event just after: the batch and the call alone are to find the same log.
    await house.events();
    const wishes = [
      ["GET", `/leads/${id}`],
      ["GET", "/leads?search=same&per_page=3"],
      ["GET", "/leads?per_page=101"],
      ["GET", "/leads?nobody=knows"],
      ["PUT", `/leads/${id}`, { score: 101, nobody: "knows" }],
      ["POST", `/leads/${id}`, {}],
      ["GET", "/events?after=0"],
    ] as const;
    const operations = wishes.map(([method, path, body]) => ({
      method,
      path,
      ...(body === undefined ? {} : { body }),
    }));
    const outer = await send(operations, { "X-Request-Id": "batch-of-a-test" });
    for (const [i, [method, path, body]] of wishes.entries()) {
      const alone = await house.request(`${method} ${path}`, { key, body });
      const inside = outer.body.data.results[i];
      const named = alone.status < 400 ? {} : { request_id: `batch-of-a-test.${i}` };
      expect(inside.status).toBe(alone.status);
      expect(inside.body).toEqual({ ...alone.body, ...named });
      for (const name of ["ETag", "Location", "Allow"])
        expect(inside.headers[name] ?? null).toBe(alone.headers.get(name));
      expect(Object.keys(inside.headers).filter((name) => name.startsWith("X-"))).toEqual([]);
    }
  });

  test("answers JSON, whatever the whole is asked for", async () => {
    const [found] = await results([{ method: "GET", path: "/leads?per_page=1" }], { Accept: "text/csv" });
    expect(found.body).toMatchObject({ success: true, pagination: { per_page: 1 } });
  });

  test("resolves every address as HTTP does", async () => {
    const ids = ["999999", "0", "abc", "%zz", "a%2Fb"];
    const paths = new Set(house.api.operations.flatMap(({ path }) => ids.map((id) => path.replace(/\{\w+\}/g, id))));
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    const calls = [...paths, "/", "/leads/", "//leads", "/nothing", "/Leads"].flatMap((path) =>
      methods.map((method) => ({ method, path, body: {} })),
    );
    const inside: { status: number; headers: Record<string, string>; body: { code?: string; details: unknown[] } }[] =
      [];
    for (let i = 0; i < calls.length; i += 100) inside.push(...(await results(calls.slice(i, i + 100))));
    for (const [i, { method, path, body }] of calls.entries()) {
      const answer = inside[i];
      if (JSON.stringify(answer?.body.details ?? []).includes("not_in_a_batch")) continue;
      const alone = await house.request(`${method} ${path}`, { key, ...(method === "GET" ? {} : { body }) });
      expect({
        method,
        path,
        status: answer?.status,
        code: answer?.body.code,
        allow: answer?.headers["Allow"],
      }).toEqual({
        method,
        path,
        status: alone.status,
        code: alone.body.code,
        allow: alone.headers.get("Allow") ?? undefined,
      });
    }
  });

  test.each([
    ["POST", "/batch"],
    ["POST", "/session"],
    ["GET", "/session"],
    ["DELETE", "/session"],
    ["GET", "/setup?token=x"],
    ["POST", "/setup"],
    ["POST", "/api-keys"],
    ["POST", "/api-keys/1/roll"],
    ["GET", "/docs"],
    ["GET", "/openapi.json"],
  ])("refuses %s %s inside, and says what to do", async (method, path) => {
    const body = { operations: [post("nested@x.example")] };
    const found = await results([
      { method, path, body },
      { method: "GET", path: "/employees" },
    ]);
    expect(statuses(found)).toEqual([400, 200]);
    expect(found[0].body).toMatchObject({
      code: "VALIDATION_ERROR",
      error: expect.stringContaining("Send it as a request of its own"),
      details: [{ field: "path", code: "not_in_a_batch" }],
    });
    expect((await house.request("GET /leads?email=nested@x.example", { key })).body.data).toEqual([]);
  });

  test("runs no POST that a repeat would do twice", () => {
    const inside = house.api.operations.filter(
      ({ method, spec }) => method === "POST" && spec.alone !== true && spec.permission !== "widget:access",
    );
    expect(inside.filter((operation) => !keepsAnswers(operation)).map((operation) => operation.key)).toEqual([]);
  });

  test("checks If-Match for each operation, and hands its own to none", async () => {
    const { id, etag } = await makeLead("match@x.example");
    const put = (score: number, more = {}) => ({ method: "PUT", path: `/leads/${id}`, body: { score }, ...more });
    const found = await results(
      [put(1, { if_match: etag }), put(2, { if_match: etag }), put(3), { method: "GET", path: `/leads/${id}` }],
      { "If-Match": '"999-x"' },
    );
    expect(statuses(found)).toEqual([200, 412, 200, 200]);
    expect(found[3].body.data.score).toBe(3);
    const next = await results([put(4, { if_match: found[2].headers["ETag"] })]);
    expect(statuses(next)).toEqual([200]);
  });

  test("sent again with its Idempotency-Key does no POST twice and answers each as the first time", async () => {
    const headers = { "Idempotency-Key": "import-1" };
    const operations = [
      post("again-1@x.example"),
      post("again-2@x.example"),
      { method: "GET", path: "/leads?per_page=1" },
    ];
    const before = (await house.events()).length;
    const first = await results(operations, headers);
    const again = await results(operations, headers);
    expect(again.slice(0, 2)).toEqual(
      // biome-ignore lint/suspicious/noExplicitAny: results hold whatever the operations answer.
      first.slice(0, 2).map((one: any) => ({ ...one, headers: { ...one.headers, "Idempotency-Replayed": "true" } })),
    );
    expect(again[2].headers["Idempotency-Replayed"]).toBeUndefined();
    expect(await house.events("live", before)).toEqual(["lead.created", "lead.created"]);
    const changed = await results([post("again-1@x.example"), post("other@x.example")], headers);
    expect(statuses(changed)).toEqual([201, 409]);
    expect(changed[1].body.code).toBe("CONFLICT");
    // One of them by itself, by the name it had in the batch.
    const alone = await house.request("POST /leads", {
      key,
      body: { email: "again-2@x.example" },
      headers: { "Idempotency-Key": "import-1/1" },
    });
    expect(alone.body).toEqual(first[1].body);
  });

  test("lets an operation bring an Idempotency-Key of its own", async () => {
    const wish = post("own@x.example", { idempotency_key: "own" });
    const [first] = await results([wish], { "Idempotency-Key": "a" });
    const found = await results([post("else@x.example"), wish], { "Idempotency-Key": "b" });
    expect(found[1]).toMatchObject({ body: first.body, headers: { "Idempotency-Replayed": "true" } });
  });
});
