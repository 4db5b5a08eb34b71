import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("a lead's score on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const create = async (body: object) => (await house.request("POST /leads", { key, body })).body.data;
  const put = async (id: number, body: object) => (await house.request(`PUT /leads/${id}`, { key, body })).body.data;
  const reasons = (lead: { score_breakdown: { reason: string }[] }) => lead.score_breakdown.map(({ reason }) => reason);

  test("follows from what is known, and one set by hand stays", async () => {
    const lead = await create({ email: "ceo@initech.com", company_name: "Initech", phone: "+12025550143" });
    expect([lead.score, reasons(lead)]).toEqual([50, ["email", "business_domain", "phone", "company"]]);
    const byHand = await put(lead.lead_id, { score: 90 });
    expect(byHand).toMatchObject({ score: 90, score_breakdown: lead.score_breakdown });
    expect((await put(lead.lead_id, { phone: null })).score).toBe(90);
    expect((await put(lead.lead_id, { score: null })).score).toBe(40);
  });

  test("that a lead is made with says what it would be made of, and is made of that once it is null", async () => {
    const lead = await create({ email: "cto@initech.com", company_name: "Initech", score: 7 });
    expect([lead.score, reasons(lead)]).toEqual([7, ["email", "business_domain", "company"]]);
    const following = await put(lead.lead_id, { score: null });
    expect(following).toMatchObject({ score: 40, score_breakdown: lead.score_breakdown });
  });
});
