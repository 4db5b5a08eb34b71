import { type Kysely, sql } from "kysely";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import type { CustomField } from "./custom-fields.ts";
import { anyTable, type Entity, type Row } from "./entity.ts";

type Place = Pick<Entity, "table" | "id">;
type Erased = Pick<CustomField, "custom_field_id" | "key">;

/** Rows of the index that one transaction takes out: others get their turn in between, however many there are. */
const erasedAtOnce = 100;

/**
 * Erases a deleted field's values, from its records and from their index. Records keep their version and tell no event:
 * what goes was hidden already. Stops early when somebody restores the field meanwhile.
 */
export async function eraseFieldValues(space: Space, entity: Place, field: Erased): Promise<void> {
  for (let last: Entry | null = { value: "", entity_id: 0 }; last !== null; ) {
    const after: Entry = last;
    last = await space.write(({ db }) => eraseSome(db, space, { entity, field, after }));
  }
}

interface Entry {
  readonly value: string;
  readonly entity_id: number;
}

interface Batch {
  readonly entity: Place;
  readonly field: Erased;
  /** Where the batch before ended; its rows are gone, but Postgres would step over them again. */
  readonly after: Entry;
}

/** Returns the last row of the index that it took out, or null when there is nothing more to do. */
async function eraseSome(db: Kysely<Tables>, { engine }: Space, { entity, field, after }: Batch) {
  if (!(await isDeleted(db, engine, field))) return null;
  const { rows } = await sql<Entry>`
    select value, entity_id from custom_field_values
    where custom_field_id = ${field.custom_field_id} and (value, entity_id) > (${after.value}, ${after.entity_id})
    order by value, entity_id limit ${erasedAtOnce}
  `.execute(db);
  if (rows.length === 0) return null;
  const ids = [...new Set(rows.map((row) => row.entity_id))];
  await removeKey(db, engine, { entity, key: field.key, ids });
  await db
    .deleteFrom("custom_field_values")
    .where("custom_field_id", "=", field.custom_field_id)
    .where("entity_id", "in", ids)
    .execute();
  return rows.at(-1) ?? null;
}

/** True while the field is deleted, and nobody restores it before this transaction ends. */
async function isDeleted(db: Kysely<Tables>, engine: Space["engine"], { custom_field_id }: Erased): Promise<boolean> {
  const select = db
    .selectFrom("custom_fields")
    .select("deleted_at")
    .where("custom_field_id", "=", custom_field_id)
    .where("deleted_at", "is not", null);
  return (await (engine === "postgres" ? select.forKeyShare() : select).executeTakeFirst()) !== undefined;
}

async function removeKey(
  db: Kysely<Tables>,
  engine: Space["engine"],
  { entity, key, ids }: { readonly entity: Place; readonly key: string; readonly ids: readonly number[] },
): Promise<void> {
  const select = anyTable(db)
    .selectFrom(entity.table)
    .select([entity.id, "custom_fields"])
    .where(entity.id, "in", [...ids])
    .orderBy(entity.id);
  const rows = await (engine === "postgres" ? select.forUpdate() : select).execute();
  const changes = rows.map((row) => {
    const { [key]: _, ...kept } = JSON.parse(String(row["custom_fields"])) as Row;
    return sql`(cast(${row[entity.id]} as bigint), ${JSON.stringify(kept)})`;
  });
  if (changes.length === 0) return;
  // Both engines call the columns of a list of values column1 and column2.
  await sql`
    update ${sql.table(entity.table)} set custom_fields = fresh.column2
    from (values ${sql.join(changes)}) as fresh where ${sql.ref(`${entity.table}.${entity.id}`)} = fresh.column1
  `.execute(db);
}
