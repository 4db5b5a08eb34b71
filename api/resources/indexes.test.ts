import { CompiledQuery, type Kysely, type RootOperationNode, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storedSchema } from "../kit/columns.ts";
import type { Entity } from "../kit/entity.ts";
import { listRecords } from "../kit/list.ts";
import { type ListQuery, listQuery } from "../kit/list-query.ts";
import type { Context } from "../kit/operation.ts";
import { cursorAfter, sortColumn } from "../kit/order.ts";
import { parseInput } from "../kit/parse.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { company } from "./company-record.ts";
import { entities } from "./entities.ts";

const listed: readonly Entity[] = [...entities, company];

/** Indexes of these tables that no list is read by, and what they are for. */
const otherwiseUsed: Readonly<Record<string, string>> = {
  leads_open_email: "an email is unique among open leads",
  leads_phone: "a visitor's phone finds the lead (conversations/leads/lead-match.ts)",
  leads_contact: "an erased contact is forgotten (resources/erase.ts)",
  leads_prospect: "an erased prospect is forgotten",
  leads_opportunity: "an erased opportunity is forgotten",
  leads_previous: "an erased lead is forgotten",
  leads_deleted: "the sweep erases what was deleted long ago",
  custom_fields_key: "a key is one field's, for good",
  contacts_email: "an email is unique among contacts",
  contacts_lead: "an erased lead is forgotten",
  contacts_phone: "a phone finds the contact (conversations/leads/lead-match.ts, personal-data/find-person.ts)",
  contacts_deleted: "the sweep",
  opportunities_deleted: "the sweep",
  prospects_deleted: "the sweep",
  companies_prospect: "a prospect becomes one company",
  activities_deleted: "the sweep",
  notes_deleted: "the sweep",
  notes_sent: "a note sent twice is stored once",
  canned_replies_shortcut: "a shortcut is one reply's",
};

describe.each(engines)("the indexes of lists on %s", (engine) => {
  let house: TestApi;
  let space: Space;
  beforeAll(async () => {
    house = await openTestApi({ engine });
    space = await house.space();
  });
  afterAll(() => house.close());

  test.each(listed)("of $table are each named by their entity, or used otherwise", async ({ table, indexes }) => {
    const names = await indexesOf(space.read, table);
    const known = [...Object.keys(indexes ?? {}), ...Object.keys(otherwiseUsed)];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(Object.keys(indexes ?? {})));
  });

  const named = listed.flatMap((entity) =>
    Object.entries(entity.indexes ?? {}).map(([index, query]) => ({ entity, index, query })),
  );

  test.each(named)(
    "$index gives GET $entity.path?$query in its order, from the start and from any cursor",
    async (one) => {
      for (const order of ["asc", "desc"]) {
        const query = parsed(one.entity, `${one.query}&order=${order}`);
        for (const cursor of ["", middle(one.entity, query)]) {
          for (const statement of await statementsOf(one.entity, { ...query, cursor })) {
            const plan = await explain(statement, one);
            expect(plan, statement.sql).toMatch(new RegExp(`\\b${one.index}\\b`));
            expect(plan, statement.sql).not.toMatch(/TEMP B-TREE|Sort/);
          }
        }
      }
    },
  );

  test.each(named)("GET $entity.path?$query is counted by an index", async (one) => {
    const [count] = await statementsOf(one.entity, parsed(one.entity, one.query));
    const byIndex = engine === "sqlite" ? /USING (COVERING )?INDEX|live_rows USING PRIMARY KEY/ : /Index (Only )?Scan/;
    expect(await explain(count as CompiledQuery, one)).toMatch(byIndex);
  });

  /** Every statement that a list is read by, in their order. */
  async function statementsOf(entity: Entity, query: ListQuery): Promise<CompiledQuery[]> {
    const statements: CompiledQuery[] = [];
    const wide = noting(space.wide, statements);
    const count = async (statement: CompiledQuery) => {
      statements.push(statement);
      return await space.count(statement);
    };
    // A list takes nothing else from its context for one who may read everything.
    const context = { space: { ...space, wide, count }, db: space.read } as unknown as Context;
    const { rights: _, ...readable } = entity;
    await listRecords(context, readable, query);
    expect(statements.length).toBeGreaterThan(0);
    return statements;
  }

  async function explain(statement: CompiledQuery, { entity, index }: Named): Promise<string> {
    const ask = async (db: Kysely<Tables>, words: string) => {
      const { rows } = await db.executeQuery(CompiledQuery.raw(`${words} ${statement.sql}`, [...statement.parameters]));
      return rows.map((row) => Object.values(row as object).at(-1)).join("\n");
    };
    if (engine === "sqlite") return await ask(space.read, "explain query plan");
    // Postgres plans by how many rows there are, and here are none: it is asked what this index alone could do.
    const plan = Promise.withResolvers<string>();
    const undone = space.read.transaction().execute(async (db) => {
      for (const name of await indexesOf(db, entity.table)) {
        if (name !== index) await sql`drop index ${sql.ref(name)}`.execute(db);
      }
      for (const way of ["seqscan", "bitmapscan", "sort"]) await sql.raw(`set local enable_${way} = off`).execute(db);
      plan.resolve(await ask(db, "explain"));
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    return await plan.promise;
  }

  async function indexesOf(db: Kysely<Tables>, table: string): Promise<string[]> {
    const { rows } = await (engine === "sqlite"
      ? sql<{
          name: string;
        }>`select name from sqlite_master where type = 'index' and tbl_name = ${table} and sql is not null`
      : sql<{ name: string }>`
          select indexname as name from pg_indexes
          where schemaname = current_schema() and tablename = ${table} and indexname not like '%_pkey'
        `
    ).execute(db);
    return rows.map(({ name }) => name);
  }
});

interface Named {
  readonly entity: Entity;
  readonly index: string;
  readonly query: string;
}

function parsed(entity: Entity, query: string): ListQuery {
  const given = Object.fromEntries(new URLSearchParams(query));
  return parseInput({ query: listQuery(entity) }, {}, given, undefined).query as ListQuery;
}

/** A cursor somewhere in the list. */
function middle(entity: Entity, query: ListQuery): string {
  const schema = storedSchema(entity, query.sort);
  const value = [1, "m", "new"].find((one) => schema.safeParse(one).success);
  return cursorAfter(entity, query, { [sortColumn(entity, query.sort)]: value, [entity.id]: 50 });
}

/** The database, which notes what it is asked. */
function noting(db: Kysely<Tables>, statements: CompiledQuery[]): Kysely<Tables> {
  return db.withPlugin({
    transformQuery({ node, queryId }): RootOperationNode {
      statements.push(db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  });
}
