import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventNames } from "./events/names.ts";
import type { AnyOperation } from "./kit/operation.ts";
import { operations } from "./resources/index.ts";
import { engines } from "./testing/api.ts";
import { notYet, referenceOperations } from "./testing/reference/operations.ts";
import {
  leadTable,
  type Made,
  type Maker,
  opportunityTable,
  type ParameterRow,
  peopleTable,
  prospectTable,
} from "./testing/reference/parameters.ts";
import { activityTable, customFieldTable, noteTable, searchTable } from "./testing/reference/parameters-of-others.ts";
import { johnsBody, replays } from "./testing/reference/replays.ts";
import { nextId, wearTheReference } from "./testing/reference/scene.ts";
import { openTestSite, type TestSite } from "./testing/visitor.ts";

const all: readonly AnyOperation[] = operations;
const find = (key: string) => all.find((operation) => operation.key === key);
const has = (key: string) => find(key) !== undefined;
const day = 86_400_000;

/** In this order, a list is asked before records of its kind are made for another one. */
const tables = [
  ...[leadTable, prospectTable, peopleTable, opportunityTable],
  ...[activityTable, noteTable, customFieldTable, searchTable],
];

describe("the reference's operations", () => {
  test.each(referenceOperations)("$key is there, with its permission and status", ({ key, permission, status }) => {
    const spec = find(key)?.spec;
    if (spec === undefined) return expect(notYet).toContain(key);
    expect(notYet, "it is there: take it out of notYet").not.toContain(key);
    expect(spec.status ?? 200).toBe(status);
    if (permission !== null) expect([spec.permission].flat()).toContain(permission);
  });

  test("every event type can be listened to", () => {
    expect(eventNames).toEqual(
      expect.arrayContaining([
        ...["lead.created", "lead.updated", "lead.converted", "lead.deleted"],
        ...["opportunity.created", "opportunity.stage_changed", "opportunity.won", "opportunity.lost"],
        ...["contact.created", "contact.updated", "prospect.created", "prospect.converted", "activity.completed"],
      ]),
    );
  });

  test.each(tables)("every parameter of $list has a row", ({ parameters, rows }) => {
    expect([...new Set(rows.map(({ parameter }) => parameter))].sort()).toEqual([...parameters].sort());
  });
});

describe.each(engines)("the reference's examples on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
    await wearTheReference(site);
    await nextId(site, "employees", "employee_id", 5);
    await site.employ("Five");
    await nextId(site, "leads", "lead_id", 42);
    await site.ask("POST /leads", johnsBody);
    if (has("POST /prospects")) {
      await nextId(site, "prospects", "prospect_id", 55);
      await site.ask("POST /prospects", { name: "Initech" });
    }
    if (has("POST /opportunities")) {
      await nextId(site, "opportunities", "opportunity_id", 78);
      await site.ask("POST /opportunities", { name: "Initech - Managed Services" });
    }
    site.clock.advance(Date.parse("2026-03-13T10:00:00Z") - site.clock.now());
  });
  afterAll(() => site.close());

  test.each(replays.filter(({ takes }) => takes.every(has)))("$call answers as it says", async (replay) => {
    const { call, by, body, status, response } = replay;
    const session = body !== undefined && "session_id" in body ? { session_id: (await site.visit()).session_id } : {};
    const answer = await site.request(call, {
      key: by === "secret" ? site.secretKey : site.publicKey,
      ...(body === undefined ? {} : { body: { ...body, ...session } }),
    });
    expect(answer).toMatchObject({ status, body: response });
  });
});

describe.each(engines)("the reference's parameters on %s", (engine) => {
  let site: TestSite;
  let maker: Maker;
  beforeAll(async () => {
    site = await openTestSite(engine);
    maker = {
      ...{ site, has },
      async record(operation, id, body) {
        const { data } = await site.ask(operation, body);
        site.clock.advance(day);
        return data[id];
      },
    };
  });
  afterAll(() => site.close());

  for (const { list, id, make, rows } of tables.filter((table) => [table.list, ...table.takes].every(has))) {
    describe(list, () => {
      let made: Made;
      beforeAll(async () => {
        made = await make(maker);
      });

      /** The names of what a query finds, or its refusal. */
      async function found(query: object): Promise<unknown> {
        const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
        const { body } = await site.request(`${list}?${search}`, { key: site.secretKey });
        if (body.success !== true) return body.code;
        const named = new Map<unknown, string>(Object.entries(made.listed).map(([name, id]) => [id, name]));
        const rows: Record<string, unknown>[] = body.data.results ?? body.data;
        return rows.map((row) => named.get(row[id]) ?? `another: ${row[id]}`);
      }

      const beside = ({ beside = {} }: ParameterRow) => (typeof beside === "function" ? beside(made.others) : beside);
      const asked = ({ value }: ParameterRow) => (typeof value === "function" ? value(made.others) : value);

      test.each(rows)("$parameter finds $finds, and something else without it", async (row) => {
        const expected = row.finds.filter((name) => name in made.listed);
        expect(await found({ ...beside(row), [row.parameter]: asked(row) })).toEqual(expected);
        if (row.value !== "all") expect(await found(beside(row))).not.toEqual(expected);
      });
    });
  }
});
