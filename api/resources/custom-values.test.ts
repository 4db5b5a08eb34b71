import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkedValues } from "../kit/custom-fields.ts";
import { indexValues } from "../kit/custom-index.ts";
import type { Space } from "../store/space.ts";
import { engines, type TestAnswer } from "../testing/api.ts";
import { openTestFields, type TestFields } from "../testing/custom-fields.ts";
import { lead } from "./lead-record.ts";

const options = ["Basic", "Gold", "Élite"];

const problems = ({ status, body }: TestAnswer) => [
  status,
  (body.details ?? []).map(({ field, code }: { field: string; code: string }) => `${field} ${code}`),
];

/** Resolves once a call waits for another transaction, or did not. SQLite's writers wait for their turn anyway. */
async function seenWaiting({ engine, read }: Space, answer: Promise<TestAnswer>): Promise<void> {
  let isAnswered = false;
  const note = () => {
    isAnswered = true;
  };
  answer.then(note, note);
  for (let isWaiting = engine === "sqlite"; !isWaiting && !isAnswered; ) {
    const { rows } = await sql<{ waiting: number }>`
      select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
    `.execute(read);
    isWaiting = Number(rows[0]?.waiting) > 0;
  }
}

describe.each(engines)("values of custom fields on %s", (engine) => {
  let site: TestFields;
  beforeAll(async () => {
    site = await openTestFields(engine);
  });
  afterEach(() => site.clear());
  afterAll(() => site.close());

  test.each([
    ["text", " Acme ", "Acme", [7, true, ["a"], {}, "x".repeat(501)]],
    ["textarea", "a\nb", "a\nb", ["x".repeat(20_001)]],
    ["number", -1.5, -1.5, ["1", true, 1e300]],
    ["currency", 19.99, 19.99, [-1, 0.005, "5", 1e13]],
    ["date", "2024-02-29", "2024-02-29", ["2023-02-29", "29.2.2024", "2024-02-29T00:00:00Z"]],
    ["datetime", "2026-03-15T15:00:00+01:00", "2026-03-15T14:00:00Z", ["2026-03-15", "2026-03-15T14:00:00", 5]],
    ["boolean", false, false, ["false", 0]],
    ["select", "Gold", "Gold", ["gold", "Silver", ["Gold"]]],
    ["multiselect", ["Gold", "Basic", "Gold"], ["Gold", "Basic"], ["Gold", ["Silver"], [1]]],
    [
      "url",
      "https://x.example/a?b=c",
      "https://x.example/a?b=c",
      ["x.example", "javascript:alert(1)", "ftp://x.example"],
    ],
    ["email", " Jo@X.example ", "jo@x.example", ["jo", 1]],
    ["phone", "+1 (555) 0123", "+1 (555) 0123", [15550123, "1".repeat(65)]],
  ])("a %s is kept in its form, and what is none is refused by name", async (type, given, kept, wrong) => {
    await site.define("f", type, type.endsWith("select") ? { options } : {});
    const id = await site.makeLead({ f: given });
    expect(await site.values(id)).toEqual({ f: kept });
    for (const value of wrong) {
      expect(problems(await site.post({ f: value }))).toEqual([400, ["custom_fields.f invalid"]]);
      expect(problems(await site.put(id, { f: value }))).toEqual([400, ["custom_fields.f invalid"]]);
    }
    for (const empty of [null, "", "  ", ...(type === "multiselect" ? [[]] : [])]) {
      await site.put(id, { f: given });
      expect((await site.put(id, { f: empty })).body.data.custom_fields).toEqual({});
    }
  });

  test("every wrong value and every missing one is named at once", async () => {
    await site.define("size", "number");
    await site.define("plan", "select", { options, required: true });
    await site.define("start", "date", { required: true });
    const answer = await site.post({ size: "big", sise: 3, start: "soon" });
    const expected = ["custom_fields.size invalid", "custom_fields.sise unknown_field", "custom_fields.start invalid"];
    expect(problems(answer)).toEqual([400, [...expected, "custom_fields.plan required"]]);
    expect(answer.body.error).toMatch(/^custom_fields\.size \(Size\): use a number\. \(and 3 more, see details\)$/);
  });

  test("PUT merges by key, fires one event with what was, and the same values again are no change", async () => {
    await site.define("a", "text");
    await site.define("b", "text");
    const id = await site.makeLead({ a: "1", b: "1" });
    const [event] = await site.during(() => site.put(id, { a: "2" }));
    expect(event).toMatchObject({
      event: "lead.updated",
      data: { custom_fields: { a: "2", b: "1" }, previous: { custom_fields: { a: "1", b: "1" } } },
    });
    expect(await site.during(() => site.put(id, { a: "2" }))).toEqual([]);
    expect((await site.put(id, { b: null })).body.data.custom_fields).toEqual({ a: "2" });
    expect((await site.put(id, null)).body.data.custom_fields).toEqual({});
    expect(problems(await site.put(id, []))).toEqual([400, ["custom_fields invalid_type"]]);
  });

  test("a key may be the name of something every object has", async () => {
    await site.define("constructor", "text", { required: true });
    expect(problems(await site.post({}))).toEqual([400, ["custom_fields.constructor required"]]);
    const id = await site.makeLead({ constructor: "x" });
    expect(await site.values(id)).toEqual({ constructor: "x" });
    expect(await site.found("cf.constructor=x")).toEqual([id]);
  });

  test("a new lead gets the defaults of what it does not name, and null is a choice", async () => {
    await site.define("plan", "select", { options, default: "Basic" });
    await site.define("vip", "boolean", { default: false, required: true });
    await site.define("note", "text");
    expect(await site.values(await site.makeLead())).toEqual({ plan: "Basic", vip: false });
    expect(await site.values(await site.makeLead({ plan: "Gold", note: "n" }))).toEqual({
      plan: "Gold",
      vip: false,
      note: "n",
    });
    expect(await site.values(await site.makeLead({ plan: null }))).toEqual({ vip: false });
    expect(problems(await site.post({ vip: null }))).toEqual([400, ["custom_fields.vip required"]]);
    expect(await site.found("cf.plan=basic")).toHaveLength(1);
  });

  test("a required field binds new leads and changes that name it, but not what stood before or came by chat", async () => {
    const before = await site.makeLead();
    await site.define("plan", "select", { options, required: true });
    await site.define("vip", "boolean", { default: true });
    expect(problems(await site.post())).toEqual([400, ["custom_fields.plan required"]]);
    expect((await site.call(`PUT /leads/${before}`, { first_name: "Ana" })).status).toBe(200);
    expect(problems(await site.put(before, { plan: null }))).toEqual([400, ["custom_fields.plan required"]]);
    await site.put(before, { plan: "Gold" });
    expect(problems(await site.put(before, null))).toEqual([400, ["custom_fields.plan required"]]);
    const visitor = await site.visit({ identity: { email: "chat@x.example" } });
    await visitor.say("hello");
    const [lead] = await site.leads("chat@x.example");
    expect(lead.custom_fields).toEqual({ vip: true });
    const again = await site.call("POST /leads?on_duplicate=update", { email: "chat@x.example", first_name: "Jo" });
    expect([again.status, again.body.data.custom_fields]).toEqual([200, { vip: true }]);
    const named = { email: "chat@x.example", custom_fields: { plan: "Gold" } };
    expect((await site.call("POST /leads?on_duplicate=update", named)).body.data.custom_fields.plan).toBe("Gold");
    const wrong = { email: "chat@x.example", custom_fields: { plan: "Tin" } };
    expect(problems(await site.call("POST /leads?on_duplicate=update", wrong))).toEqual([
      400,
      ["custom_fields.plan invalid"],
    ]);
  });

  test("a unique value belongs to one lead: not to a second, and to another once it is given up or deleted", async () => {
    await site.define("serial", "text", { unique: true });
    const first = await site.makeLead({ serial: "Ä-1" });
    const taken = await site.post({ serial: "a-1" });
    expect(taken.body).toMatchObject({
      code: "DUPLICATE",
      details: [{ field: "custom_fields.serial", existing: { type: "lead", id: first } }],
    });
    const second = await site.makeLead({ serial: "a-2" });
    expect((await site.put(second, { serial: "A-1" })).status).toBe(409);
    expect((await site.put(first, { serial: "a-1" })).status).toBe(200);
    await site.call(`DELETE /leads/${first}`);
    expect((await site.put(second, { serial: "A-1" })).status).toBe(200);
    expect((await site.call(`POST /leads/${first}/restore`)).body).toMatchObject({
      code: "DUPLICATE",
      details: [{ existing: { type: "lead", id: second } }],
    });
    await site.put(second, { serial: null });
    expect((await site.call(`POST /leads/${first}/restore`)).status).toBe(200);
    expect((await site.put(second, { serial: "a-1" })).status).toBe(409);
    expect(await site.found("cf.serial=a-1")).toEqual([first]);
  });

  test("many leads that ask for one unique value at once leave it to one, by POST, PUT and restore", async () => {
    await site.define("serial", "number", { unique: true });
    const many = Array.from({ length: 8 }, (_, i) => i);
    const posted = await Promise.all(many.map(() => site.post({ serial: 7 })));
    expect(posted.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const ids = await Promise.all(many.map(() => site.makeLead()));
    const changed = await Promise.all(ids.map((id) => site.put(id, { serial: 8 })));
    expect(changed.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    const deleted: number[] = [];
    for (const _ of many) {
      const id = await site.makeLead({ serial: 9 });
      await site.call(`DELETE /leads/${id}`);
      deleted.push(id);
    }
    const restored = await Promise.all(deleted.map((id) => site.call(`POST /leads/${id}/restore`)));
    expect(restored.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    for (const serial of [7, 8, 9]) expect(await site.found(`cf.serial=${serial}`)).toHaveLength(1);
  });

  test.each([{ options: ["Basic"] }, { type: "text" }])(
    "between a value's check and its commit no change of its field slips in: %j",
    async (change) => {
      const id = await site.define("plan", "select", { options });
      const space = await site.space();
      let answer: Promise<TestAnswer> | undefined;
      await space.write(async ({ db }) => {
        const values = await checkedValues({ db, space }, lead, { plan: "Gold" }, null);
        answer = site.call(`PUT /custom-fields/${id}`, change);
        await seenWaiting(space, answer);
        const at = { created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z" };
        const row = { ...at, source: "api", deleted_at: null, custom_fields: JSON.stringify(values) } as never;
        const made = await db.insertInto("leads").values(row).returning("lead_id").executeTakeFirstOrThrow();
        await indexValues({ db, space }, lead, made.lead_id, { now: values, before: {} });
      });
      expect((await answer)?.status).toBe(409);
    },
  );
});
