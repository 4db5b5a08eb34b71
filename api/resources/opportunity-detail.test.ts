import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("an opportunity's detail on %s", (engine) => {
  let house: TestApi;
  let key: string;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const call = (call: string, body?: unknown) => house.request(call, { key, body });
  const create = async (more: object = {}) => (await call("POST /opportunities", { name: "Deal", ...more })).body.data;

  test("shows activities, notes and the history of stages", async () => {
    const { opportunity_id: id } = await create();
    const about = { entity_type: "opportunity", entity_id: id };
    await call("POST /activities", { ...about, type: "call", subject: "Discovery call with Acme Corp" });
    await call("POST /notes", { ...about, content: "Wants 50 endpoints" });
    const { data } = (await call(`GET /opportunities/${id}`)).body;
    expect(data.activities).toMatchObject([{ type: "call", subject: "Discovery call with Acme Corp" }]);
    expect(data.notes).toMatchObject([{ content: "Wants 50 endpoints" }]);
    expect(data.stage_history).toEqual([{ stage: "discovery", at: data.created_at, by: null }]);
  });

  test("shows what it is linked with, to those who may read that; a deleted one is null", async () => {
    const lead = (await call("POST /leads", { first_name: "Ana", email: "ana@linked.example" })).body.data;
    const convert = { create_opportunity: true, opportunity_value: 1234.5 };
    const made = (await call(`POST /leads/${lead.lead_id}/convert`, convert)).body.data;
    const id = made.opportunity_id;
    await call(`PUT /opportunities/${id}`, { lead_id: lead.lead_id });
    const { body } = await call(`GET /opportunities/${id}`);
    expect(body.data).toMatchObject({ value: 1234.5, prospect_id: made.prospect_id, contact_id: made.contact_id });
    expect(body.data.linked).toEqual({
      prospect: {
        prospect_id: made.prospect_id,
        name: expect.any(String),
        domain: expect.anything(),
        status: "active",
      },
      contact: {
        ...{ contact_id: made.contact_id, first_name: "Ana", last_name: null },
        ...{ email: "ana@linked.example", phone: null, title: null },
      },
      lead: {
        ...{ lead_id: lead.lead_id, first_name: "Ana", last_name: null, company_name: null },
        ...{ email: "ana@linked.example", status: "converted" },
      },
    });
    const narrow = await house.key("crm", { permissions: ["opportunities:read", "leads:read"] });
    const seen = (await house.request(`GET /opportunities/${id}`, { key: narrow })).body.data.linked;
    expect(seen).toEqual({ prospect: null, contact: null, lead: body.data.linked.lead });
    await call(`DELETE /leads/${lead.lead_id}`);
    const after = (await call(`GET /opportunities/${id}`)).body.data;
    expect([after.lead_id, after.linked.lead]).toEqual([lead.lead_id, null]);
    expect((await call(`GET /opportunities?prospect_id=${made.prospect_id}`)).body.pagination.total).toBe(1);
    expect((await call(`PUT /opportunities/${id}`, { lead_id: lead.lead_id, name: "Kept" })).status).toBe(200);
  });

  test("merging two leads moves their opportunities, and taking it back moves them back", async () => {
    const email = (name: string) => ({ email: `${name}@merged.example` });
    const into = (await call("POST /leads", email("into"))).body.data.lead_id;
    const from = (await call("POST /leads", email("from"))).body.data.lead_id;
    const { opportunity_id: id } = await create({ lead_id: from });
    const leadOf = async () => (await call(`GET /opportunities/${id}`)).body.data.lead_id;
    await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    expect(await leadOf()).toBe(into);
    await call(`POST /leads/${from}/unmerge`);
    expect(await leadOf()).toBe(from);
  });
});
