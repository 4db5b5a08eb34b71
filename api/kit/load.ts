import type { SearchType } from "../store/search.ts";
import { encode } from "./columns.ts";
import { fieldValue, lockFields } from "./custom-fields.ts";
import { indexed } from "./custom-index.ts";
import { anyTable, type Entity, type Row } from "./entity.ts";
import type { Reading } from "./records.ts";

/** Values of one statement: SQLite takes 32,766 at most, and a shorter statement is compiled sooner. */
const mostValues = 8000;

/**
 * Inserts many new records as `insertRecord` would, but for two things: they carry their own moments, and nothing is
 * emitted. For data made in bulk, where nobody waits to hear of each record. All must name the same columns, and
 * unique values of custom fields must be new. Returns the records' ids, in the order of `values`.
 */
export async function loadRecords(
  context: Reading,
  entity: Entity,
  values: readonly Row[],
): Promise<readonly number[]> {
  const rows = values.map((one) => encode(entity, one));
  const atOnce = Math.floor(mostValues / Object.keys(rows[0] ?? {}).length);
  const ids: number[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    const inserted = await anyTable(context.db)
      .insertInto(entity.table)
      .values(rows.slice(from, from + atOnce))
      .returning(entity.id)
      .execute();
    ids.push(...inserted.map((row) => row[entity.id] as number));
  }
  // Ids are given in the order of the values; in which order they are returned no engine promises.
  ids.sort((one, other) => one - other);
  await index(
    context,
    entity,
    values.map((record, i) => ({ ...record, [entity.id]: ids[i] })),
  );
  return ids;
}

async function index(context: Reading, entity: Entity, records: readonly Row[]): Promise<void> {
  const { search } = entity;
  if (search !== undefined) {
    const documents = records.map((record) => [record[entity.id] as number, search(record)] as const);
    await context.space.search.load(context.db, entity.name as SearchType, documents);
  }
  const fields = await lockFields(context, entity);
  const entries = records.flatMap((record) =>
    fields.flatMap(({ custom_field_id, key }) => {
      const values = indexed(fieldValue(record["custom_fields"] as Row, key));
      return values.map((value) => ({ custom_field_id, value, entity_id: record[entity.id] as number }));
    }),
  );
  const atOnce = Math.floor(mostValues / 3);
  for (let from = 0; from < entries.length; from += atOnce) {
    await context.db
      .insertInto("custom_field_values")
      .values(entries.slice(from, from + atOnce))
      .execute();
  }
}
