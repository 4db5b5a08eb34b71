import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("the audit log on %s", (engine) => {
  let house: TestApi;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
  });
  afterAll(() => house.close());

  const read = async (query = "", headers = {}) => (await house.asOwner(`GET /audit-log${query}`, { headers })).body;

  test("says who did what to whom, the newest first, and is narrowed by deed, doer, target and time", async () => {
    const invite = { name: "Ben", email: "ben@acme.example", role: "agent" };
    const { employee_id } = (await house.asOwner("POST /employees", { body: invite })).body.data;
    house.clock.advance(3_600_000);
    await house.asOwner(`PUT /employees/${employee_id}`, { body: { role: "admin", disabled: true } });
    const { key_id } = (await house.asOwner("POST /api-keys", { body: { type: "crm", name: "Server" } })).body.data;
    await house.asOwner("POST /custom-fields", { body: { entity_type: "lead", key: "plan", type: "text" } });

    const { data, pagination } = await read();
    expect(pagination).toMatchObject({ page: 1, total: 5 });
    const by = { actor: expect.stringMatching(/^employee:\d+$/), actor_name: "Olga Owner" };
    expect(data).toMatchObject([
      { ...by, action: "custom_field.created", target: "lead.plan", target_name: null },
      { ...by, action: "key.created", target: `key:${key_id}`, target_name: "Server" },
      { ...by, action: "employee.disabled", target: `employee:${employee_id}`, target_name: "Ben" },
      { ...by, action: "employee.made_admin", target: `employee:${employee_id}`, target_name: "Ben" },
      { ...by, action: "employee.invited", target: `employee:${employee_id}`, target_name: "Ben" },
    ]);
    const total = async (query: string) => (await read(query)).pagination.total;
    expect(await total("?action=key.created,employee.invited")).toBe(2);
    expect(await total(`?actor=${data[0].actor}`)).toBe(5);
    expect(await total("?actor=system")).toBe(0);
    expect(await total(`?target=employee:${employee_id}`)).toBe(3);
    expect(await total("?created_before=2026-03-10T15:00:00Z")).toBe(1);
    expect(await total("?created_after=2026-03-10T15:00:00Z")).toBe(4);
    const page = await read("?per_page=2&page=2&order=asc");
    expect(page.data.map(({ action }: { readonly action: string }) => action)).toEqual([
      "employee.disabled",
      "key.created",
    ]);
  });

  test("each mode has its own", async () => {
    await house.asOwner("POST /api-keys", {
      body: { type: "crm_test", name: "Staging" },
      headers: { "X-Valethon-Mode": "test" },
    });
    const { data } = await read("", { "X-Valethon-Mode": "test" });
    expect(data).toMatchObject([{ action: "key.created", target_name: "Staging" }]);
  });
});
