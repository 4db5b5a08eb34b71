import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("converting leads on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let number = 0;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  beforeEach(() => {
    number += 1;
  });
  afterAll(() => house.close());

  const call = (what: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
    house.request(what, { key, body, headers });

  async function make(path: string, fields: object): Promise<number> {
    const made = await call(`POST ${path}`, fields);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.data[{ "/leads": "lead_id", "/custom-fields": "custom_field_id" }[path] ?? "none"];
  }

  const makeLead = (fields: object = {}) =>
    make("/leads", {
      ...{
        first_name: "Ada",
        last_name: "Byron",
        email: `ada${number}@company${number}.example`,
        phone: "+14155552671",
      },
      ...{ company_name: `Company ${number}`, tags: ["vip"], ...fields },
    });

  const convert = (id: number, body: object = {}) => call(`POST /leads/${id}/convert`, body);
  const rowsOf = async (table: "contacts" | "prospects" | "opportunities", id: number) =>
    (await house.space()).read
      .selectFrom(table)
      .selectAll()
      .where(
        table === "contacts" ? "contact_id" : table === "prospects" ? "prospect_id" : ("opportunity_id" as never),
        "=",
        id as never,
      )
      .executeTakeFirstOrThrow();

  test("by default it makes a contact and a prospect, linked with each other, and no opportunity", async () => {
    const id = await makeLead();
    const converted = await convert(id);
    expect(converted.status).toBe(200);
    const { contact_id, prospect_id, opportunity_id } = converted.body.data;
    expect(opportunity_id).toBeNull();
    expect(await rowsOf("contacts", contact_id)).toMatchObject({
      ...{ first_name: "Ada", last_name: "Byron", email: `ada${number}@company${number}.example`, lead_id: id },
      ...{ phone: "+14155552671", phone_e164: "+14155552671", prospect_id, tags: '["vip"]' },
    });
    expect(await rowsOf("prospects", prospect_id)).toMatchObject({
      name: `Company ${number}`,
      domain: `company${number}.example`,
    });
    const lead = (await call(`GET /leads/${id}`)).body.data;
    expect(lead).toMatchObject({ status: "converted", linked: { contact_id, prospect_id, opportunity_id: null } });
  });

  test("an opportunity without a name is called after the company, or the person where none is known", async () => {
    const made = await convert(await makeLead(), { create_opportunity: true, opportunity_value: 1234.5 });
    expect(await rowsOf("opportunities", made.body.data.opportunity_id)).toMatchObject({
      ...{ name: `Company ${number} - Opportunity`, value: 1234.5, stage: "discovery", status: "open" },
      ...{ prospect_id: made.body.data.prospect_id, contact_id: made.body.data.contact_id },
    });
    const alone = await makeLead({ company_name: null, email: `solo${number}@gmail.com` });
    const private_ = await convert(alone, { create_opportunity: true, create_prospect: false });
    expect(private_.body.data.prospect_id).toBeNull();
    expect(await rowsOf("opportunities", private_.body.data.opportunity_id)).toMatchObject({
      name: "Ada Byron - Opportunity",
    });
  });

  test("an existing contact with the email is linked and filled, never overwritten or doubled", async () => {
    const email = `known${number}@company.example`;
    const known = (await call("POST /people", { email, first_name: "Augusta", tags: ["old"] })).body.data;
    const converted = await convert(await makeLead({ email }));
    expect(converted.body.data).toMatchObject({ contact_id: known.contact_id, actions: { contact: "link" } });
    expect(await rowsOf("contacts", known.contact_id)).toMatchObject({
      ...{ first_name: "Augusta", last_name: null, phone: "+14155552671", tags: '["old","vip"]' },
      prospect_id: converted.body.data.prospect_id,
    });
  });

  test.each([
    ["name, whatever its case and accents", { company_name: "ÉCLAIR s.a." }],
    ["domain of a business email", { company_name: "Another name", email: "new@eclair.example" }],
  ])("an existing prospect is linked by its %s", async (_, fields) => {
    const website = "https://www.eclair.example";
    const known =
      (await call("GET /prospects?search=eclair")).body.data[0] ??
      (await call("POST /prospects", { name: "Éclair S.A.", website })).body.data;
    const converted = await convert(await makeLead(fields));
    expect(converted.body.data).toMatchObject({ prospect_id: known.prospect_id, actions: { prospect: "link" } });
  });

  test("the prospect with the company's own name goes before an older one with the domain", async () => {
    const make = async (body: object) => (await call("POST /prospects", body)).body.data.prospect_id as number;
    await make({ name: "Holding of Fjord", domain: "fjord.example" });
    const own = await make({ name: "Fjord", domain: "fjord.example" });
    const converted = await convert(await makeLead({ company_name: "FJORD", email: "ann@fjord.example" }));
    expect(converted.body.data.prospect_id).toBe(own);
  });

  test("an existing prospect is linked by a domain with letters beyond ASCII", async () => {
    const { body } = await call("POST /prospects", { name: "Bücherei", website: "https://bücher.example" });
    const converted = await convert(await makeLead({ company_name: "Another name", email: "ute@bücher.example" }));
    expect(converted.body.data.prospect_id).toBe(body.data.prospect_id);
  });

  test("activities, notes and conversations follow to the contact", async () => {
    const id = await makeLead();
    await call(`POST /leads/${id}/activities`, { type: "call", subject: "First call" });
    await call("POST /notes", { entity_type: "lead", entity_id: id, content: "a note" });
    const { contact_id } = (await convert(id)).body.data;
    const contact = (await call(`GET /people/${contact_id}`)).body.data;
    expect(contact.activities).toMatchObject([
      { subject: "First call", entity_type: "contact", entity_id: contact_id },
    ]);
    expect(contact.notes).toMatchObject([{ content: "a note", entity_type: "contact" }]);
  });

  test("a second time is 409 with the ids", async () => {
    const id = await makeLead();
    const { contact_id, prospect_id } = (await convert(id)).body.data;
    const again = await convert(id, { create_opportunity: true });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({
      code: "CONFLICT",
      details: [{ ids: { contact_id, prospect_id, opportunity_id: null } }],
    });
  });

  test("what is converted stays so, and may be sent back as it was read", async () => {
    const id = await makeLead();
    const { contact_id, prospect_id } = (await convert(id)).body.data;
    for (const status of ["new", "contacted", "qualified", "unqualified"]) {
      const refused = await call(`PUT /leads/${id}`, { status });
      expect(refused).toMatchObject({ status: 400, body: { details: [{ field: "status" }] } });
    }
    const kept = await call(`PUT /leads/${id}`, { status: "converted", phone: "+1 212 555 0188" });
    expect(kept.body.data).toMatchObject({ status: "converted", phone: "+1 212 555 0188" });
    expect((await call(`GET /leads/${id}`)).body.data.linked).toMatchObject({ contact_id, prospect_id });
  });

  test("two at once make one contact and one prospect", async () => {
    const id = await makeLead();
    const answers = await Promise.all([convert(id), convert(id), convert(id)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    const found = await call(`GET /people?email=ada${number}@company${number}.example`);
    expect(found.body.pagination.total).toBe(1);
  });

  test("two leads of one company converted at once become one prospect", async () => {
    const ids = [
      await makeLead({ email: `a${number}@one.example` }),
      await makeLead({ email: `b${number}@one.example` }),
    ];
    const answers = await Promise.all(ids.map((id) => convert(id)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(answers.map(({ body }) => body.data.prospect_id)).size).toBe(1);
  });

  test("a dry run names what would be linked and changes nothing", async () => {
    const email = `dry${number}@dry.example`;
    const known = (await call("POST /people", { email })).body.data;
    const id = await makeLead({ email });
    const before = (await house.events()).length;
    const planned = await convert(id, { dry_run: true, create_opportunity: true });
    expect(planned.body.data).toEqual({
      ...{ contact_id: known.contact_id, prospect_id: null, opportunity_id: null, lead_status: "new", dry_run: true },
      actions: { contact: "link", prospect: "create", opportunity: "create" },
    });
    expect((await house.events()).length).toBe(before);
    expect((await call(`GET /leads/${id}`)).body.data.status).toBe("new");
  });

  test.each([
    ["nothing to make", { create_contact: false, create_prospect: false }, "create_contact"],
    ["an opportunity's name without an opportunity", { opportunity_name: "X" }, "opportunity_name"],
    ["a negative value", { create_opportunity: true, opportunity_value: -1 }, "opportunity_value"],
  ])("refuses %s", async (_, body, field) => {
    const refused = await convert(await makeLead(), body);
    expect(refused.body).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field }] });
  });

  test("a stale If-Match leaves everything as it was", async () => {
    const id = await makeLead();
    const stale = await call(`POST /leads/${id}/convert`, {}, { "If-Match": '"99-x"' });
    expect(stale.status).toBe(412);
    expect((await call(`GET /people?email=ada${number}@company${number}.example`)).body.pagination.total).toBe(0);
  });

  test("is all or nothing when any of its writes fails", async () => {
    const space = await house.space();
    const id = await makeLead();
    await call(`POST /leads/${id}/activities`, { type: "call", subject: "Stays" });
    const count = async () => {
      const tables = ["contacts", "prospects", "opportunities", "events", "opportunity_stages", "leads", "activities"];
      const totals = tables.map(async (table) => {
        const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(space.read);
        return Number(rows[0]?.n);
      });
      const lead = (await call(`GET /leads/${id}`)).body.data;
      return { totals: await Promise.all(totals), lead };
    };
    const before = await count();
    for (const [table, when] of [
      ["prospects", "insert"],
      ["contacts", "insert"],
      ["opportunities", "insert"],
      ["opportunity_stages", "insert"],
      ["activities", "update"],
      ["leads", "update"],
    ] as const) {
      const restore = await breakWrites(table, when);
      const failed = await convert(id, { create_opportunity: true });
      expect(failed.status, `${table} ${when}`).toBe(500);
      await restore();
      expect(await count(), `${table} ${when}`).toEqual(before);
    }
    expect((await convert(id, { create_opportunity: true })).status).toBe(200);
  });

  /** Makes every write of this kind fail, by a trigger; returns the undo. */
  async function breakWrites(table: string, when: "insert" | "update"): Promise<() => Promise<void>> {
    const space = await house.space();
    const run = (statement: string) => space.write(({ db }) => sql.raw(statement).execute(db));
    if (engine === "sqlite") {
      await run(`create trigger broken before ${when} on ${table} begin select raise(abort, 'broken'); end`);
      return async () => void (await run("drop trigger broken"));
    }
    await run(
      "create or replace function broken() returns trigger language plpgsql as 'begin raise exception ''broken''; end'",
    );
    await run(`create trigger broken before ${when} on ${table} for each row execute function broken()`);
    return async () => void (await run(`drop trigger broken on ${table}`));
  }
});
