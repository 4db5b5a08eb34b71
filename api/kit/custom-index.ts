import { createHash } from "node:crypto";
import { sql } from "kysely";
import { AppError } from "../errors.ts";
import { lockNames } from "../store/lock.ts";
import { normalise } from "../store/normalise.ts";
import { type CustomField, fieldValue, lockFields } from "./custom-fields.ts";
import type { Entity, Row } from "./entity.ts";
import type { Context } from "./operation.ts";

type Writing = Pick<Context, "db" | "space">;

/**
 * Keeps the index of a record's values, which filters, unique fields and changes of a definition look at. It holds what
 * is stored: values of deleted records and of deleted fields too. Throws DUPLICATE when a unique value is another
 * record's.
 */
export async function indexValues(
  context: Writing,
  entity: Entity,
  id: number,
  { now, before }: { readonly now: Row; readonly before: Row },
): Promise<void> {
  const fields = await lockFields(context, entity);
  const changed = fields.filter(({ key }) => !isSame(fieldValue(now, key), fieldValue(before, key)));
  await requireFree(context, entity, id, entriesOf(changed, now));
  const standing = changed.filter(({ key }) => Object.hasOwn(before, key)).map((field) => field.custom_field_id);
  if (standing.length > 0) {
    await context.db
      .deleteFrom("custom_field_values")
      .where("entity_id", "=", id)
      .where("custom_field_id", "in", standing)
      .execute();
  }
  const rows = entriesOf(changed, now).map(({ field, value }) => ({
    custom_field_id: field.custom_field_id,
    value,
    entity_id: id,
  }));
  if (rows.length > 0) await context.db.insertInto("custom_field_values").values(rows).execute();
}

/** Throws DUPLICATE when a record that comes back would hold a unique value that is another's by now. */
export async function requireFreeValues(context: Writing, entity: Entity, id: number, values: Row): Promise<void> {
  if (Object.keys(values).length === 0) return;
  await requireFree(context, entity, id, entriesOf(await lockFields(context, entity), values));
}

/** Takes records out of the index. */
export async function removeValues(
  { db }: Pick<Context, "db">,
  entity: Pick<Entity, "name">,
  ids: readonly number[],
): Promise<void> {
  await db
    .deleteFrom("custom_field_values")
    .where("entity_id", "in", [...ids])
    .where("custom_field_id", "in", (select) =>
      select.selectFrom("custom_fields").select("custom_field_id").where("entity_type", "=", entity.name),
    )
    .execute();
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

interface Entry {
  readonly field: CustomField;
  readonly value: string;
}

const entriesOf = (fields: readonly CustomField[], values: Row): Entry[] =>
  fields.flatMap((field) => indexed(fieldValue(values, field.key)).map((value) => ({ field, value })));

/** A deleted field counts too: once it is restored, no two records may hold one value. */
async function requireFree(
  { db, space }: Writing,
  entity: Entity,
  id: number,
  entries: readonly Entry[],
): Promise<void> {
  const unique = entries.filter(({ field }) => field.unique === 1);
  await lockNames(
    db,
    space.engine,
    unique.map(({ field, value }) => `custom field ${field.custom_field_id} ${value}`),
  );
  for (const { field, value } of unique) {
    const { rows } = await sql<{ entity_id: number }>`
      select entity_id from custom_field_values
      where custom_field_id = ${field.custom_field_id} and value = ${value} and entity_id <> ${id}
        and exists (${liveRecord(entity)})
      limit 1
    `.execute(db);
    const [other] = rows;
    if (other !== undefined) throw taken(entity, field, other.entity_id);
  }
}

/** Whether a row of the index speaks of a record that is not deleted. */
export const liveRecord = ({ table, id }: Pick<Entity, "table" | "id">) => sql`
  select 1 from ${sql.table(table)}
  where ${sql.ref(`${table}.${id}`)} = custom_field_values.entity_id and ${sql.ref(`${table}.deleted_at`)} is null
`;

function taken(entity: Entity, { key, label }: CustomField, id: number): AppError {
  const message = `Another ${entity.name} (${id}) has this ${label} already, and it is unique. Use another value.`;
  return new AppError("DUPLICATE", message, {
    details: [{ field: `custom_fields.${key}`, code: "duplicate", message, existing: { type: entity.name, id } }],
  });
}

/** Longer values are compared by their hash: both engines bound an index entry. */
const longestIndexed = 120;

/** A value as filters compare it: text without case and accents; each option of a multiselect by itself. */
export function indexed(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(indexed);
  const text = normalise(String(value));
  return [text.length <= longestIndexed ? text : `#${createHash("sha256").update(text).digest("hex")}`];
}
