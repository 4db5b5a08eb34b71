import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("erasing for good on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  async function makeLead(): Promise<number> {
    const answer = await house.request("POST /leads", { key, body: { last_name: "Gone", company_name: "Acme" } });
    return answer.body.data.lead_id;
  }

  test("is refused to every key before it says whether there is such a record, and then nothing happens", async () => {
    const id = await makeLead();
    for (const path of [`/leads/${id}`, "/leads/987654", "/prospects/987654", "/custom-fields/987654"]) {
      const refused = await house.request(`DELETE ${path}?purge=true`, { key });
      expect(refused).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
      expect(refused.body.error).toContain("owners");
    }
    expect((await house.request(`GET /leads/${id}`, { key })).status).toBe(200);
  });

  test("leaves who did it, when and to which record, and nothing of what it held", async () => {
    const id = await makeLead();
    expect((await house.purge(`/leads/${id}`)).status).toBe(200);
    const { read } = await house.space();
    const rows = await read.selectFrom("audit_log").selectAll().where("action", "=", "record.erased").execute();
    expect(rows).toMatchObject([
      { actor: expect.stringMatching(/^employee:\d+$/), target: `lead:${id}`, created_at: "2026-03-10T14:30:00Z" },
    ]);
    expect(JSON.stringify(rows)).not.toContain("Gone");
  });
});
