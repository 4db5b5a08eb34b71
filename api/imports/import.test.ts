import { describe, expect, test, vi } from "vitest";
import { engines, openTestApi } from "../testing/api.ts";
import { isOver, openImports, peopleCsv } from "../testing/imports.ts";
import { openTestSite } from "../testing/visitor.ts";

/** Hundreds of rows, several times. */
vi.setConfig({ testTimeout: 60_000 });

const limitsOff = { env: { RATE_LIMITS: "off" } };

describe.each(engines)("an import on %s", (engine) => {
  test("makes leads as POST /leads does, with tags, custom fields and whoever works on them", async () => {
    const site = await openTestSite(engine);
    const { employee_id } = await site.employ("ada");
    for (const [key, type] of [
      ["seats", "number"],
      ["tier", "text"],
    ]) {
      await site.ask("POST /custom-fields", { entity_type: "lead", key, type });
    }
    const imports = await openImports(site, site.secretKey);
    const csv = [
      "E-mail,First Name,Surname,Company,Phone number,Tags,Status,Score,Owner,Lead source,Seats,cf.tier,Notes",
      `Jane@Company.com ,Jane,Smith,Globex Corp,'+1-202-555-0143,"msp; backup",Contacted,80,ADA@team.example,Website form,25,gold,"Met at ""the"" fair,\nin Graz"`,
      `,Ana,Žižková,Acme s.r.o.,,,,,${employee_id},,,,`,
      ",,,,,,,,,,,,",
      "",
    ].join("\n");
    const events = await site.during(async () => {
      expect(await imports.run(csv)).toMatchObject({ status: "completed", created: 2, failed: 1, total_rows: 3 });
    });
    expect(events.map(({ event }) => event)).toEqual([
      "lead.created",
      "lead.assigned",
      "lead.created",
      "lead.assigned",
    ]);
    const [jane, ana] = await imports.leads();
    expect(jane).toMatchObject({
      ...{ email: "jane@company.com", first_name: "Jane", last_name: "Smith", company_name: "Globex Corp" },
      ...{ phone: "+1-202-555-0143", phone_e164: "+12025550143", tags: ["msp", "backup"], status: "contacted" },
      ...{ score: 80, assigned_to: employee_id, source: "website_form", custom_fields: { seats: 25, tier: "gold" } },
      raw_payload: { Notes: 'Met at "the" fair,\nin Graz' },
    });
    expect(ana).toMatchObject({ last_name: "Žižková", source: "import", raw_payload: null, assigned_to: employee_id });
    await site.close();
  });

  test("of a file that our own export wrote gives the same leads in another space", async () => {
    const site = await openTestSite(engine);
    const testKey = await site.key("crm_test");
    const other = await openImports(site, testKey);
    const fields = [
      { key: "seats", type: "number" },
      { key: "vip", type: "boolean" },
      { key: "plans", type: "multiselect", options: ["gold; plus", "silver"] },
      { key: "story", type: "textarea" },
    ];
    for (const field of fields) {
      await site.ask("POST /custom-fields", { entity_type: "lead", ...field });
      await site.request("POST /custom-fields", { key: testKey, body: { entity_type: "lead", ...field } });
    }
    const given = [
      {
        ...{ email: "a@company.com", first_name: "=SUM(A1)", last_name: "'=quoted", company_name: "Ünï, 日本 😀" },
        ...{
          phone: "+1 202 555 0143",
          tags: ["a,b", "c;d", "-e"],
          score: 7,
          status: "qualified",
          source: "website_form",
        },
        custom_fields: { seats: -1.5, vip: false, plans: ["gold; plus", "silver"], story: 'one\r\n"two"\n\n three' },
        raw_payload: { role: "IT", list: [1, { a: null }], "=x": "\u0000 \n" },
      },
      { phone: "-5", last_name: "O'Neil", company_name: "@home", form_type: "contact_us", raw_payload: "=text, plain" },
      { email: "c@company.com", first_name: "'", last_name: "''+1", custom_fields: { vip: true, story: "'- a" } },
    ];
    for (const lead of given) await site.ask("POST /leads", lead);
    const exported = await site.request("GET /leads?sort=lead_id&order=asc", {
      key: site.secretKey,
      headers: { Accept: "text/csv" },
    });
    expect(await other.run(exported.body)).toMatchObject({ status: "completed", created: 3, errors: [] });
    const names = Object.keys({ ...given[0], form_type: 0 });
    const named = (lead: object) => Object.fromEntries(Object.entries(lead).filter(([name]) => names.includes(name)));
    const originals = await (await openImports(site, site.secretKey)).leads();
    expect((await other.leads()).map(named)).toEqual(originals.map(named));
    expect(named(originals[0])).toEqual({ ...given[0], form_type: null });
    await site.close();
  });

  test("lists every row that is refused, with its line, and takes the others", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    await imports.run("email\ntaken@company.com\n");
    const csv = [
      "email,score,owner,tags,First name",
      "good@company.com,1,,,Ana",
      '"no\nemail",1,,,',
      "taken@company.com,,,,",
      "score@company.com,high,999,,",
      "boss@company.com,,boss@nowhere.example,,",
      "good@company.com,,,,",
      ",,,,Nobody",
      "stray@company.com,,,,Bo,what is this",
      "short@company.com",
      `tag@company.com,,,${"t".repeat(65)},`,
      "null@company.com,,,,a\0b",
    ].join("\n");
    const one = await imports.run(csv);
    expect(one).toMatchObject({ total_rows: 11, processed: 11, created: 2, updated: 0, ignored: 0, failed: 9 });
    expect(one.errors.map(({ row, line, field, code }: never) => [row, line, field, code])).toEqual([
      [2, 3, "email", "custom"],
      [3, 5, "email", "duplicate"],
      [4, 6, "score", "invalid_type"],
      [5, 7, "assigned_to", "unknown_email"],
      [6, 8, "email", "duplicate"],
      [7, 9, "email", "required"],
      [8, 10, null, "stray_cell"],
      [10, 12, "tags.0", "too_big"],
      [11, 13, null, "unstorable"],
    ]);
    expect(one.errors_truncated).toBe(false);
    expect((await imports.leads()).map(({ email }) => email)).toEqual([
      "taken@company.com",
      "good@company.com",
      "short@company.com",
    ]);
    await house.close();
  });

  test("keeps the first 1,000 errors and says that there were more", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const one = await imports.run(`email\n${"nobody\n".repeat(1001)}`);
    expect(one).toMatchObject({ failed: 1001, errors_truncated: true });
    expect(one.errors.map(({ row }: { row: number }) => row)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    await house.close();
  });

  test.each([
    ["error", { created: 2, updated: 0, ignored: 0, failed: 2 }, ["Old", "New"]],
    ["update", { created: 2, updated: 2, ignored: 0, failed: 0 }, ["Newer", "Newest"]],
    ["ignore", { created: 2, updated: 0, ignored: 2, failed: 0 }, ["Old", "New"]],
  ])(
    "with on_duplicate=%s deals so with leads that stand and rows that come twice",
    async (on_duplicate, counts, names) => {
      const house = await openTestApi({ engine, ...limitsOff });
      const imports = await openImports(house);
      await house.request("POST /leads", {
        key: imports.key,
        body: { email: "a@company.com", first_name: "Old", score: 5 },
      });
      const csv =
        "email,first name,score\nb@company.com,New,9\nA@company.com,Newer,\nb@company.com,Newest,\nc@company.com,,\n";
      expect(await imports.run(csv, { on_duplicate })).toMatchObject({ status: "completed", ...counts });
      expect((await imports.leads()).slice(0, 2)).toMatchObject([
        { first_name: names[0], score: 5 },
        { first_name: names[1], score: 9 },
      ]);
      await house.close();
    },
  );

  test("reads progress while it runs", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const { status, headers, body } = await imports.upload(peopleCsv(600));
    const { import_id } = body.data;
    expect(status).toBe(202);
    expect(headers.get("Location")).toBe(`/admin/api/v1/crm/imports/${import_id}`);
    expect(body.data).toMatchObject({ status: "queued", total_rows: 600, processed: 0, created_by: "key:1" });
    const midway = await imports.until(import_id, ({ processed }) => processed > 0);
    expect(midway).toMatchObject({ status: "running", finished_at: null });
    expect(midway.processed).toBeLessThan(600);
    expect(await imports.until(import_id, isOver)).toMatchObject({ status: "completed", processed: 600, created: 600 });
    const { read } = await house.space();
    expect(await read.selectFrom("import_chunks").selectAll().execute()).toEqual([]);
    await house.close();
  });

  test("that was cancelled takes no further row and keeps nothing of the file", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const { import_id } = (await imports.upload(peopleCsv(3000))).body.data;
    await imports.until(import_id, ({ processed }) => processed > 0);
    const cancelled = await house.request(`POST /imports/${import_id}/cancel`, { key: imports.key });
    expect(cancelled).toMatchObject({ status: 200, body: { data: { status: "cancelled" } } });
    // Whatever comes after it waits for the end of the one before.
    await imports.run("email\nlast@company.com\n");
    const one = await imports.read(import_id);
    expect(one).toMatchObject({ status: "cancelled", processed: cancelled.body.data.processed });
    expect(await imports.leads()).toHaveLength(one.created + 1);
    expect((await house.request(`POST /imports/${import_id}/cancel`, { key: imports.key })).status).toBe(200);
    const { read } = await house.space();
    expect(await read.selectFrom("import_chunks").selectAll().execute()).toEqual([]);
    await house.close();
  });
});
