import { type RawBuilder, type SqlBool, sql } from "kysely";
import { z } from "zod";
import { invalid } from "../errors.ts";
import { anyTable, decode, type Entity, type Row, storedSchema } from "./entity.ts";
import { type Filter, moment } from "./filters.ts";
import type { Context } from "./operation.ts";

export const pagination = z.object({
  page: z.int(),
  per_page: z.int(),
  total: z.int(),
  total_pages: z.int(),
});
export const cursorPagination = z.object({ per_page: z.int(), next_cursor: z.string().nullable() });

const moments = {
  created_after: moment("created_at", "after"),
  created_before: moment("created_at", "before"),
  updated_after: moment("updated_at", "after"),
  updated_before: moment("updated_at", "before"),
} satisfies Record<string, Filter>;

const filtersOf = (entity: Entity): Readonly<Record<string, Filter>> => ({ ...moments, ...entity.filters });

const namesOf = (text: string) => text.split(",").map((name) => name.trim());

/** A comma list of which every name must be one of `known`. */
function names(known: readonly string[], description: string) {
  return z
    .string()
    .refine((text) => namesOf(text).every((name) => known.includes(name)), {
      error: `use one or several of ${known.join(", ")}`,
    })
    .optional()
    .describe(`${description} One or several of ${known.join(", ")}, separated by commas.`);
}

export const pageQuery = {
  page: z.int().min(1).max(1_000_000).default(1).describe("Page number, from 1."),
  per_page: z.int().min(1).max(100).default(25).describe("Items per page, at most 100."),
};

/** The query parameters of an entity's list: the same grammar for every collection. */
export function listQuery(entity: Entity): z.ZodType<ListQuery, ListInput> {
  const filters = Object.entries(filtersOf(entity)).map(([name, filter]) => [name, filter.schema.optional()] as const);
  const embeds = Object.keys(entity.embeds ?? {});
  return z.strictObject({
    ...pageQuery,
    sort: z.enum(entity.sort).default(entity.sort[0]).describe("Sort field."),
    order: z.enum(["asc", "desc"]).default("desc").describe("Ascending or descending; ties are broken by id."),
    cursor: z
      .string()
      .optional()
      .describe("For long exports: start with an empty cursor, go on with pagination.next_cursor until it is null."),
    fields: names(Object.keys(entity.record.shape), "Trims the rows."),
    ...(embeds.length > 0 ? { include: names(embeds, "Embeds what the detail embeds.") } : {}),
    ...(entity.search === undefined
      ? {}
      : {
          search: z.string().max(200).optional().describe("Matches every word as a prefix, without case and accents."),
        }),
    ...Object.fromEntries(filters),
    // Filters are known where the entity is declared; the schema checks them, the type leaves them open.
  }) as unknown as z.ZodType<ListQuery, ListInput>;
}

export interface ListQuery {
  readonly page: number;
  readonly per_page: number;
  readonly sort: string;
  readonly order: "asc" | "desc";
  readonly cursor?: string | undefined;
  readonly fields?: string | undefined;
  readonly include?: string | undefined;
  readonly search?: string | undefined;
  readonly [filter: string]: unknown;
}

/** What a client may send: text, numbers and booleans under the list's declared names. */
export interface ListInput {
  readonly [name: string]: string | number | boolean | undefined;
}

export interface Listed {
  readonly data: Row[];
  readonly pagination: z.infer<typeof pagination> | z.infer<typeof cursorPagination>;
}

/** Runs a list. `scope` narrows it further, for collections below another record. */
export async function listRecords(
  context: Context,
  entity: Entity,
  query: ListQuery,
  scope: RawBuilder<SqlBool>[] = [],
): Promise<Listed> {
  const conditions = [sql<SqlBool>`deleted_at is null`, ...scope, ...conditionsOf(context, entity, query)];
  const result =
    query.cursor === undefined
      ? await onePage(context, entity, query, conditions)
      : await fromCursor(context, entity, query, conditions);
  return { ...result, data: await shape(context, entity, query, result.data) };
}

function conditionsOf(context: Context, entity: Entity, query: ListQuery): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  for (const [name, filter] of Object.entries(filtersOf(entity))) {
    if (query[name] === undefined) continue;
    const condition = filter.where(sql.ref(filter.column ?? name), query[name] as never);
    if (condition !== null) conditions.push(condition);
  }
  const ids = query.search === undefined ? null : context.space.search.ids(entity.name, query.search);
  if (ids !== null) conditions.push(sql`${sql.ref(entity.id)} in ${ids}`);
  return conditions;
}

const all = (conditions: readonly RawBuilder<SqlBool>[]) => sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;

async function onePage(
  { db }: Context,
  entity: Entity,
  query: ListQuery,
  conditions: readonly RawBuilder<SqlBool>[],
): Promise<Listed> {
  const counted = await anyTable(db)
    .selectFrom(entity.table)
    .select(sql<number>`count(*)`.as("total"))
    .where(all(conditions))
    .executeTakeFirstOrThrow();
  const total = Number(counted.total);
  const { rows } = await sql<Row>`
    select * from ${sql.table(entity.table)} where ${all(conditions)} ${orderBy(entity, query)}
    limit ${query.per_page} offset ${(query.page - 1) * query.per_page}
  `.execute(db);
  return {
    data: rows,
    pagination: { page: query.page, per_page: query.per_page, total, total_pages: Math.ceil(total / query.per_page) },
  };
}

const sortColumn = (entity: Entity, sort: string) => (entity.folded?.includes(sort) ? `${sort}_sort` : sort);

const isNullable = (entity: Entity, field: string) =>
  (entity.record.shape as Record<string, z.ZodType>)[field]?.safeParse(null).success === true;

function orderBy(entity: Entity, { sort, order }: ListQuery): RawBuilder<unknown> {
  const column = sql.ref(sortColumn(entity, sort));
  const direction = sql.raw(order);
  const nullsLast = isNullable(entity, sort) ? sql`(${column} is null), ` : sql``;
  return sql`order by ${nullsLast}${column} ${direction}, ${sql.ref(entity.id)} ${direction}`;
}

/** Where a cursor of this list stands: the last row's sort value, as the table holds it, and its id. */
const positionIn = (entity: Entity, { sort, order }: ListQuery) =>
  z.tuple([z.literal(sort), z.literal(order), storedSchema(entity, sort), z.int()]);

const anyPosition = z.tuple([z.string(), z.string(), z.unknown(), z.unknown()]);

async function fromCursor(
  { db }: Context,
  entity: Entity,
  query: ListQuery,
  conditions: RawBuilder<SqlBool>[],
): Promise<Listed> {
  const beyond = query.cursor === "" ? [] : [beyondCursor(entity, query)];
  const { rows } = await sql<Row>`
    select * from ${sql.table(entity.table)} where ${all([...conditions, ...beyond])} ${orderBy(entity, query)}
    limit ${query.per_page + 1}
  `.execute(db);
  const data = rows.slice(0, query.per_page);
  const last = rows.length > query.per_page ? data.at(-1) : undefined;
  const next =
    last === undefined
      ? null
      : [query.sort, query.order, last[sortColumn(entity, query.sort)] ?? null, last[entity.id]];
  return {
    data,
    pagination: {
      per_page: query.per_page,
      next_cursor: next === null ? null : Buffer.from(JSON.stringify(next)).toString("base64url"),
    },
  };
}

function beyondCursor(entity: Entity, query: ListQuery): RawBuilder<SqlBool> {
  const { sort, order } = query;
  const [, , value, id] = readCursor(entity, query);
  const [column, idColumn] = [sql.ref(sortColumn(entity, sort)), sql.ref(entity.id)];
  const beyond = sql.raw(order === "asc" ? ">" : "<");
  if (value === null) return sql`(${column} is null and ${idColumn} ${beyond} ${id})`;
  const after = sql<SqlBool>`(${column}, ${idColumn}) ${beyond} (${value}, ${id})`;
  return isNullable(entity, sort) ? sql`(${column} is null or ${after})` : after;
}

function readCursor(entity: Entity, query: ListQuery) {
  const found = parseJson(Buffer.from(query.cursor ?? "", "base64url").toString("utf8"));
  const position = positionIn(entity, query).safeParse(found);
  if (position.success) return position.data;
  const [sort, order] = anyPosition.safeParse(found).data ?? [query.sort, query.order];
  throw invalid(
    "cursor",
    sort === query.sort && order === query.order
      ? "This is no cursor of ours. Start with an empty cursor, go on with pagination.next_cursor."
      : "This cursor belongs to another sort or order. Start anew with an empty cursor.",
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function shape(context: Context, entity: Entity, query: ListQuery, rows: readonly Row[]): Promise<Row[]> {
  const records = rows.map((row) => decode(entity, row));
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

/** What each of these records embeds, in their order. */
export async function embed(
  context: Pick<Context, "db" | "space">,
  entity: Entity,
  wanted: readonly string[],
  ids: readonly number[],
): Promise<Row[]> {
  const result: Row[] = ids.map(() => ({}));
  if (ids.length === 0) return result;
  for (const name of wanted) {
    const found = await entity.embeds?.[name]?.(context, ids);
    for (const [i, id] of ids.entries()) Object.assign(result[i] ?? {}, { [name]: found?.get(id) ?? [] });
  }
  return result;
}
