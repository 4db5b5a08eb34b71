import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import { decode } from "./columns.ts";
import { customFieldsOf, shownOf } from "./custom-fields.ts";
import type { Entity, Row } from "./entity.ts";
import { severalOf } from "./filters.ts";
import type { ListQuery } from "./list-query.ts";
import { countOf, type List, narrow, type Scope } from "./narrowing.ts";
import type { Context } from "./operation.ts";
import { cursorAfter, partsAfter, partsOf } from "./order.ts";
import { readRows } from "./read-rows.ts";
import { wayOf } from "./way.ts";

export const pagination = z.object({
  page: z.int().describe("The page you asked for, from 1."),
  per_page: z.int().describe("The most rows of a page."),
  total: z.int().describe("How many records the list has in all, exactly."),
  total_pages: z.int().describe("How many pages that makes; 0 for none."),
});
export const cursorPagination = z.object({
  per_page: z.int().describe("The most rows of a page."),
  next_cursor: z.string().nullable().describe("What to send as `cursor` for the next page; null after the last one."),
});

export interface Listed {
  readonly data: Row[];
  readonly pagination: z.infer<typeof pagination> | z.infer<typeof cursorPagination>;
}

/** Runs a list: a page with its totals, or what comes after a cursor. */
export async function listRecords(
  context: Context,
  entity: Entity,
  query: ListQuery,
  scope: Scope = [],
): Promise<Listed> {
  const list = { context, entity, query, narrowing: await narrow(context, entity, query, scope) };
  const { cursor } = query;
  const result = cursor === undefined ? await onePage(list) : await afterCursor(list, cursor);
  return { ...result, data: await shapeRows(context, entity, query, result.data) };
}

/** Rows that are made records at once, in a millisecond or so: a long list must not hold up the messages meanwhile. */
const shapedAtOnce = 10;

/** Every record of a list in its order, read by `size` and given in smaller batches, however long the list is. */
export async function* everyBatch(
  context: Context,
  entity: Entity,
  query: ListQuery,
  { scope = [], size }: { readonly scope?: Scope; readonly size: number },
): AsyncGenerator<Row[]> {
  const narrowing = await narrow(context, entity, query, scope);
  const list = { context, entity, query: { ...query, per_page: size }, narrowing };
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Page = await afterCursor(list, cursor);
    for (let from = 0; from < page.data.length; from += shapedAtOnce) {
      yield await shapeRows(context, entity, query, page.data.slice(from, from + shapedAtOnce));
      await turn();
    }
    cursor = page.pagination.next_cursor;
  }
}

interface Page {
  readonly data: Row[];
  readonly pagination: z.infer<typeof cursorPagination>;
}

async function onePage(list: List): Promise<Listed> {
  const { context, entity, query, narrowing } = list;
  const { page, per_page } = query;
  const counting = countOf(context, entity, narrowing);
  const skip = (page - 1) * per_page;
  // Whether there is a later page at all is known before it is looked for; the first is read meanwhile.
  const hasRows = skip === 0 || skip < (await counting);
  const reading = hasRows ? pageFrom(list, skip, () => counting) : [];
  const [total, data] = await Promise.all([counting, reading]);
  return { data, pagination: { page, per_page, total, total_pages: Math.ceil(total / per_page) } };
}

async function pageFrom(list: List, start: number, total: () => Promise<number>): Promise<Row[]> {
  const { context, entity, query, narrowing } = list;
  const { per_page } = query;
  const way = await wayOf(list, start + per_page, total);
  const rows: Row[] = [];
  let skip = start;
  for (const part of partsOf(entity, query, way.written.order)) {
    const found = await readRows(list, way, part, { limit: per_page - rows.length, skip });
    rows.push(...found);
    if (rows.length === per_page) break;
    if (found.length > 0) skip = 0;
    // Rows that came meanwhile may make the part longer than what was skipped in it.
    else if (skip > 0) skip = Math.max(0, skip - (await countOf(context, entity, narrowing, [part.where])));
  }
  return rows;
}

async function afterCursor(list: List, cursor: string): Promise<Page> {
  const { context, entity, query, narrowing } = list;
  const { per_page } = query;
  const way = await wayOf(list, per_page + 1, () => countOf(context, entity, narrowing));
  const rows: Row[] = [];
  for (const part of partsAfter(entity, query, cursor, way.written.order)) {
    const limit = per_page + 1 - rows.length;
    if (limit > 0) rows.push(...(await readRows(list, way, part, { limit, skip: 0 })));
  }
  const data = rows.slice(0, per_page);
  const last = rows.length > per_page ? data.at(-1) : undefined;
  const next_cursor = last === undefined ? null : cursorAfter(entity, query, last);
  return { data, pagination: { per_page, next_cursor } };
}

async function shapeRows(context: Context, entity: Entity, query: ListQuery, rows: readonly Row[]): Promise<Row[]> {
  const filled = (await entity.fill?.(context, rows)) ?? rows;
  const records = await withShownValues(
    context,
    entity,
    filled.map((row) => decode(entity, row)),
  );
  const wanted = query.fields === undefined ? null : severalOf(query.fields);
  const trimmed =
    wanted === null ? records : records.map((record) => Object.fromEntries(wanted.map((name) => [name, record[name]])));
  if (query.include === undefined) return trimmed;
  const embedded = await embed(
    context,
    entity,
    severalOf(query.include),
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
