import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../scheduler.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

const day = 86_400_000;
const many = Array.from({ length: 12 }, (_, i) => i);

describe.each(engines)("people on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let counter = 0;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const call = (operation: string, body?: object, as = key) => house.request(operation, { key: as, body });
  const freshEmail = () => {
    counter += 1;
    return `person${counter}@example.com`;
  };
  const create = async (more: object = {}) => (await call("POST /people", { email: freshEmail(), ...more })).body.data;
  const account = async (name = "Globex") => (await call("POST /prospects", { name })).body.data.prospect_id as number;
  const read = async (id: number) => (await call(`GET /people/${id}`)).body.data;
  const statuses = (answers: readonly { readonly status: number }[]) => answers.map(({ status }) => status).sort();

  test("creating one answers 201 with the whole record, its Location and ETag", async () => {
    const prospect_id = await account();
    const body = {
      ...{ first_name: "Jane", last_name: "Smith", email: " Jane@Company.com ", phone: "+1 202 555 0143" },
      ...{ title: "IT Director", prospect_id, tags: ["vip"] },
    };
    const answer = await call("POST /people", body);
    const { data } = answer.body;
    expect(answer.status).toBe(201);
    expect(data).toEqual({
      contact_id: expect.any(Number),
      ...{ first_name: "Jane", last_name: "Smith", email: "jane@company.com", title: "IT Director" },
      ...{ phone: "+1 202 555 0143", phone_e164: "+12025550143", prospect_id, tags: ["vip"] },
      ...{ lead_id: null, assigned_to: null, custom_fields: {} },
      ...{ created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z" },
    });
    expect(answer.headers.get("Location")).toBe(`/admin/api/v1/crm/people/${data.contact_id}`);
    expect(answer.headers.get("ETag")).toMatch(/^"1-/);
  });

  test.each([
    ["an email", { email: "only@example.com" }],
    ["a phone", { phone: "call me maybe" }],
    ["a first name", { first_name: "Cher" }],
    ["a last name", { last_name: "Prince" }],
  ])("%s alone is enough to know a person by", async (_, body) => {
    expect((await call("POST /people", body)).status).toBe(201);
  });

  test.each([
    ["nothing to know the person by", { email: null, title: "CEO" }, "email"],
    ["a wrong email", { email: "not an email" }, "email"],
    ["an unknown field", { frist_name: "typo" }, "frist_name"],
    ["a prospect that does not exist", { prospect_id: 999_999 }, "prospect_id"],
    ["a lead that does not exist", { lead_id: 999_999 }, "lead_id"],
    ["an assignee who does not exist", { assigned_to: 999 }, "assigned_to"],
    ["a custom field nobody defined", { custom_fields: { size: 3 } }, "custom_fields.size"],
  ])("%s is refused by name, on create and update, and nothing is stored", async (_, wrong, field) => {
    const { contact_id } = await create();
    const before = await house.events();
    for (const operation of ["POST /people", `PUT /people/${contact_id}`]) {
      const answer = await call(operation, operation.startsWith("POST") ? { email: freshEmail(), ...wrong } : wrong);
      expect(answer).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR", details: [{ field }] } });
    }
    expect(await house.events()).toEqual(before);
  });

  test("a prospect that is deleted is as unknown as one that never was", async () => {
    const prospect_id = await account();
    await call(`DELETE /prospects/${prospect_id}`);
    const answer = await call("POST /people", { email: freshEmail(), prospect_id });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ field: "prospect_id", code: "unknown_id" }] } });
  });

  test("an email belongs to one contact: on create, update and restore the other is named", async () => {
    const [holder, other, gone] = [await create(), await create(), await create()];
    await call(`DELETE /people/${gone.contact_id}`);
    const heir = await create({ email: gone.email });
    const existing = (id: number) => ({
      status: 409,
      body: { code: "DUPLICATE", details: [{ field: "email", existing: { type: "contact", id } }] },
    });
    expect(await call("POST /people", { email: holder.email.toUpperCase() })).toMatchObject(
      existing(holder.contact_id),
    );
    expect(await call(`PUT /people/${other.contact_id}`, { email: holder.email })).toMatchObject(
      existing(holder.contact_id),
    );
    expect(await call(`POST /people/${gone.contact_id}/restore`)).toMatchObject(existing(heir.contact_id));
    expect((await call(`PUT /people/${holder.contact_id}`, { email: holder.email })).status).toBe(200);
    expect((await call("POST /leads", { email: holder.email })).status).toBe(201);
  });

  test("on_duplicate=update changes the standing contact, ignore answers it as it is", async () => {
    const { email, contact_id } = await create({ first_name: "Ana" });
    const updated = await call("POST /people?on_duplicate=update", { email, title: "CTO" });
    expect(updated.status).toBe(200);
    expect(updated.body.data).toMatchObject({ contact_id, first_name: "Ana", title: "CTO" });
    const ignored = await call("POST /people?on_duplicate=ignore", { email, title: "Other" });
    expect(ignored.body.data.title).toBe("CTO");
  });

  test("of callers that arrive at once with one email, one makes the contact and the others are told which", async () => {
    const email = freshEmail();
    const answers = await Promise.all(many.map(() => call("POST /people", { email })));
    expect(statuses(answers)).toEqual([201, ...many.slice(1).map(() => 409)]);
    const id = answers.find(({ status }) => status === 201)?.body.data.contact_id;
    for (const { status, body } of answers) {
      if (status === 409) expect(body.details[0].existing).toEqual({ type: "contact", id });
    }
  });

  test("of updates and restores that arrive at once for one email, one wins and the others are told which", async () => {
    const email = freshEmail();
    const gone = await create({ email });
    await call(`DELETE /people/${gone.contact_id}`);
    const made = await Promise.all(many.map(() => create()));
    const answers = await Promise.all([
      ...made.map(({ contact_id }) => call(`PUT /people/${contact_id}`, { email })),
      call(`POST /people/${gone.contact_id}/restore`),
    ]);
    expect(statuses(answers)).toEqual([200, ...many.map(() => 409)]);
    const id = answers.find(({ status }) => status === 200)?.body.data.contact_id;
    for (const { status, body } of answers) {
      if (status === 409) expect(body.details[0].existing).toEqual({ type: "contact", id });
    }
  });

  test("PUT changes only what it names, null clears, and the event tells the previous values", async () => {
    const { contact_id, email } = await create({ first_name: "Ana", title: "CEO", phone: "+1 202 555 0143" });
    const answer = await call(`PUT /people/${contact_id}`, { title: "CTO", phone: null });
    expect(answer.body.data).toMatchObject({ email, first_name: "Ana", title: "CTO", phone: null, phone_e164: null });
    const { read: db } = await house.space();
    const event = await db.selectFrom("events").selectAll().orderBy("event_id", "desc").executeTakeFirstOrThrow();
    expect(event.event).toBe("contact.updated");
    expect(JSON.parse(event.data).previous).toEqual({
      title: "CEO",
      phone: "+1 202 555 0143",
      phone_e164: "+12025550143",
    });
    const before = await house.events();
    expect((await call(`PUT /people/${contact_id}`, { title: "CTO" })).headers.get("ETag")).toMatch(/^"2-/);
    expect(await house.events()).toEqual(before);
  });

  test("events come in order, one for each change", async () => {
    const position = (await house.events()).length;
    const { contact_id } = await create();
    await call(`PUT /people/${contact_id}`, { title: "CTO" });
    await call(`DELETE /people/${contact_id}`);
    await call(`POST /people/${contact_id}/restore`);
    await house.purge(`/people/${contact_id}`);
    expect((await house.events()).slice(position)).toEqual([
      ...["contact.created", "contact.updated", "contact.deleted", "contact.updated", "contact.deleted"],
    ]);
  });

  test("the detail embeds activities, notes, opportunities, conversations and the account", async () => {
    const prospect_id = await account("Initech");
    const { contact_id } = await create({ prospect_id });
    const of = { entity_type: "contact", entity_id: contact_id };
    await call("POST /activities", { type: "call", subject: "First call", ...of });
    await call("POST /notes", { content: "pinned", is_pinned: true, ...of });
    await call("POST /notes", { content: "later", ...of });
    await call("POST /opportunities", { name: "Deal", contact_id });
    expect(await read(contact_id)).toMatchObject({
      activities: [{ subject: "First call" }],
      notes: [{ content: "pinned" }, { content: "later" }],
      opportunities: [{ name: "Deal", stage: "discovery", status: "open" }],
      conversations: [],
      prospect: { prospect_id, name: "Initech", status: "active" },
    });
  });

  test("the detail shows other records only to those who may read them", async () => {
    const { contact_id } = await create({ prospect_id: await account() });
    await call("POST /opportunities", { name: "Deal", contact_id });
    const narrow = await house.key("crm", { permissions: ["contacts:read"] });
    const { data } = (await call(`GET /people/${contact_id}`, undefined, narrow)).body;
    expect(data).toMatchObject({ contact_id, opportunities: null, prospect: null });
    const listed = await call("GET /people?include=opportunities&per_page=1", undefined, narrow);
    expect(listed.body.data[0].opportunities).toBeNull();
  });

  test("a deleted contact is gone from every read, comes back by restore, and is erased by purge", async () => {
    const { contact_id } = await create({ first_name: "Zebulon" });
    const path = `/people/${contact_id}`;
    const found = async () => (await call("GET /people?search=zebul")).body.pagination.total;
    expect(await found()).toBe(1);
    expect((await call(`DELETE ${path}`)).body).toEqual({ success: true, data: { contact_id, deleted: true } });
    expect((await call(`GET ${path}`)).status).toBe(404);
    expect((await call(`PUT ${path}`, { title: "x" })).status).toBe(404);
    expect((await call(`DELETE ${path}`)).status).toBe(404);
    expect(await found()).toBe(0);
    expect((await call(`POST ${path}/restore`)).body.data.first_name).toBe("Zebulon");
    expect(await found()).toBe(1);
    expect((await call(`POST ${path}/restore`)).status).toBe(409);
    expect((await house.purge(path)).status).toBe(200);
    expect((await call(`POST ${path}/restore`)).status).toBe(404);
  });

  test("a contact that is restored after its account was deleted belongs to none", async () => {
    const prospect_id = await account();
    const { contact_id } = await create({ prospect_id });
    await call(`DELETE /people/${contact_id}`);
    expect((await call(`DELETE /prospects/${prospect_id}`)).status).toBe(200);
    const restored = await call(`POST /people/${contact_id}/restore`);
    expect(restored.body.data.prospect_id).toBeNull();
    expect((await house.events()).at(-1)).toBe("contact.updated");
  });

  test("an erased contact takes its notes and activities along, and records that named it forget it", async () => {
    const lead = (await call("POST /leads", { email: freshEmail() })).body.data;
    const converted = await call(`POST /leads/${lead.lead_id}/convert`, { create_opportunity: true });
    const { contact_id, opportunity_id } = converted.body.data;
    const of = { entity_type: "contact", entity_id: contact_id };
    const note = (await call("POST /notes", { content: "gone", ...of })).body.data.note_id;
    const activity = (await call("POST /activities", { type: "call", subject: "gone", ...of })).body.data.activity_id;
    await call(`DELETE /people/${contact_id}`);
    house.clock.advance(30 * day + 1000);
    await sweep(await house.space(), house.clock.now());
    expect((await call(`GET /notes/${note}`)).status).toBe(404);
    expect((await call(`GET /activities/${activity}`)).status).toBe(404);
    expect((await call(`GET /opportunities/${opportunity_id}`)).body.data.contact_id).toBeNull();
    expect((await call(`GET /leads/${lead.lead_id}`)).body.data.linked.contact_id).toBeNull();
  });
});
