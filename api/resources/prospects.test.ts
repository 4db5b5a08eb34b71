import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../scheduler.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

const day = 86_400_000;
const many = Array.from({ length: 12 }, (_, i) => i);

describe.each(engines)("prospects on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const call = (operation: string, body?: object, headers = {}, as = key) =>
    house.request(operation, { key: as, body, headers });
  const create = async (more: object = {}) => (await call("POST /prospects", { name: "Globex", ...more })).body.data;
  const read = async (id: number) => (await call(`GET /prospects/${id}`)).body.data;
  const convert = (id: number, headers = {}) => call(`POST /prospects/${id}/convert`, undefined, headers);
  const contactOf = async (prospect_id: number) =>
    (await call("POST /people", { first_name: "Jane", prospect_id })).body.data.contact_id as number;
  const dealOf = async (prospect_id: number) =>
    (await call("POST /opportunities", { name: "Deal", prospect_id })).body.data.opportunity_id as number;
  const latestEvents = async (count: number) => {
    await house.events();
    const { read: db } = await house.space();
    const rows = await db.selectFrom("events").selectAll().orderBy("event_id", "desc").limit(count).execute();
    return rows.reverse().map(({ event, data }) => ({ event, data: JSON.parse(data) }));
  };

  test("creating one answers 201 with the whole record; the domain follows from the website", async () => {
    const body = {
      ...{ name: "Globex Corp", website: "www.Globex.example/de", industry: "MSP", employee_count: 120 },
      ...{ phone: "+1 202 555 0143", address: "1 Main Street", tags: ["key"] },
    };
    const answer = await call("POST /prospects", body);
    expect(answer.status).toBe(201);
    expect(answer.body.data).toEqual({
      prospect_id: expect.any(Number),
      ...body,
      ...{ website: "https://www.Globex.example/de", domain: "globex.example", phone_e164: "+12025550143" },
      ...{ status: "active", company_id: null, assigned_to: null, custom_fields: {} },
      ...{ created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z" },
    });
    const id = answer.body.data.prospect_id;
    expect(answer.headers.get("Location")).toBe(`/admin/api/v1/crm/prospects/${id}`);
    expect(await latestEvents(1)).toMatchObject([{ event: "prospect.created", data: { prospect_id: id } }]);
  });

  test("the domain follows the website until somebody sets it", async () => {
    const { prospect_id } = await create({ website: "https://one.example" });
    const put = async (body: object) => (await call(`PUT /prospects/${prospect_id}`, body)).body.data.domain;
    expect(await put({ website: "https://two.example" })).toBe("two.example");
    expect(await put({ domain: "https://WWW.three.example/x" })).toBe("three.example");
    expect(await put({ website: "https://four.example" })).toBe("three.example");
    expect(await put({ domain: null, website: null })).toBeNull();
    expect(await put({ website: "https://five.example" })).toBe("five.example");
  });

  test.each([
    ["an empty name", { name: " " }, "name"],
    ["a website that is no address", { website: "javascript:alert(1)" }, "website"],
    ["a domain that is none", { domain: "globex" }, "domain"],
    ["the status converted", { status: "converted" }, "status"],
    ["a status nobody knows", { status: "asleep" }, "status"],
    ["half an employee", { employee_count: 1.5 }, "employee_count"],
    ["an assignee who does not exist", { assigned_to: 999 }, "assigned_to"],
    ["an unknown field", { company_id: 5 }, "company_id"],
    ["a custom field nobody defined", { custom_fields: { size: 3 } }, "custom_fields.size"],
  ])("%s is refused by name, on create and update, and nothing is stored", async (_, wrong, field) => {
    const { prospect_id } = await create();
    const before = await house.events();
    for (const operation of ["POST /prospects", `PUT /prospects/${prospect_id}`]) {
      const answer = await call(operation, operation.startsWith("POST") ? { name: "Globex", ...wrong } : wrong);
      expect(answer).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR", details: [{ field }] } });
    }
    expect(await house.events()).toEqual(before);
  });

  test("a name is required", async () => {
    expect((await call("POST /prospects", {})).body.details[0].field).toBe("name");
  });

  test("the detail embeds contacts, opportunities, activities and notes", async () => {
    const { prospect_id } = await create();
    const of = { entity_type: "prospect", entity_id: prospect_id };
    const first = await contactOf(prospect_id);
    const second = await contactOf(prospect_id);
    await call(`DELETE /people/${await contactOf(prospect_id)}`);
    const opportunity_id = await dealOf(prospect_id);
    await call("POST /activities", { type: "meeting", subject: "Kick-off", ...of });
    await call("POST /notes", { content: "budget in May", ...of });
    expect(await read(prospect_id)).toMatchObject({
      contacts: [{ contact_id: second, first_name: "Jane", email: null }, { contact_id: first }],
      opportunities: [{ opportunity_id, name: "Deal", status: "open" }],
      activities: [{ subject: "Kick-off" }],
      notes: [{ content: "budget in May" }],
    });
    const narrow = await house.key("crm", { permissions: ["prospects:read"] });
    const shown = (await call(`GET /prospects/${prospect_id}`, undefined, {}, narrow)).body.data;
    expect(shown).toMatchObject({ prospect_id, contacts: null, opportunities: null });
  });

  test("converting makes a company of what is known, once, and tells both ids", async () => {
    const known = {
      ...{ name: "Initech", website: "https://initech.example", domain: "initech.example", industry: "Software" },
      ...{ employee_count: 40, phone: "+1 202 555 0143", address: "2 Main Street", tags: ["eu"] },
    };
    const { prospect_id } = await create(known);
    const answer = await convert(prospect_id);
    const { company_id } = answer.body.data;
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ company_id: expect.any(Number), prospect_status: "converted" });
    expect(await read(prospect_id)).toMatchObject({ status: "converted", company_id });
    const company = (await call(`GET /companies/${company_id}`)).body.data;
    expect(company).toMatchObject({ company_id, prospect_id, ...known, phone_e164: "+12025550143" });
    expect(await latestEvents(1)).toMatchObject([
      {
        event: "prospect.converted",
        data: { prospect_id, company_id, status: "converted", previous: { status: "active", company_id: null } },
      },
    ]);
    const again = await convert(prospect_id);
    expect(again).toMatchObject({ status: 409, body: { code: "CONFLICT", details: [{ ids: { company_id } }] } });
    expect((await call(`GET /companies?prospect_id=${prospect_id}`)).body.pagination.total).toBe(1);
  });

  test("converting at once makes one company, and the others are told which", async () => {
    const { prospect_id } = await create();
    const answers = await Promise.all(many.map(() => convert(prospect_id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...many.slice(1).map(() => 409)]);
    const company_id = answers.find(({ status }) => status === 200)?.body.data.company_id;
    for (const { status, body } of answers) if (status === 409) expect(body.details[0].ids).toEqual({ company_id });
  });

  test("a stale If-Match or a missing permission converts nothing", async () => {
    const { prospect_id } = await create({ name: "Untouched" });
    expect((await convert(prospect_id, { "If-Match": '"9-old"' })).status).toBe(412);
    const narrow = await house.key("crm", { permissions: ["prospects:read"] });
    const refused = await call(`POST /prospects/${prospect_id}/convert`, undefined, {}, narrow);
    expect(refused).toMatchObject({ status: 403, body: { details: [{ message: "prospects:write" }] } });
    expect((await call("GET /companies?search=untouched")).body.pagination.total).toBe(0);
    expect((await read(prospect_id)).status).toBe("active");
  });

  test("what is converted stays so, and may be sent back as it was read", async () => {
    const { prospect_id } = await create();
    const { company_id } = (await convert(prospect_id)).body.data;
    const put = (body: object) => call(`PUT /prospects/${prospect_id}`, body);
    const refused = await put({ status: "active" });
    expect(refused).toMatchObject({ status: 400, body: { details: [{ field: "status" }] } });
    expect(refused.body.error).toContain(`company ${company_id}`);
    expect((await put({ status: "converted", industry: "MSP" })).body.data.industry).toBe("MSP");
  });

  test("one with contacts or opportunities is not deleted, nor purged, and says how many there are", async () => {
    const { prospect_id } = await create();
    await contactOf(prospect_id);
    await contactOf(prospect_id);
    await dealOf(prospect_id);
    const before = await house.events();
    const path = `/prospects/${prospect_id}`;
    for (const refused of [await call(`DELETE ${path}`), await house.purge(path)]) {
      expect(refused).toMatchObject({
        status: 409,
        body: { code: "CONFLICT", details: [{ counts: { contacts: 2, opportunities: 1 } }] },
      });
    }
    expect(await house.events()).toEqual(before);
    expect((await call(`DELETE /prospects/${prospect_id}?cascade=everything`)).status).toBe(400);
  });

  test.each(["deletion", "purge"])(
    "cascade=unlink before a %s lets them go first, each with its event",
    async (kind) => {
      const { prospect_id } = await create();
      const contacts = [await contactOf(prospect_id), await contactOf(prospect_id)];
      const opportunity_id = await dealOf(prospect_id);
      const etag = (await call(`GET /prospects/${prospect_id}`)).headers.get("ETag");
      const path = `/prospects/${prospect_id}?cascade=unlink`;
      const remove = (version: string) =>
        kind === "purge"
          ? house.purge(path, { "If-Match": version })
          : call(`DELETE ${path}`, undefined, { "If-Match": version });
      expect((await remove('"7-old"')).status).toBe(412);
      expect((await remove(String(etag))).body.data).toEqual({ prospect_id, deleted: true });
      const unlinked = { prospect_id: null, previous: { prospect_id } };
      expect(await latestEvents(4)).toMatchObject([
        { event: "contact.updated", data: { contact_id: contacts[0], ...unlinked } },
        { event: "contact.updated", data: { contact_id: contacts[1], ...unlinked } },
        { event: "opportunity.updated", data: { opportunity_id, ...unlinked } },
        { event: "prospect.deleted", data: { prospect_id } },
      ]);
      for (const id of contacts) expect((await call(`GET /people/${id}`)).body.data.prospect_id).toBeNull();
      expect((await call(`POST /prospects/${prospect_id}/restore`)).status).toBe(kind === "deletion" ? 200 : 404);
    },
  );

  test("no contact joins an account while it is deleted", async () => {
    const { prospect_id } = await create();
    const [deleted, ...joined] = await Promise.all([
      call(`DELETE /prospects/${prospect_id}?cascade=unlink`),
      ...many.map(() => call("POST /people", { first_name: "Jane", prospect_id })),
    ]);
    expect(deleted?.status).toBe(200);
    for (const { status } of joined) expect([201, 400]).toContain(status);
    expect((await call(`GET /people?prospect_id=${prospect_id}`)).body.pagination.total).toBe(0);
  });

  test("a deleted one comes back by restore; an erased one takes its notes along and its company forgets it", async () => {
    const { prospect_id } = await create({ name: "Vandelay" });
    const { company_id } = (await convert(prospect_id)).body.data;
    const note = { content: "gone", entity_type: "prospect", entity_id: prospect_id };
    const { note_id } = (await call("POST /notes", note)).body.data;
    const contact = await contactOf(prospect_id);
    await call(`DELETE /people/${contact}`);
    const path = `/prospects/${prospect_id}`;
    expect((await call(`DELETE ${path}`)).status).toBe(200);
    expect((await call(`GET ${path}`)).status).toBe(404);
    expect((await call("GET /prospects?search=vandelay")).body.pagination.total).toBe(0);
    expect((await call(`POST ${path}/restore`)).body.data).toMatchObject({ status: "converted", company_id });
    await call(`DELETE ${path}`);
    house.clock.advance(30 * day + 1000);
    await sweep(await house.space(), house.clock.now());
    expect((await call(`POST ${path}/restore`)).status).toBe(404);
    expect((await call(`GET /notes/${note_id}`)).status).toBe(404);
    expect((await call(`GET /companies/${company_id}`)).body.data).toMatchObject({
      name: "Vandelay",
      prospect_id: null,
    });
  });
});
