import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/api.ts";

const statuses = ["new", "contacted", "qualified", "unqualified", "converted"];

/** More than are found one by one: so many that a filter's index asks the search. */
const size = 60_000;

interface Made {
  readonly id: number;
  readonly status: string;
  readonly assigned_to: number | null;
  readonly last_name: string;
}

/** Every lead is called Common, every thousandth Rare Common; status and owner go round. */
const made: readonly Made[] = Array.from({ length: size }, (_, i) => ({
  id: i + 1,
  status: statuses[i % statuses.length] as string,
  assigned_to: i % 3 === 0 ? null : i % 3,
  last_name: (i + 1) % 1000 === 0 ? "Rare Common" : "Common",
}));

describe("lists of more than an index is asked for one by one", () => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine: "sqlite" });
    key = await house.key("crm");
    const space = await house.space();
    await space.write(async ({ db }) => {
      await sql`
        insert into leads (lead_id, last_name, last_name_sort, status, source, assigned_to, created_at, updated_at)
        select value ->> 'id', value ->> 'last_name', lower(value ->> 'last_name'), value ->> 'status', 'api',
          value ->> 'assigned_to', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'
        from json_each(${JSON.stringify(made)})
      `.execute(db);
      const documents = made.map(({ id, last_name }) => [id, { title: last_name, subtitle: "", words: "" }] as const);
      await space.search.load(db, "lead", documents);
    });
  });
  afterAll(() => house.close());

  test.each<[string, (lead: Made) => boolean]>([
    ["", () => true],
    ["search=common", () => true],
    ["search=common&status=new", ({ status }) => status === "new"],
    ["search=common&status=new,qualified", ({ status }) => status === "new" || status === "qualified"],
    ["search=common&assigned_to=none", (lead) => lead.assigned_to === null],
    ["search=common&assigned_to=none,1", (lead) => lead.assigned_to !== 2],
    [
      "search=common&status=new,converted&assigned_to=2,none",
      ({ status, assigned_to }) => (status === "new" || status === "converted") && assigned_to !== 1,
    ],
    ["search=rare", ({ last_name }) => last_name.startsWith("Rare")],
    ["search=rare+common&status=converted", ({ last_name }) => last_name.startsWith("Rare")],
    ["search=rare+common&status=new", () => false],
    [
      "status=new,contacted,qualified&assigned_to=none,1",
      ({ status, assigned_to }) => ["new", "contacted", "qualified"].includes(status) && assigned_to !== 2,
    ],
  ])("GET /leads?%s has the right total and the newest page", async (query, fits) => {
    const expected = made
      .filter(fits)
      .map(({ id }) => id)
      .toReversed();
    for (const page of [1, 2, 40]) {
      const { body } = await house.request(`GET /leads?${query}&page=${page}`, { key });
      expect(body.pagination.total).toBe(expected.length);
      expect(body.data.map((lead: { lead_id: number }) => lead.lead_id)).toEqual(
        expected.slice((page - 1) * 25, page * 25),
      );
    }
  });
});
