import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("a link that is sent back as it was read, on %s", (engine) => {
  let site: TestSite;
  let counter = 0;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const call = (operation: string, body: object) => site.request(operation, { key: site.secretKey, body });
  const make = async (path: string, body: object) => (await site.ask(`POST ${path}`, body)).data;
  const fresh = () => {
    counter += 1;
    return `fresh${counter}`;
  };
  const freshEmail = () => `${fresh()}@example.com`;
  const leave = async (employee_id: number) => {
    const { write } = await site.space();
    const left = { disabled_at: "2026-03-10T14:30:00Z" };
    await write(({ db }) => db.updateTable("employees").set(left).where("employee_id", "=", employee_id).execute());
  };
  const anEmployee = async () => (await site.employ(fresh())).employee_id;
  const aLead = async () => (await make("/leads", { email: freshEmail() })).lead_id;

  const assigned: readonly (readonly [string, string, () => object | Promise<object>])[] = [
    ["leads", "lead_id", () => ({ email: freshEmail() })],
    ["people", "contact_id", () => ({ email: freshEmail() })],
    ["prospects", "prospect_id", () => ({ name: fresh() })],
    ["opportunities", "opportunity_id", () => ({ name: fresh() })],
    [
      "activities",
      "activity_id",
      async () => ({ type: "call", subject: fresh(), entity_type: "lead", entity_id: await aLead() }),
    ],
  ];

  test.each(assigned)("%s keep an owner who has left since; nobody gets one who has", async (kind, id, body) => {
    const [assigned_to, other] = [await anEmployee(), await anEmployee()];
    const made = await make(`/${kind}`, { ...(await body()), assigned_to });
    await leave(assigned_to);
    await leave(other);
    const put = (values: object) => call(`PUT /${kind}/${made[id]}`, values);
    expect(await put({ assigned_to })).toMatchObject({ status: 200, body: { data: { assigned_to } } });
    expect(await put({ assigned_to: other })).toMatchObject({
      status: 400,
      body: { details: [{ field: "assigned_to", code: "unknown_id" }] },
    });
  });

  test.each(["leads", "people"])("%s keep it in POST ?on_duplicate=update and ignore too", async (kind) => {
    const [assigned_to, other] = [await anEmployee(), await anEmployee()];
    const { email } = await make(`/${kind}`, { email: freshEmail(), assigned_to });
    await leave(assigned_to);
    await leave(other);
    for (const wish of ["update", "ignore"]) {
      const post = (body: object) => call(`POST /${kind}?on_duplicate=${wish}`, body);
      expect(await post({ email, assigned_to })).toMatchObject({ status: 200, body: { data: { assigned_to } } });
      expect((await post({ email, assigned_to: other })).status).toBe(400);
      expect((await post({ email: freshEmail(), assigned_to })).status).toBe(400);
    }
  });

  test.each([
    ["people", "contact_id", () => ({ first_name: "Jane" })],
    ["opportunities", "opportunity_id", () => ({ name: "Deal" })],
  ])("%s keep a lead that was deleted since; nobody gets one that was", async (kind, id, body) => {
    const [lead_id, other] = [await aLead(), await aLead()];
    const made = await make(`/${kind}`, { ...body(), lead_id });
    for (const gone of [lead_id, other]) await site.ask(`DELETE /leads/${gone}`);
    const put = (values: object) => call(`PUT /${kind}/${made[id]}`, values);
    expect(await put({ lead_id })).toMatchObject({ status: 200, body: { data: { lead_id } } });
    expect(await put({ lead_id: other })).toMatchObject({
      status: 400,
      body: { details: [{ field: "lead_id", code: "unknown_id" }] },
    });
  });
});
