import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestAnswer, type TestApi } from "../testing/api.ts";

const many = Array.from({ length: 16 }, (_, i) => i);

describe.each(engines)("calls that arrive at once on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const post = (body: object, query = "", headers = {}) => house.request(`POST /leads${query}`, { key, body, headers });
  const statuses = (answers: readonly TestAnswer[]) => answers.map(({ status }) => status).sort();
  const stored = async (email: string) => (await house.request(`GET /leads?email=${email}`, { key })).body.data;

  // The first calls of a fresh process: what is read once and kept must not wait for what waits for it.
  test("all make their lead, also when nothing is read yet", async () => {
    const answers = await Promise.all(many.map((i) => post({ email: `c${i}@x.example`, phone: "+1 202 555 0123" })));
    expect(statuses(answers)).toEqual(many.map(() => 201));
  });

  test("with one new email make one lead, and the others are told which", async () => {
    const answers = await Promise.all(many.map(() => post({ email: "same@x.example" })));
    expect(statuses(answers)).toEqual([201, ...many.slice(1).map(() => 409)]);
    const [{ lead_id }] = await stored("same@x.example");
    for (const { status, body } of answers) {
      if (status === 409) expect(body.details[0].existing).toEqual({ type: "lead", id: lead_id });
    }
  });

  test.each(["update", "ignore"])("with one new email and on_duplicate=%s all succeed with one lead", async (wish) => {
    const email = `${wish}@x.example`;
    const answers = await Promise.all(many.map(() => post({ email }, `?on_duplicate=${wish}`)));
    expect(statuses(answers)).toEqual([...many.slice(1).map(() => 200), 201]);
    expect(await stored(email)).toHaveLength(1);
  });

  test("that give two leads one email leave it to one of them", async () => {
    const made = await Promise.all(many.map((i) => post({ email: `own${i}@x.example` })));
    const answers = await Promise.all(
      made.map(({ body }) =>
        house.request(`PUT /leads/${body.data.lead_id}`, { key, body: { email: "wanted@x.example" } }),
      ),
    );
    expect(statuses(answers)).toEqual([200, ...many.slice(1).map(() => 409)]);
    expect(await stored("wanted@x.example")).toHaveLength(1);
  });

  test("with one If-Match change the lead once", async () => {
    const made = await post({ email: "etag@x.example" });
    const headers = { "If-Match": String(made.headers.get("ETag")) };
    const answers = await Promise.all(
      many.map((i) =>
        house.request(`PUT /leads/${made.body.data.lead_id}`, { key, headers, body: { first_name: `n${i}` } }),
      ),
    );
    expect(statuses(answers)).toEqual([200, ...many.slice(1).map(() => 412)]);
  });

  test("with one Idempotency-Key run once and all get the first answer", async () => {
    const headers = { "Idempotency-Key": "at-once" };
    const answers = await Promise.all(many.map(() => post({ email: "once@x.example" }, "", headers)));
    expect(statuses(answers)).toEqual(many.map(() => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers.get("Location"))).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get("Idempotency-Replayed") === null)).toHaveLength(1);
  });

  test("with one Idempotency-Key and different bodies: one runs, the others are CONFLICT", async () => {
    const headers = { "Idempotency-Key": "torn" };
    const answers = await Promise.all(many.map((i) => post({ email: `torn${i}@x.example` }, "", headers)));
    expect(statuses(answers)).toEqual([201, ...many.slice(1).map(() => 409)]);
  });
});

describe.each(engines)("an Idempotency-Key on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const call = (operation: string, value: string, body?: object) =>
    house.request(operation, { key, body, headers: { "Idempotency-Key": value } });

  test("remembers a refusal, also when the call would succeed by now", async () => {
    const first = await call("POST /leads/1/restore", "gone");
    expect(first.status).toBe(404);
    await house.request("POST /leads", { key, body: { email: "late@x.example" } });
    await house.request("DELETE /leads/1", { key });
    const again = await call("POST /leads/1/restore", "gone");
    expect(again.status).toBe(404);
    expect(again.headers.get("Idempotency-Replayed")).toBe("true");
    expect({ ...again.body, request_id: null }).toEqual({ ...first.body, request_id: null });
    expect(again.headers.get("X-RateLimit-Remaining")).toMatch(/^\d+$/);
  });

  test("forgets a refusal that better input mends", async () => {
    expect((await call("POST /leads", "mend", { email: "no" })).status).toBe(400);
    expect((await call("POST /leads", "mend", { email: "yes@x.example" })).status).toBe(201);
  });

  test("belongs to its operation and its caller", async () => {
    expect((await call("POST /leads", "shared", { email: "a@x.example" })).status).toBe(201);
    const id = (await house.request("GET /leads?email=a@x.example", { key })).body.data[0].lead_id;
    expect((await call("POST /notes", "shared", { entity_type: "lead", entity_id: id, content: "x" })).status).toBe(
      201,
    );
    const other = await house.key("crm");
    const answer = await house.request("POST /leads", {
      key: other,
      body: { email: "a@x.example" },
      headers: { "Idempotency-Key": "shared" },
    });
    expect(answer.status).toBe(409);
    expect(answer.headers.get("Idempotency-Replayed")).toBeNull();
  });

  test("is free for something else after 24 hours", async () => {
    expect((await call("POST /leads", "day", { email: "day1@x.example" })).status).toBe(201);
    house.clock.advance(24 * 3_600_000 - 1000);
    expect((await call("POST /leads", "day", { email: "day2@x.example" })).status).toBe(409);
    house.clock.advance(1000);
    expect((await call("POST /leads", "day", { email: "day2@x.example" })).status).toBe(201);
  });
});
