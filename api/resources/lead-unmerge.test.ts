import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestFields, type TestFields } from "../testing/custom-fields.ts";

describe.each(engines)("a merge taken back on %s", (engine) => {
  let site: TestFields;
  beforeAll(async () => {
    site = await openTestFields(engine);
  });
  afterAll(() => site.close());

  test("is refused with the next step where it would leave the other lead with nothing to reach it by", async () => {
    const make = async (fields: object) => (await site.call("POST /leads", fields)).body.data.lead_id as number;
    const into = await make({ phone: "+1 212 555 0101" });
    const from = await make({ email: "only@x.example" });
    await site.call(`POST /leads/${into}/merge`, { from_lead_id: from });
    await site.call(`PUT /leads/${into}`, { phone: null });
    const refused = await site.call(`POST /leads/${from}/unmerge`);
    expect(refused).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect(refused.body.error).toContain(`PUT /leads/${into}`);
    expect((await site.call(`GET /leads/${into}`)).body.data.email).toBe("only@x.example");

    await site.call(`PUT /leads/${into}`, { phone: "+1 212 555 0102" });
    expect((await site.call(`POST /leads/${from}/unmerge`)).status).toBe(200);
    expect((await site.call(`GET /leads/${into}`)).body.data).toMatchObject({ email: null, phone: "+1 212 555 0102" });
  });

  test("leads the contact that followed back to where it came from", async () => {
    const [into, from] = [await site.makeLead(), await site.makeLead()];
    const made = await site.call("POST /people", { last_name: "Follower", lead_id: from });
    const leadOf = async () => (await site.ask(`GET /people/${made.body.data.contact_id}`)).data.lead_id;
    await site.call(`POST /leads/${into}/merge`, { from_lead_id: from });
    expect(await leadOf()).toBe(into);
    await site.call(`POST /leads/${from}/unmerge`);
    expect(await leadOf()).toBe(from);
  });

  test("takes along the tags and custom values it brought, whatever was added to them since", async () => {
    await site.define("serial", "text", { unique: true });
    await site.define("remark", "text");
    await site.define("plan", "text");
    const into = await site.makeLead({ plan: "gold" });
    const from = await site.makeLead({ serial: "U-1", remark: "brought" });
    await site.call(`PUT /leads/${into}`, { tags: ["own"] });
    await site.call(`PUT /leads/${from}`, { tags: ["brought"] });
    await site.call(`POST /leads/${into}/merge`, { from_lead_id: from });
    expect(await site.values(into)).toEqual({ plan: "gold", serial: "U-1", remark: "brought" });
    await site.call(`PUT /leads/${into}`, {
      tags: ["own", "brought", "since"],
      custom_fields: { plan: "silver", remark: "changed since" },
    });

    expect((await site.call(`POST /leads/${from}/unmerge`)).status).toBe(200);

    expect((await site.call(`GET /leads/${into}`)).body.data).toMatchObject({ tags: ["own", "since"] });
    expect(await site.values(into)).toEqual({ plan: "silver", remark: "changed since" });
    expect(await site.values(from)).toEqual({ serial: "U-1", remark: "brought" });
    expect(await site.found("cf.serial=U-1")).toEqual([from]);
  });
});
