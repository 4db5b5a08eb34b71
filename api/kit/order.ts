import { type RawBuilder, type SqlBool, sql } from "kysely";
import { z } from "zod";
import { invalid } from "../errors.ts";
import { parseJson } from "../parse-json.ts";
import { storedSchema } from "./columns.ts";
import type { Entity, Row } from "./entity.ts";
import type { ListQuery } from "./list-query.ts";

type Place = Pick<ListQuery, "sort" | "order">;

/** A stretch of a list that one index holds in the list's order. */
export interface Part {
  readonly where: RawBuilder<SqlBool>;
  readonly orderBy: readonly RawBuilder<unknown>[];
}

/** How a column of the order is written. */
type Written = (column: string) => RawBuilder<unknown>;

export const sortColumn = (entity: Entity, sort: string) => (entity.folded?.includes(sort) ? `${sort}_sort` : sort);

const isNullable = (entity: Entity, field: string) =>
  (entity.record.shape as Record<string, z.ZodType>)[field]?.safeParse(null).success === true;

/**
 * A list in its order, nulls last and ties by id, as parts that follow each other: rows with a value, then those
 * without. In one query no plain index could give that order, and every page would sort the whole table.
 */
export function partsOf(entity: Entity, { sort, order }: Place, written: Written): readonly Part[] {
  const [column, id, direction] = [written(sortColumn(entity, sort)), written(entity.id), sql.raw(order)];
  const byValue = [sql`${column} ${direction}`, sql`${id} ${direction}`];
  if (!isNullable(entity, sort)) return [{ where: sql`true`, orderBy: byValue }];
  return [
    { where: sql`${column} is not null`, orderBy: byValue },
    // Nulls are in the column's order too: without it, Postgres would not know that the index has them by id.
    { where: sql`${column} is null`, orderBy: byValue },
  ];
}

/** The parts of the list that come after a cursor; all of them for the empty one. Throws VALIDATION_ERROR. */
export function partsAfter(entity: Entity, place: Place, cursor: string, written: Written): readonly Part[] {
  const parts = partsOf(entity, place, written);
  if (cursor === "") return parts;
  const [, , value, id] = readCursor(entity, place, cursor);
  const [column, idColumn] = [written(sortColumn(entity, place.sort)), written(entity.id)];
  const beyond = sql.raw(place.order === "asc" ? ">" : "<");
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (value === null) return [{ ...last, where: sql`${last.where} and ${idColumn} ${beyond} ${id}` }];
  return [{ ...first, where: sql`(${column}, ${idColumn}) ${beyond} (${value}, ${id})` }, ...parts.slice(1)];
}

/** The cursor that goes on after this row. */
export function cursorAfter(entity: Entity, { sort, order }: Place, row: Row): string {
  const position = [sort, order, row[sortColumn(entity, sort)] ?? null, row[entity.id]];
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** Where a cursor of this list stands: the last row's sort value, as the table holds it, and its id. */
const positionIn = (entity: Entity, { sort, order }: Place) =>
  z.tuple([z.literal(sort), z.literal(order), storedSchema(entity, sort), z.int()]);

const anyPosition = z.tuple([z.string(), z.string(), z.unknown(), z.unknown()]);

function readCursor(entity: Entity, place: Place, cursor: string) {
  const found = parseJson(Buffer.from(cursor, "base64url").toString("utf8"));
  const position = positionIn(entity, place).safeParse(found);
  if (position.success) return position.data;
  const [sort, order] = anyPosition.safeParse(found).data ?? [place.sort, place.order];
  throw invalid(
    "cursor",
    sort === place.sort && order === place.order
      ? "This is no cursor of ours. Start with an empty cursor, go on with pagination.next_cursor."
      : "This cursor belongs to another sort or order. Start anew with an empty cursor.",
  );
}
