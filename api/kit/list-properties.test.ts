import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { seeded } from "../testing/hostile.ts";

interface Lead {
  readonly lead_id: number;
  readonly status: string;
  readonly source: string;
  readonly assigned_to: number | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly company_name: string | null;
  readonly email: string | null;
  readonly score: number;
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
}

const statuses = ["new", "contacted", "qualified", "unqualified"];
const sources = ["api", "website_form", "referral"];
const names = [null, "Zoë", "adam", "Beth", "Émile", "ödön", "Carl", "carl"];
const tags = ["vip", "a_b", "100%"];
const sorts = ["created_at", "lead_id", "score", "status", "source", "first_name", "last_name", "email"];
const day = 86_400_000;

/** Text as lists compare it, told apart from the product's own by being written anew. */
const folded = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const subset = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });

/** A query and what it means, each part by itself. */
const filter = fc.record(
  {
    status: subset(statuses),
    source: subset(sources),
    assigned_to: subset(["1", "2", "none"]),
    tag: fc.constantFrom(...tags),
    created_after: fc.integer({ min: 0, max: 9 }),
    created_before: fc.integer({ min: 0, max: 9 }),
    search: fc.constantFrom("zoe", "emile", "car", "company 3", "b", "nobody"),
  },
  { requiredKeys: [] },
);

type Wish = Partial<{
  status: string[];
  source: string[];
  assigned_to: string[];
  tag: string;
  created_after: number;
  created_before: number;
  search: string;
}>;

const dayText = (offset: number) =>
  new Date(Date.parse("2026-03-10T00:00:00Z") + offset * day).toISOString().slice(0, 10);

const queryOf = (wish: Wish) =>
  new URLSearchParams(
    Object.entries(wish).map(([name, value]) => [name, typeof value === "number" ? dayText(value) : String(value)]),
  ).toString();

function meets(lead: Lead, wish: Wish): boolean {
  const words = folded(
    [lead.first_name, lead.last_name, lead.company_name, lead.email].filter((part) => part !== null).join(" "),
  ).match(/[\p{L}\p{N}]+/gu);
  const owner = lead.assigned_to === null ? "none" : String(lead.assigned_to);
  return [
    wish.status === undefined || wish.status.includes(lead.status),
    wish.source === undefined || wish.source.includes(lead.source),
    wish.assigned_to === undefined || wish.assigned_to.includes(owner),
    wish.tag === undefined || lead.tags.includes(wish.tag),
    wish.created_after === undefined || lead.created_at.slice(0, 10) >= dayText(wish.created_after),
    wish.created_before === undefined || lead.created_at.slice(0, 10) <= dayText(wish.created_before),
    wish.search === undefined ||
      wish.search.split(" ").every((word) => words?.some((known) => known.startsWith(word)) === true),
  ].every((met) => met);
}

/** What the list sorts by: text without case and accents, nulls last whichever way. */
function inOrder(leads: readonly Lead[], sort: string, order: "asc" | "desc"): number[] {
  const sign = order === "asc" ? 1 : -1;
  const key = (lead: Lead) => {
    const value = lead[sort as keyof Lead];
    return ["first_name", "last_name"].includes(sort) && typeof value === "string" ? folded(value) : value;
  };
  const compared = (a: unknown, b: unknown) => (a === b ? 0 : (a as string) < (b as string) ? -1 : 1);
  return leads
    .toSorted((a, b) => {
      const [left, right] = [key(a), key(b)];
      if ((left === null) !== (right === null)) return left === null ? 1 : -1;
      return sign * (compared(left, right) || a.lead_id - b.lead_id);
    })
    .map(({ lead_id }) => lead_id);
}

describe.each(engines)("the list grammar on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let all: Lead[];

  const request = (call: string, body?: unknown) => house.request(call, { key, body });

  async function make(fields: object): Promise<Lead> {
    const made = await request("POST /leads", fields);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.data;
  }

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    const space = await house.space();
    for (const name of ["Ann", "Bo"]) {
      const wish = { name, email: `${name}@team.example`, role: "agent", passwordHash: null } as const;
      await space.write(({ db }) => createEmployee(db, { ...wish, now: "2026-01-01T00:00:00Z" }));
    }
    const random = seeded(7);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    all = [];
    for (let n = 0; n < 120; n += 1) {
      const lead = await make({
        ...{
          first_name: pick(names),
          last_name: pick(["Byron", "Ångström", "ange"]),
          company_name: `Company ${n % 7}`,
        },
        ...{ email: random() < 0.6 ? `p${n}@x.example` : null, status: pick(statuses), source: pick(sources) },
        ...{
          assigned_to: pick([null, 1, 2]),
          score: Math.floor(random() * 5) * 20,
          tags: tags.filter(() => random() < 0.4),
        },
      });
      all.push(lead);
      house.clock.advance(random() * 0.15 * day);
    }
    const gone = all.splice(40, 5);
    for (const { lead_id } of gone) await request(`DELETE /leads/${lead_id}`);
  });
  afterAll(() => house.close());

  test("every combination of filters, sort and order equals a naive filter over all rows, and so does its total", async () => {
    await fc.assert(
      fc.asyncProperty(
        filter,
        fc.constantFrom(...sorts),
        fc.constantFrom("asc" as const, "desc" as const),
        fc.integer({ min: 1, max: 4 }),
        async (wish, sort, order, page) => {
          const answer = await request(
            `GET /leads?${queryOf(wish)}&sort=${sort}&order=${order}&page=${page}&per_page=30`,
          );
          const wanted = inOrder(
            all.filter((lead) => meets(lead, wish)),
            sort,
            order,
          );
          expect(answer.body.data.map((lead: Lead) => lead.lead_id)).toEqual(wanted.slice((page - 1) * 30, page * 30));
          expect(answer.body.pagination.total).toBe(wanted.length);
        },
      ),
      { numRuns: 60, seed: 20_260_310 },
    );
  });

  /** Every id of a list by cursor, while before each further page one lead comes and the one before it goes. */
  async function walk(query: string): Promise<{ seen: number[]; passing: number[] }> {
    const passing: number[] = [];
    const seen: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await request(`GET /leads?${query}&cursor=${cursor}`);
      seen.push(...page.body.data.map((lead: Lead) => lead.lead_id));
      cursor = page.body.pagination.next_cursor;
      const made = await make({ first_name: "Passing", last_name: "By", company_name: "Passing" });
      const leaving = passing.at(-1);
      if (leaving !== undefined) await request(`DELETE /leads/${leaving}`);
      passing.push(made.lead_id);
    }
    return { seen, passing };
  }

  test("a cursor visits each row that stays exactly once, in order, while others come and go", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sorts),
        fc.constantFrom("asc" as const, "desc" as const),
        fc.integer({ min: 3, max: 40 }),
        async (sort, order, per_page) => {
          const { seen, passing } = await walk(`sort=${sort}&order=${order}&per_page=${per_page}`);
          for (const id of passing) await house.purge(`/leads/${id}`);
          expect(new Set(seen).size).toBe(seen.length);
          const stayed = seen.filter((id) => !passing.includes(id));
          expect(stayed).toEqual(inOrder(all, sort, order));
        },
      ),
      { numRuns: 16, seed: 20_260_310 },
    );
  });
});
