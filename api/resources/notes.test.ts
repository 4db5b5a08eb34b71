import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("notes on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let lead: number;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    lead = (await house.request("POST /leads", { key, body: { email: "jo@x.example" } })).body.data.lead_id;
  });
  afterAll(() => house.close());

  const call = (operation: string, body?: object, by = key) => house.request(operation, { key: by, body });
  const make = async (content: string) =>
    (await call("POST /notes", { entity_type: "lead", entity_id: lead, content })).body.data.note_id as number;
  const of = async (query: string, by = key) => await call(`GET /notes?${query}`, undefined, by);

  test("of several entity types are listed for who may read them all", async () => {
    await make("one");
    const found = await of(`entity_type=lead,contact&entity_id=${lead}`);
    expect(found).toMatchObject({ status: 200, body: { data: [{ content: "one" }] } });
    const narrow = await house.key("crm", { permissions: ["leads:read"] });
    expect((await of(`entity_type=lead&entity_id=${lead}`, narrow)).status).toBe(200);
    const refused = await of(`entity_type=lead,%20contact&entity_id=${lead}`, narrow);
    expect(refused).toMatchObject({ status: 403, body: { details: [{ message: "contacts:read" }] } });
  });

  test("are restored after a deletion, and are gone after a purge, also of a deleted one", async () => {
    const id = await make("two");
    expect((await call(`POST /notes/${id}/restore`)).status).toBe(409);
    expect((await call(`DELETE /notes/${id}`)).status).toBe(200);
    expect((await call(`GET /notes/${id}`)).status).toBe(404);
    expect((await call(`DELETE /notes/${id}`)).status).toBe(404);
    expect((await call(`POST /notes/${id}/restore`)).body.data).toMatchObject({ note_id: id, content: "two" });
    expect((await call(`GET /notes/${id}`)).status).toBe(200);
    await call(`DELETE /notes/${id}`);
    expect((await house.purge(`/notes/${id}`)).body.data).toEqual({ note_id: id, deleted: true });
    expect((await call(`POST /notes/${id}/restore`)).status).toBe(404);
  });

  test("are changed and restored only by who may write their entity", async () => {
    const id = await make("three");
    const reader = await house.key("crm", { permissions: ["leads:read", "contacts:write"] });
    for (const operation of [`PUT /notes/${id}`, `DELETE /notes/${id}`, `POST /notes/${id}/restore`]) {
      const answer = await call(operation, operation.startsWith("PUT") ? { content: "x" } : undefined, reader);
      expect(answer).toMatchObject({ status: 403, body: { details: [{ message: "leads:write" }] } });
    }
  });
});

describe.each(engines)("fields of leads and activities on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());
  const call = (operation: string, body?: object) => house.request(operation, { key, body });

  test("null clears what can be empty, and is refused where a value is needed", async () => {
    const full = {
      email: "a@x.example",
      first_name: "A",
      phone: "1",
      tags: ["t"],
      raw_payload: { a: 1 },
      form_type: "f",
    };
    const { lead_id } = (await call("POST /leads", full)).body.data;
    const cleared = {
      first_name: null,
      phone: null,
      tags: null,
      raw_payload: null,
      form_type: null,
      custom_fields: null,
    };
    const answer = await call(`PUT /leads/${lead_id}`, cleared);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ ...cleared, phone_e164: null, tags: [], custom_fields: {} });
    for (const body of [{ email: null }, { source: null }, { status: null }]) {
      expect(await call(`PUT /leads/${lead_id}`, body)).toMatchObject({
        status: 400,
        body: { code: "VALIDATION_ERROR" },
      });
    }
    const { activity_id } = (await call(`POST /leads/${lead_id}/activities`, { type: "call", subject: "s" })).body.data;
    for (const body of [{ type: null }, { subject: null }, { completed: null }, { subject: " " }]) {
      expect((await call(`PUT /activities/${activity_id}`, body)).status).toBe(400);
    }
    for (const due_date of ["2026-02-30T00:00:00Z", "0000-01-01T00:00:00+14:00", "2026-03-15"]) {
      expect((await call(`PUT /activities/${activity_id}`, { due_date })).status).toBe(400);
    }
  });

  test("the character U+0000 is refused in text and kept in raw_payload", async () => {
    expect((await call("POST /leads", { email: "n@x.example", last_name: "a\0b" })).status).toBe(400);
    const raw_payload = { "a\0": ["\0", "\ud800"] };
    const made = await call("POST /leads", { email: "n@x.example", raw_payload });
    expect(made.status).toBe(201);
    expect((await call(`GET /leads/${made.body.data.lead_id}`)).body.data.raw_payload).toEqual(raw_payload);
  });
});
