import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

interface Listed {
  readonly subject: string;
  readonly about: unknown;
}

describe.each(engines)("the list of activities on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let deal: number;
  let nameless: number;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    const made = async (call: string, body: object) => (await house.request(call, { key, body })).body.data;
    deal = (await made("POST /opportunities", { name: "Acme" })).opportunity_id;
    nameless = (await made("POST /leads", { email: "ada@example.com" })).lead_id;
    const gone = (await made("POST /people", { last_name: "Gone", email: "gone@example.com" })).contact_id;
    const ofDeal = { type: "task", entity_type: "opportunity", entity_id: deal };
    await made("POST /activities", { ...ofDeal, subject: "Early", due_date: "2026-03-10T08:00:00Z" });
    await made("POST /activities", { ...ofDeal, subject: "Late", due_date: "2026-03-12T08:00:00+01:00" });
    await made("POST /activities", { type: "call", entity_type: "lead", entity_id: nameless, subject: "Whenever" });
    await made("POST /activities", { type: "call", entity_type: "contact", entity_id: gone, subject: "Orphan" });
    await house.request(`DELETE /people/${gone}`, { key });
  });
  afterAll(() => house.close());

  const list = async (query: string, as = key) => await house.request(`GET /activities?${query}`, { key: as });

  test.each([
    ["due_before=2026-03-10T08:00:00Z", ["Early"]],
    ["due_after=2026-03-10T08:00:01Z", ["Late"]],
    ["due_after=2026-03-10&due_before=2026-03-10", ["Early"]],
    ["has_due_date=true", ["Early", "Late"]],
    ["has_due_date=false", ["Whenever", "Orphan"]],
  ])("%s finds exactly what it names", async (query, subjects) => {
    const { body } = await list(`${query}&sort=activity_id&order=asc`);
    expect(body.data.map(({ subject }: Listed) => subject)).toEqual(subjects);
  });

  test("tells what each is about by name, on request", async () => {
    const { body } = await list("include=about&sort=activity_id&order=asc");
    const acme = { type: "opportunity", id: deal, title: "Acme" };
    expect(body.data.map(({ about }: Listed) => about)).toEqual([
      acme,
      acme,
      { type: "lead", id: nameless, title: "ada@example.com" },
      null,
    ]);
  });

  test("tells nobody the name of what he may not read", async () => {
    const narrow = await house.key("crm", { permissions: ["activities:read", "leads:read"] });
    const { body } = await list("include=about&sort=activity_id&order=asc", narrow);
    expect(body.data.map(({ about }: Listed) => about)).toEqual([
      null,
      null,
      expect.objectContaining({ type: "lead" }),
      null,
    ]);
  });
});
