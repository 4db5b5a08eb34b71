import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

/** The reference's own example. */
const jane = {
  first_name: "Jane",
  last_name: "Smith",
  email: "jane@company.com",
  phone: "+1-555-9876",
  company_name: "Globex Corp",
  source: "website_form",
  form_type: "contact_us",
  raw_payload: {
    role: "IT Director",
    technicianCount: "11-25",
    industry: "MSP",
    message: "Looking for a PSA solution",
  },
};

describe.each(engines)("leads on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let counter = 0;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const post = (body: unknown, path = "/leads") => house.request(`POST ${path}`, { key, body });
  const freshEmail = () => {
    counter += 1;
    return `person${counter}@example.com`;
  };
  const create = async (more: object = {}) => (await post({ email: freshEmail(), ...more })).body.data;

  test("creating one answers 201 with the whole record, its Location and ETag, and fires lead.created", async () => {
    const before = (await house.events()).length;
    const answer = await post(jane);
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(data).toMatchObject({ ...jane, status: "new", assigned_to: null, created_at: "2026-03-10T14:30:00Z" });
    expect(data.lead_id).toEqual(expect.any(Number));
    expect(answer.headers.get("Location")).toBe(`/admin/api/v1/crm/leads/${data.lead_id}`);
    expect(answer.headers.get("ETag")).toMatch(/^"1-/);
    expect((await house.events()).slice(before)).toEqual(["lead.created"]);
  });

  test("an email is stored trimmed and in lower case, and a second open lead with it is refused", async () => {
    const email = freshEmail();
    const first = await post({ email: `  ${email.toUpperCase()} ` });
    expect(first.body.data.email).toBe(email);
    const second = await post({ email });
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({
      success: false,
      code: "DUPLICATE",
      details: [{ existing: { type: "lead", id: first.body.data.lead_id } }],
    });
  });

  test("on_duplicate=update changes the standing lead, ignore answers it as it is", async () => {
    const lead = await create({ first_name: "Ana" });
    const updated = await post({ email: lead.email, company_name: "Acme" }, "/leads?on_duplicate=update");
    expect(updated.status).toBe(200);
    expect(updated.body.data).toMatchObject({ lead_id: lead.lead_id, first_name: "Ana", company_name: "Acme" });
    const ignored = await post({ email: lead.email, company_name: "Other" }, "/leads?on_duplicate=ignore");
    expect(ignored.body.data.company_name).toBe("Acme");
  });

  test("the email of a lead that is closed may come again", async () => {
    const lead = await create();
    await house.request(`PUT /leads/${lead.lead_id}`, { key, body: { status: "unqualified" } });
    const again = await post({ email: lead.email });
    expect(again.status).toBe(201);
    const reopened = await house.request(`PUT /leads/${lead.lead_id}`, { key, body: { status: "new" } });
    expect(reopened.status).toBe(409);
  });

  test.each([
    ["nothing to reach it by", { first_name: "Ana" }, "email"],
    ["a wrong email", { email: "not an email" }, "email"],
    ["an unknown field", { email: "a@b.co", frist_name: "typo" }, "frist_name"],
    ["a source with capitals", { email: "a@b.co", source: "Web Form" }, "source"],
    ["a score above 100", { email: "a@b.co", score: 101 }, "score"],
    ["an assignee who does not exist", { email: "a@b.co", assigned_to: 999 }, "assigned_to"],
    ["the status converted", { email: "a@b.co", status: "converted" }, "status"],
    ["a custom field nobody defined", { email: "a@b.co", custom_fields: { size: 3 } }, "custom_fields.size"],
    ["a number for a name", { email: "a@b.co", first_name: 7 }, "first_name"],
  ])("%s is refused by name, and nothing is stored", async (_, body, field) => {
    const before = await house.events();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe("VALIDATION_ERROR");
    expect(answer.body.details[0].field).toBe(field);
    expect(await house.events()).toEqual(before);
  });

  test("last_name with company_name is enough, as is a phone", async () => {
    expect((await post({ last_name: "Doe", company_name: "Acme" })).status).toBe(201);
    const byPhone = await post({ phone: "+1 202 555 0143" });
    expect(byPhone.body.data).toMatchObject({ phone: "+1 202 555 0143", phone_e164: "+12025550143" });
  });

  test("a phone that cannot exist is kept as given and never matched", async () => {
    const answer = await post({ phone: "call me maybe" });
    expect(answer.body.data).toMatchObject({ phone: "call me maybe", phone_e164: null });
  });

  test("PUT changes only what it names, null clears, and the event tells the previous values", async () => {
    const lead = await create({ first_name: "Ana", company_name: "Acme" });
    const space = await house.space();
    const answer = await house.request(`PUT /leads/${lead.lead_id}`, {
      key,
      body: { first_name: null, status: "contacted" },
    });
    expect(answer.body.data).toMatchObject({
      first_name: null,
      status: "contacted",
      company_name: "Acme",
      email: lead.email,
    });
    const event = await space.read
      .selectFrom("events")
      .select("data")
      .orderBy("event_id", "desc")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(event.data).previous).toEqual({ first_name: "Ana", status: "new" });
  });

  test("a PUT that changes nothing fires nothing and keeps the version", async () => {
    const same = { first_name: "Ana", tags: ["vip"], raw_payload: { size: 3 }, assigned_to: null };
    const lead = await create(same);
    const before = await house.events();
    const answer = await house.request(`PATCH /leads/${lead.lead_id}`, { key, body: same });
    expect(answer.headers.get("ETag")).toMatch(/^"1-/);
    expect(answer.body.data).toEqual(lead);
    expect(await house.events()).toEqual(before);
  });

  test("a stale If-Match is 412 and changes nothing; the right one passes", async () => {
    const lead = await create();
    const read = await house.request(`GET /leads/${lead.lead_id}`, { key });
    const etag = String(read.headers.get("ETag"));
    const path = `PUT /leads/${lead.lead_id}`;
    const good = await house.request(path, { key, body: { first_name: "One" }, headers: { "If-Match": etag } });
    expect(good.status).toBe(200);
    const stale = await house.request(path, { key, body: { first_name: "Two" }, headers: { "If-Match": etag } });
    expect(stale.status).toBe(412);
    expect(stale.body.code).toBe("PRECONDITION_FAILED");
    const after = await house.request(`GET /leads/${lead.lead_id}`, { key });
    expect(after.body.data.first_name).toBe("One");
  });

  test("If-None-Match answers 304 until the lead or what it embeds changes", async () => {
    const lead = await create();
    const path = `GET /leads/${lead.lead_id}`;
    const etag = String((await house.request(path, { key })).headers.get("ETag"));
    expect((await house.request(path, { key, headers: { "If-None-Match": etag } })).status).toBe(304);
    await post({ entity_type: "lead", entity_id: lead.lead_id, content: "called" }, "/notes");
    expect((await house.request(path, { key, headers: { "If-None-Match": etag } })).status).toBe(200);
  });

  test("the detail embeds activities, notes, conversations and links", async () => {
    const lead = await create();
    await post({ type: "call", subject: "First call", completed: true }, `/leads/${lead.lead_id}/activities`);
    await post({ entity_type: "lead", entity_id: lead.lead_id, content: "pinned", is_pinned: true }, "/notes");
    await post({ entity_type: "lead", entity_id: lead.lead_id, content: "later" }, "/notes");
    const { body } = await house.request(`GET /leads/${lead.lead_id}`, { key });
    expect(body.data.activities).toMatchObject([{ type: "call", subject: "First call", completed: true }]);
    expect(body.data.notes.map((note: { content: string }) => note.content)).toEqual(["pinned", "later"]);
    expect(body.data.conversations).toEqual([]);
    expect(body.data.linked).toEqual({ contact_id: null, prospect_id: null, opportunity_id: null });
  });

  test("a deleted lead is gone from every read, comes back by restore, and is erased by purge", async () => {
    const lead = await create({ first_name: "Zebulon" });
    const path = `/leads/${lead.lead_id}`;
    const found = async () => (await house.request("GET /leads?search=zebul", { key })).body.pagination.total;
    expect(await found()).toBe(1);
    const gone = await house.request(`DELETE ${path}`, { key });
    expect(gone.body).toEqual({ success: true, data: { lead_id: lead.lead_id, deleted: true } });
    expect((await house.request(`GET ${path}`, { key })).status).toBe(404);
    expect((await house.request(`DELETE ${path}`, { key })).status).toBe(404);
    expect(await found()).toBe(0);
    expect((await post({}, `${path}/restore`)).status).toBe(200);
    expect(await found()).toBe(1);
    expect((await post({}, `${path}/restore`)).status).toBe(409);
    expect((await house.purge(path)).status).toBe(200);
    expect((await post({}, `${path}/restore`)).status).toBe(404);
  });

  test("a restore that would make a second open lead with the email is refused", async () => {
    const lead = await create();
    await house.request(`DELETE /leads/${lead.lead_id}`, { key });
    await post({ email: lead.email });
    expect((await post({}, `/leads/${lead.lead_id}/restore`)).status).toBe(409);
  });

  test("the same Idempotency-Key answers the first answer again; with another body it is 409", async () => {
    const headers = { "Idempotency-Key": `key-${engine}` };
    const body = { email: freshEmail() };
    const first = await house.request("POST /leads", { key, body, headers });
    const second = await house.request("POST /leads", { key, body, headers });
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("Idempotency-Replayed")).toBe("true");
    expect(second.headers.get("Location")).toBe(first.headers.get("Location"));
    const other = await house.request("POST /leads", { key, body: { email: freshEmail() }, headers });
    expect(other.status).toBe(409);
    expect(other.body.code).toBe("CONFLICT");
  });

  test("requests with one Idempotency-Key at the same moment have one effect", async () => {
    const headers = { "Idempotency-Key": `burst-${engine}` };
    const body = { email: freshEmail() };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => house.request("POST /leads", { key, body, headers })),
    );
    expect(new Set(answers.map((answer) => answer.body.data.lead_id)).size).toBe(1);
  });
});
