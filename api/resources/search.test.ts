import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Permission } from "../access/permissions.ts";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

interface Result {
  readonly type: string;
  readonly id: number;
}

describe.each(engines)("GET /search on %s", (engine) => {
  let site: TestSite;

  beforeAll(async () => {
    site = await openTestSite(engine);
    const people = [
      { first_name: "John", last_name: "Doe", company_name: "Acme Corp", email: "john@example.com" },
      { first_name: "Zoë", company_name: "Doe & Sons", email: "zoe@example.com" },
      { email: "nameless@doe.example", phone: "+1-202-555-0123" },
    ];
    for (const body of people) await site.ask("POST /leads", body);
    await site.ask("POST /leads/1/activities", { type: "call", subject: "Call Doe", description: "About the offer" });
    await site.ask("POST /notes", { entity_type: "lead", entity_id: 2, content: "**Doe** wants\nan offer" });
    const visitor = await site.visit({ identity: { name: "Jane Doe" } });
    await visitor.say("Do you make offers?");
  });
  afterAll(() => site.close());

  const ask = async (query: string, key = site.secretKey) => await site.request(`GET /search?${query}`, { key });
  const find = async (query: string, key?: string) => {
    const { status, body } = await ask(query, key);
    expect(status).toBe(200);
    return body.data.results.map(({ type, id }: Result) => `${type} ${id}`);
  };
  const keyWith = (...permissions: Permission[]) => site.key("crm", { permissions });

  test("answers as the reference shows", async () => {
    const { body } = await ask("q=john");
    expect(body).toEqual({
      success: true,
      data: {
        results: [
          {
            ...{ type: "lead", id: 1, title: "John Doe", subtitle: "Acme Corp", score: 0.95, url: "/crm/leads/1" },
            highlight: { field: "title", text: "John Doe", ranges: [[0, 4]] },
          },
        ],
        total: 1,
      },
    });
  });

  test("looks through activities, notes and conversations when asked", async () => {
    expect(await find("q=doe")).toEqual(["lead 1", "lead 3", "lead 2"]);
    const everything = await find("q=doe&types=lead,activity,note,conversation");
    expect(everything).toHaveLength(6);
    expect(new Set(everything)).toEqual(
      new Set(["lead 1", "lead 2", "lead 3", "activity 1", "note 1", "conversation 1"]),
    );
  });

  test("looks through every default type, and shows each record's page", async () => {
    const { prospect_id } = (await site.ask("POST /prospects", { name: "Wombat Works", industry: "Digging" })).data;
    const person = { first_name: "Wanda", last_name: "Wombat", email: "wanda@wombat.test", title: "CTO" };
    const { contact_id } = (await site.ask("POST /people", person)).data;
    const { opportunity_id } = (await site.ask("POST /opportunities", { name: "Wombat tunnels" })).data;
    const { body } = await ask("q=wombat");
    const shown = ({ type, title, subtitle, url }: Record<string, string>) => [type, title, subtitle, url];
    expect(body.data.results.map(shown)).toEqual([
      ["contact", "Wanda Wombat", "CTO", `/crm/people/${contact_id}`],
      ["opportunity", "Wombat tunnels", "", `/crm/opportunities/${opportunity_id}`],
      ["prospect", "Wombat Works", "Digging", `/crm/prospects/${prospect_id}`],
    ]);
    expect(await find("q=wombat", await keyWith("prospects:read"))).toEqual([`prospect ${prospect_id}`]);
  });

  test("counts every match, however few it shows", async () => {
    const { body } = await ask("q=example&limit=1");
    expect(body.data.results).toHaveLength(1);
    expect(body.data.total).toBe(3);
  });

  test.each([
    ["q=offer&types=activity", { title: "Call Doe", subtitle: "About the offer", url: "/crm/leads/1" }],
    ["q=wants&types=note", { title: "**Doe** wants an offer", subtitle: "", url: "/crm/leads/2" }],
    ["q=jane&types=conversation", { title: "Jane Doe", subtitle: "Do you make offers?", url: "/crm/inbox/1" }],
    ["q=nameless", { title: "nameless@doe.example", subtitle: "+1-202-555-0123", url: "/crm/leads/3" }],
  ])("%s shows what tells most, and where it is", async (query, expected) => {
    expect((await ask(query)).body.data.results).toMatchObject([expected]);
  });

  test("a type that is named needs its permission, and the refusal names it", async () => {
    const key = await keyWith("activities:read");
    for (const [types, permission] of [
      ["lead", "leads:read"],
      ["activity,conversation", "conversations:read"],
      ["note", "leads:read"],
    ] as const) {
      const { status, body } = await ask(`q=doe&types=${types}`, key);
      expect(status).toBe(403);
      expect(body).toMatchObject({ code: "FORBIDDEN", error: expect.stringContaining(permission) });
    }
    expect(await find("q=doe&types=activity", key)).toEqual(["activity 1"]);
  });

  test("without types only what the key may read is searched; with nothing left it says so", async () => {
    expect(await find("q=doe", await keyWith("leads:read"))).toEqual(["lead 1", "lead 3", "lead 2"]);
    expect(await ask("q=doe", await keyWith("activities:read"))).toMatchObject({ status: 403 });
    expect(await ask("q=doe", site.publicKey)).toMatchObject({ status: 403 });
    expect(await site.request("GET /search?q=doe")).toMatchObject({ status: 401 });
  });

  test("notes are found by who may read what they are about", async () => {
    expect(await find("q=doe&types=note", await keyWith("leads:read"))).toEqual(["note 1"]);
    const other = await ask("q=doe&types=note", await keyWith("contacts:read"));
    expect(other.body.data).toEqual({ results: [], total: 0 });
  });

  test("a deleted record is gone at once and back on restore", async () => {
    const { lead_id } = (await site.ask("POST /leads", { email: "fleeting@x.example", last_name: "Fleeting" })).data;
    expect(await find("q=fleeting")).toEqual([`lead ${lead_id}`]);
    await site.ask(`DELETE /leads/${lead_id}`);
    expect((await ask("q=fleeting")).body.data).toEqual({ results: [], total: 0 });
    await site.ask(`POST /leads/${lead_id}/restore`);
    expect(await find("q=fleet")).toEqual([`lead ${lead_id}`]);
    await site.purge(`/leads/${lead_id}`);
    expect(await find("q=fleeting")).toEqual([]);
  });

  test("test data is not found by a live key, nor the other way round", async () => {
    const key = await site.key("crm_test");
    expect((await ask("q=doe", key)).body.data).toEqual({ results: [], total: 0 });
  });

  test.each([
    ["q=x", "at least 2 characters"],
    ["q=%20x%20", "at least 2 characters"],
    ["types=lead", "q"],
    [`q=${"x".repeat(201)}`, "at most 200 characters"],
    ["q=%22*%22", "letter or digit"],
    ["q=%F0%9F%98%80%F0%9F%98%80", "letter or digit"],
    ["q=doe&types=lead,person", "lead, contact, opportunity, prospect, activity, note, conversation"],
    ["q=doe&types=", "lead, contact, opportunity, prospect, activity, note, conversation"],
    ["q=doe&limit=0", "limit"],
    ["q=doe&limit=101", "limit"],
    ["q=doe&page=2", "page"],
  ])("%s is 400 and says what to write", async (query, expected) => {
    const { status, body } = await ask(query);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: "VALIDATION_ERROR", error: expect.stringContaining(expected) });
  });

  test.each([
    ["NEAR(doe john, 5)", []],
    ['"doe" OR 1=1', []],
    ["doe*", ["lead 1", "lead 3", "lead 2"]],
    ["title:doe", []],
    ["-doe", ["lead 1", "lead 3", "lead 2"]],
    ["^doe + 'john'", ["lead 1"]],
    ["doe' & !'john:*", ["lead 1"]],
    ["doe\0john", ["lead 1"]],
    ["doe \ud800", ["lead 1", "lead 3", "lead 2"]],
    ["l1doe", []],
    ["x".repeat(200), []],
    ["𝒜".repeat(100), []],
    ["ﷺ".repeat(200), []],
    [Array.from({ length: 100 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join(" "), []],
    ["a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9", []],
  ])("%j is words like any others", async (q, expected) => {
    expect(await find(`q=${encodeURIComponent(q.toWellFormed())}`)).toEqual(expected);
  });
});
