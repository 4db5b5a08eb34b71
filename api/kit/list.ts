import { type RawBuilder, type SqlBool, sql } from "kysely";
import { z } from "zod";
import type { SearchType } from "../store/search.ts";
import { decode } from "./columns.ts";
import { customFieldsOf, shownOf } from "./custom-fields.ts";
import { customCondition, filterPrefix } from "./custom-filter.ts";
import type { Entity, Row } from "./entity.ts";
import { filtersOf, type ListQuery, namesOf } from "./list-query.ts";
import type { Context } from "./operation.ts";
import { cursorAfter, type Part, partsAfter, partsOf } from "./order.ts";

export const pagination = z.object({
  page: z.int(),
  per_page: z.int(),
  total: z.int(),
  total_pages: z.int(),
});
export const cursorPagination = z.object({ per_page: z.int(), next_cursor: z.string().nullable() });

export interface Listed {
  readonly data: Row[];
  readonly pagination: z.infer<typeof pagination> | z.infer<typeof cursorPagination>;
}

/** What a list is narrowed to, beside what its query asks for: for collections below another record. */
export type Scope = readonly RawBuilder<SqlBool>[];

/** Runs a list: a page with its totals, or what comes after a cursor. */
export async function listRecords(
  context: Context,
  entity: Entity,
  query: ListQuery,
  scope: Scope = [],
): Promise<Listed> {
  const conditions = await conditionsOf(context, entity, query, scope);
  const { cursor } = query;
  const result =
    cursor === undefined
      ? await onePage(context, entity, query, conditions)
      : await afterCursor(context, entity, { ...query, cursor }, conditions);
  return { ...result, data: await shapeRows(context, entity, query, result.data) };
}

/** Every record of a list in its order, in batches of at most `size`, however long the list is. */
export async function* everyBatch(
  context: Context,
  entity: Entity,
  query: ListQuery,
  { scope = [], size }: { readonly scope?: Scope; readonly size: number },
): AsyncGenerator<Row[]> {
  const conditions = await conditionsOf(context, entity, query, scope);
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Page = await afterCursor(context, entity, { ...query, cursor, per_page: size }, conditions);
    yield await shapeRows(context, entity, query, page.data);
    cursor = page.pagination.next_cursor;
  }
}

interface Page {
  readonly data: Row[];
  readonly pagination: z.infer<typeof cursorPagination>;
}

type Conditions = readonly RawBuilder<SqlBool>[];

async function conditionsOf(context: Context, entity: Entity, query: ListQuery, scope: Scope): Promise<Conditions> {
  const conditions: RawBuilder<SqlBool>[] = [sql<SqlBool>`deleted_at is null`, ...scope];
  if (entity.rights !== undefined) conditions.push(entity.rights.readable(context));
  for (const [name, filter] of Object.entries(filtersOf(entity))) {
    if (query[name] === undefined) continue;
    const condition = filter.where(sql.ref(filter.column ?? name), query[name] as never);
    if (condition !== null) conditions.push(condition);
  }
  for (const [name, value] of Object.entries(query)) {
    if (name.startsWith(filterPrefix)) conditions.push(await customCondition(context, entity, name, String(value)));
  }
  return [...conditions, ...foundIn(context, entity, query)];
}

/** What the index of words finds; entities without one may have a filter named `search` of their own. */
function foundIn({ space }: Context, entity: Entity, { search }: ListQuery): Conditions {
  if (entity.search === undefined || search === undefined) return [];
  const ids = space.search.ids(entity.name as SearchType, search);
  return ids === null ? [] : [sql<SqlBool>`${sql.ref(entity.id)} in ${ids}`];
}

const all = (conditions: Conditions) => sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;

async function onePage(context: Context, entity: Entity, query: ListQuery, conditions: Conditions): Promise<Listed> {
  const total = await count(context, entity, conditions);
  const { page, per_page } = query;
  const rows: Row[] = [];
  let skip = (page - 1) * per_page;
  for (const part of skip < total ? partsOf(entity, query) : []) {
    const found = await readPart(context, entity, { ...part, conditions, limit: per_page - rows.length, skip });
    rows.push(...found);
    if (rows.length === per_page) break;
    skip = found.length > 0 || skip === 0 ? 0 : skip - (await count(context, entity, [...conditions, part.where]));
  }
  return { data: rows, pagination: { page, per_page, total, total_pages: Math.ceil(total / per_page) } };
}

async function afterCursor(
  context: Context,
  entity: Entity,
  query: ListQuery & { readonly cursor: string },
  conditions: Conditions,
): Promise<Page> {
  const { per_page, cursor } = query;
  const rows: Row[] = [];
  for (const part of partsAfter(entity, query, cursor)) {
    const limit = per_page + 1 - rows.length;
    if (limit > 0) rows.push(...(await readPart(context, entity, { ...part, conditions, limit, skip: 0 })));
  }
  const data = rows.slice(0, per_page);
  const last = rows.length > per_page ? data.at(-1) : undefined;
  const next_cursor = last === undefined ? null : cursorAfter(entity, query, last);
  return { data, pagination: { per_page, next_cursor } };
}

/** How many there are: exact, and remembered while nothing is written, so that paging counts once. */
async function count({ space }: Context, entity: Entity, conditions: Conditions): Promise<number> {
  const query = sql`select count(*) as total from ${sql.table(entity.table)} where ${all(conditions)}`;
  return await space.count(query.compile(space.read));
}

interface Stretch extends Part {
  readonly conditions: Conditions;
  readonly limit: number;
  readonly skip: number;
}

async function readPart({ space }: Context, entity: Entity, { where, orderBy, conditions, limit, skip }: Stretch) {
  const { rows } = await sql<Row>`
    select * from ${sql.table(entity.table)} where ${all([...conditions, where])} ${orderBy}
    limit ${limit} offset ${skip}
  `.execute(space.wide);
  return rows;
}

async function shapeRows(context: Context, entity: Entity, query: ListQuery, rows: readonly Row[]): Promise<Row[]> {
  const filled = (await entity.fill?.(context, rows)) ?? rows;
  const records = await withShownValues(
    context,
    entity,
    filled.map((row) => decode(entity, row)),
  );
  const wanted = query.fields === undefined ? null : namesOf(query.fields);
  const trimmed =
    wanted === null ? records : records.map((record) => Object.fromEntries(wanted.map((name) => [name, record[name]])));
  if (query.include === undefined) return trimmed;
  const embedded = await embed(
    context,
    entity,
    namesOf(query.include),
    records.map((record) => record[entity.id] as number),
  );
  return trimmed.map((record, i) => ({ ...record, ...embedded[i] }));
}

/** The records with the values of the custom fields that stand; deleted fields are hidden. */
async function withShownValues(context: Context, entity: Entity, records: Row[]): Promise<Row[]> {
  if (!records.some((record) => Object.keys((record["custom_fields"] ?? {}) as object).length > 0)) return records;
  const fields = await customFieldsOf(context, entity);
  return records.map((record) => ({ ...record, custom_fields: shownOf(fields, record["custom_fields"] as Row) }));
}

/** What each of these records embeds, in their order. */
export async function embed(
  context: Pick<Context, "db" | "space" | "actor">,
  entity: Entity,
  wanted: readonly string[],
  ids: readonly number[],
): Promise<Row[]> {
  const result: Row[] = ids.map(() => ({}));
  if (ids.length === 0) return result;
  for (const name of wanted) {
    const found = await entity.embeds?.[name]?.(context, ids);
    for (const [i, id] of ids.entries()) {
      const value = found?.get(id);
      // Null says that there is none of what a record has at most one.
      Object.assign(result[i] ?? {}, { [name]: value === undefined ? [] : value });
    }
  }
  return result;
}
