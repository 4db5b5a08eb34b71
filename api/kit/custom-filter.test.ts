import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestFields, type TestFields } from "../testing/custom-fields.ts";

const options = ["Basic", "Gold", "Élite"];

describe.each(engines)("filters by custom fields on %s", (engine) => {
  let site: TestFields;
  beforeAll(async () => {
    site = await openTestFields(engine);
  });
  afterEach(() => site.clear());
  afterAll(() => site.close());

  test("lists filter by every type, without case and accents, by value, and with other filters", async () => {
    for (const type of ["text", "number", "currency", "date", "datetime", "boolean", "url", "email"])
      await site.define(type, type);
    await site.define("select", "select", { options });
    await site.define("multi", "multiselect", { options });
    const full = {
      text: "Café, Inc",
      number: 1.5,
      currency: 10,
      date: "2026-03-15",
      datetime: "2026-03-15T14:00:00Z",
      boolean: true,
      url: "https://x.example/A",
      email: "jo@x.example",
      select: "Élite",
      multi: ["Gold", "Élite"],
    };
    const a = await site.makeLead(full);
    const long = "long ".repeat(80).trim();
    const b = await site.makeLead({ text: long, number: -2, boolean: false, select: "Basic", multi: ["Basic"] });
    const c = await site.makeLead();
    await site.call(`PUT /leads/${c}`, { status: "contacted", custom_fields: { select: "Basic" } });
    const expected: [string, number[]][] = [
      ["cf.text=CAFE%5C,%20inc", [a]],
      [`cf.text=${encodeURIComponent(long.toUpperCase())}`, [b]],
      ["cf.text=cafe", []],
      [`cf.text=x,${encodeURIComponent(long)}`, [b]],
      ["cf.number=1.50", [a]],
      ["cf.number=-2.0,15e-1", [a, b]],
      ["cf.currency=10.00", [a]],
      ["cf.date=2026-03-15", [a]],
      ["cf.datetime=2026-03-15T15:00:00%2B01:00", [a]],
      ["cf.boolean=true", [a]],
      ["cf.boolean=0", [b]],
      ["cf.boolean=true,false", [a, b]],
      ["cf.url=https://X.example/a", [a]],
      ["cf.email=JO@x.example", [a]],
      ["cf.select=elite", [a]],
      ["cf.select=elite,%20BASIC", [a, b, c]],
      ["cf.multi=gold,basic", [a, b]],
      ["cf.multi=elite", [a]],
      ["cf.select=basic&status=contacted", [c]],
      ["cf.select=basic&cf.number=-2", [b]],
      ["cf.select=basic&search=nobody", []],
    ];
    for (const [query, ids] of expected) expect([query, await site.found(query)]).toEqual([query, ids]);
    const page = await site.call("GET /leads?cf.select=basic,elite&per_page=2&page=2&sort=lead_id&order=asc");
    expect(page.body.pagination).toEqual({ page: 2, per_page: 2, total: 3, total_pages: 2 });
    const first = await site.call("GET /leads?cf.select=basic,elite&per_page=2&cursor=&sort=lead_id&order=asc");
    const { next_cursor } = first.body.pagination;
    expect(await site.found(`cf.select=basic,elite&cursor=${next_cursor}`)).toEqual([c]);
    await site.put(c, { select: "Gold" });
    expect(await site.found("cf.select=basic")).toEqual([b]);
    await site.call(`DELETE /leads/${b}`);
    expect(await site.found("cf.select=basic")).toEqual([]);
  });

  test.each([
    ["cf.nope=1", "cf.nope", "unknown_field"],
    ["cf.=1", "cf.", "unknown_field"],
    ["cf.__proto__=1", "cf.__proto__", "unknown_field"],
    ["cf.number=many", "cf.number", "invalid"],
    ["cf.number=0x10", "cf.number", "invalid"],
    ["cf.number=", "cf.number", "invalid"],
    ["cf.number=1,", "cf.number", "invalid"],
    ["cf.select=Tin", "cf.select", "invalid"],
    ["cf.number=1&cf.number=2", "cf.number", "custom"],
    ["cfnumber=1", "cfnumber", "unknown_field"],
  ])("the filter %s is refused by name", async (query, field, code) => {
    await site.define("number", "number");
    await site.define("select", "select", { options });
    const answer = await site.call(`GET /leads?${query}`);
    expect([answer.status, answer.body.details?.[0]]).toMatchObject([400, { field, code }]);
  });

  test("a text that cannot be stored is refused, one in any script is found", async () => {
    await site.define("text", "text");
    expect((await site.post({ text: "a\0b" })).status).toBe(400);
    const id = await site.makeLead({ text: "日本語 🎉" });
    expect(await site.found(`cf.text=${encodeURIComponent("日本語 🎉")}`)).toEqual([id]);
  });
});
