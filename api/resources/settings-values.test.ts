import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conversationSettings } from "../conversations/settings.ts";
import { engines } from "../testing/api.ts";
import type { Caller } from "../testing/callers.ts";
import { openStage, type Stage } from "../testing/stage.ts";

describe.each(engines)("values of settings on %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  const admin: Caller = { kind: "employee", role: "admin", mode: "live" };
  const call = (method: string, body?: object, headers = {}, as = admin) =>
    stage.send(as, { method, path: "/settings", params: {}, query: {}, headers, body });
  const put = (body: object, headers = {}) => call("PUT", body, headers);
  const read = async () => (await call("GET")).body.data;

  test("what nobody set is its default", async () => {
    const defaults = Object.entries(conversationSettings).map(([name, schema]) => [name, schema.parse(undefined)]);
    expect(await read()).toEqual(Object.fromEntries(defaults));
  });

  test("everything that can be read can be written", async () => {
    const { business_hours: _, ...whole } = await read();
    const business_hours = { mon: [["09:00", "17:00"]], sat: [["10:00", "24:00"]] };
    const services = [{ name: "Email", state: "degraded" }];
    const wish = { ...whole, business_hours, services, incident: "Mail is slow", logo_url: "https://a.example/l.png" };
    expect((await put(wish)).body.data).toEqual(wish);
    expect(await read()).toEqual(wish);
  });

  test.each([
    ["company_name", ""],
    ["greeting", "x".repeat(501)],
    ["primary_color", "red"],
    ["logo_url", "http://a.example/logo.png"],
    ["country", "Germany"],
    ["currency", "EURO"],
    ["timezone", "Mars/Olympus"],
    ["business_hours.mon.0", { mon: [["17:00", "09:00"]] }],
    ["services.0.state", [{ name: "Email", state: "" }]],
    ["reply_time_minutes", 0],
    ["reply_rules.fallback", { rules: [] }],
    ["reply_rules.rules.0.action", { rules: [{ any_of: [], reply: "x", action: "dance" }], fallback: { reply: "x" } }],
    ["reply_rules.ticket.cancel", { rules: [], fallback: { reply: "x" }, ticket: { cancel: [] } }],
  ])("a wrong %s is refused by name", async (field, value) => {
    const name = field.split(".")[0] ?? field;
    const before = await read();
    const { status, body } = await put({ [name]: value });
    expect([status, body.details[0].field]).toEqual([400, field]);
    expect(body.error).toContain(field);
    expect(await read()).toEqual(before);
  });

  test("of two people who change the same version, one is told", async () => {
    const match = { "If-Match": (await call("GET")).headers.get("ETag") ?? "" };
    const answers = await Promise.all(["One", "Two"].map((greeting) => put({ greeting }, match)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});
