import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

interface Named {
  readonly name: string;
}

describe.each(engines)("the list of opportunities on %s", (engine) => {
  let house: TestApi;
  let key: string;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    const wish = { name: "Ada", email: "ada@example.com", role: "agent", passwordHash: null } as const;
    const live = await house.space();
    const now = "2026-03-10T14:30:00Z";
    const { employee_id } = await live.write(({ db }) => createEmployee(db, { ...wish, now }));
    const deals = [
      { name: "Éclair", value: 900, probability: 90, assigned_to: employee_id, tags: ["vip"] },
      { name: "atlas", value: 5000.5, stage: "proposal", expected_close_date: "2026-06-30" },
      { name: "Borealis", value: 5000.4, stage: "negotiation", expected_close_date: "2026-05-01" },
      { name: "Castor", value: 20_000, stage: "closed_lost", lost_reason: "Price" },
      { name: "Draco", value: 0, stage: "closed_won" },
    ];
    for (const body of deals) await house.request("POST /opportunities", { key, body });
  });
  afterAll(() => house.close());

  const list = async (query: string) => await house.request(`GET /opportunities?${query}`, { key });
  const names = async (query: string) => (await list(query)).body.data.map(({ name }: Named) => name);

  test.each([
    ["stage=proposal", ["atlas"]],
    ["stage=proposal,negotiation", ["atlas", "Borealis"]],
    ["status=open", ["Éclair", "atlas", "Borealis"]],
    ["status=won,lost", ["Castor", "Draco"]],
    ["status=all", ["Éclair", "atlas", "Borealis", "Castor", "Draco"]],
    ["assigned_to=1", ["Éclair"]],
    ["assigned_to=none&status=open", ["atlas", "Borealis"]],
    ["prospect_id=none&status=won", ["Draco"]],
    ["prospect_id=55", []],
    ["min_value=5000.5", ["atlas", "Castor"]],
    ["max_value=5000.4", ["Éclair", "Borealis", "Draco"]],
    ["min_value=900&max_value=5000.45", ["Éclair", "Borealis"]],
    ["closing_after=2026-05-02", ["atlas"]],
    ["closing_before=2026-05-01", ["Borealis"]],
    ["tag=vip", ["Éclair"]],
    ["search=ECL", ["Éclair"]],
  ])("%s finds exactly what it names", async (query, expected) => {
    expect(await names(`${query}&sort=opportunity_id&order=asc`)).toEqual(expected);
  });

  test.each([
    ["sort=name&order=asc", ["atlas", "Borealis", "Castor", "Draco", "Éclair"]],
    ["sort=value", ["Castor", "atlas", "Borealis", "Éclair", "Draco"]],
    ["sort=weighted_value", ["Borealis", "atlas", "Éclair", "Draco", "Castor"]],
    ["sort=probability&order=asc", ["Castor", "atlas", "Borealis", "Éclair", "Draco"]],
    ["sort=expected_close_date&order=asc&status=open", ["Borealis", "atlas", "Éclair"]],
    ["sort=expected_close_date&order=desc&status=open", ["atlas", "Borealis", "Éclair"]],
    ["sort=stage&order=asc", ["Castor", "Draco", "Éclair", "Borealis", "atlas"]],
    ["sort=status&order=asc", ["Castor", "Éclair", "atlas", "Borealis", "Draco"]],
    ["", ["Draco", "Castor", "Borealis", "atlas", "Éclair"]],
  ])("%s puts them in this order, by pages and by cursor alike", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
    const walked: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body }: Awaited<ReturnType<typeof list>> = await list(`${query}&per_page=2&cursor=${cursor}`);
      walked.push(...body.data.map(({ name }: Named) => name));
      cursor = body.pagination.next_cursor;
    }
    expect(walked).toEqual(expected);
  });

  test.each([
    ["stage=dreaming", "stage", "negotiation"],
    ["stage=proposal,dreaming", "stage", "closed_lost"],
    ["status=sleeping", "status", "won"],
    ["min_value=lots", "min_value", "number"],
    ["closing_after=2026-02-30", "closing_after", "YYYY-MM-DD"],
    ["sort=lost_reason", "sort", "weighted_value"],
    ["prospect=55", "prospect", "parameter"],
  ])("%s is refused by name, with what is allowed", async (query, field, allowed) => {
    const { status, body } = await list(query);
    expect(status).toBe(400);
    expect(body.details[0].field).toBe(field);
    expect(body.details[0].message).toContain(allowed);
  });

  test("rows can embed the history, and come as CSV", async () => {
    const { body } = await list("include=stage_history&fields=name&status=won");
    expect(body.data).toMatchObject([{ name: "Draco", stage_history: [{ stage: "closed_won" }] }]);
    const csv = await house.request("GET /opportunities?fields=name,value,weighted_value&sort=value", {
      key,
      headers: { Accept: "text/csv" },
    });
    expect(csv.body.split("\r\n").slice(0, 3)).toEqual([
      "name,value,weighted_value",
      "Castor,20000,0",
      "atlas,5000.5,3000.3",
    ]);
  });
});
