import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

interface Deal {
  readonly stage: string;
  readonly currency: string;
  readonly value: number;
  readonly weighted_value: number;
}

describe.each(engines)("the totals of opportunities on %s", (engine) => {
  let house: TestApi;
  let key: string;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    const deals = [
      { name: "Small change", value: 0.1 },
      { name: "Smaller change", value: 0.2 },
      { name: "Change abroad", value: 0.7, currency: "EUR", expected_close_date: "2026-06-30" },
      { name: "Likely", value: 1000, stage: "proposal", probability: 95, tags: ["vip"] },
      { name: "As large as can be", value: 9_999_999_999_999.99, stage: "proposal" },
      { name: "Signed", value: 40, status: "won" },
      { name: "Missed", value: 50, status: "lost" },
    ];
    for (const body of deals) await house.request("POST /opportunities", { key, body });
    const gone = await house.request("POST /opportunities", { key, body: { name: "Gone", value: 7 } });
    await house.request(`DELETE /opportunities/${gone.body.data.opportunity_id}`, { key });
  });
  afterAll(() => house.close());

  const totals = async (query: string) => await house.request(`GET /opportunities/totals?${query}`, { key });

  /** The same by hand, in whole cents, over what the list answers to the same filters. */
  async function addedUp(query: string) {
    const { body } = await house.request(`GET /opportunities?per_page=100&${query}`, { key });
    const sums = new Map<string, { count: number; value: number; weighted_value: number }>();
    for (const { stage, currency, value, weighted_value } of body.data as readonly Deal[]) {
      const sum = sums.get(`${stage} ${currency}`) ?? { count: 0, value: 0, weighted_value: 0 };
      sum.count += 1;
      sum.value += Math.round(value * 100);
      sum.weighted_value += Math.round(weighted_value * 100);
      sums.set(`${stage} ${currency}`, sum);
    }
    return [...sums.entries()].sort().map(([name, { count, value, weighted_value }]) => {
      const [stage, currency] = name.split(" ");
      return { stage, currency, count, value: value / 100, weighted_value: weighted_value / 100 };
    });
  }

  test.each(["", "status=open", "stage=proposal,closed_won", "search=change", "closing_before=2026-06-30", "tag=vip"])(
    "agree with the list, for %j",
    async (query) => {
      const { status, body } = await totals(query);
      expect(status).toBe(200);
      expect(body.data.totals).toEqual(await addedUp(query));
    },
  );

  test("are exact to the cent, and never mix currencies", async () => {
    const { body } = await totals("stage=discovery");
    expect(body.data.totals).toEqual([
      { stage: "discovery", currency: "EUR", count: 1, value: 0.7, weighted_value: 0.21 },
      { stage: "discovery", currency: "USD", count: 2, value: 0.3, weighted_value: 0.09 },
    ]);
  });

  test("of nothing are none, and an unknown stage is refused by name", async () => {
    expect((await totals("search=nothing")).body.data).toEqual({ totals: [] });
    const refused = await totals("stage=dreaming");
    expect(refused).toMatchObject({ status: 400, body: { details: [{ field: "stage", code: "unknown_stage" }] } });
  });
});
