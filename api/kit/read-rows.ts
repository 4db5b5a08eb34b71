import { type RawBuilder, type SqlBool, sql } from "kysely";
import { type Branch, branchesOf } from "./branches.ts";
import type { Row } from "./entity.ts";
import { conditionOf, type List } from "./narrowing.ts";
import type { Part } from "./order.ts";
import type { Way } from "./way.ts";

export interface Stretch {
  readonly limit: number;
  readonly skip: number;
}

/**
 * Rows of a part of a list. Where an index is read once for each value of a choice, each gives its first rows in
 * order, and only those are sorted together: `status=new,contacted` sorts two pages, not all new and contacted leads.
 */
export async function readRows(list: List, way: Way, part: Part, stretch: Stretch): Promise<Row[]> {
  const { rows } = await rowsQuery(list, way, part, stretch).execute(list.context.space.wide);
  return rows;
}

function rowsQuery(list: List, way: Way, part: Part, { limit, skip }: Stretch): RawBuilder<Row> {
  const branches = branchesOf(way.within);
  const [first = [], ...others] = branches;
  if (others.length === 0) return sql<Row>`${branchQuery(list, way, part, first)} limit ${limit} offset ${skip}`;
  const firsts = branches.map(
    (branch) => sql`select * from (${branchQuery(list, way, part, branch)} limit ${limit + skip}) as branch`,
  );
  return sql<Row>`
    select * from (${sql.join(firsts, sql` union all `)}) as rows_of_all
    order by ${sql.join(part.orderBy)} limit ${limit} offset ${skip}
  `;
}

function branchQuery(list: List, way: Way, part: Part, branch: Branch): RawBuilder<unknown> {
  const { entity, narrowing, query } = list;
  const others = narrowing.choices.filter((choice) => !way.within.includes(choice));
  const condition = conditionOf(entity, { ...narrowing, choices: [...branch, ...others] }, way.written, [part.where]);
  return sql`select * from ${sql.table(entity.table)} where ${condition} order by ${sql.join([...absent(branch, query.order), ...part.orderBy])}`;
}

/** Postgres knows that a column of one value is in order, but not that one of nulls is, unless the order says so. */
const absent = (branch: Branch, order: "asc" | "desc"): RawBuilder<SqlBool>[] =>
  branch.filter(({ values }) => values[0] === null).map(({ column }) => sql`${sql.ref(column)} ${sql.raw(order)}`);
