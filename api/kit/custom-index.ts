import { createHash } from "node:crypto";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { AppError, invalid } from "../errors.ts";
import { lockNames } from "../store/lock.ts";
import { normalise } from "../store/normalise.ts";
import { type CustomField, customFieldsOf, everyField } from "./custom-fields.ts";
import type { Entity, Row } from "./entity.ts";
import type { Context } from "./operation.ts";

type Reading = Pick<Context, "db" | "space">;

/**
 * Keeps the index of a record's stored values, which filters and unique fields look at. Throws DUPLICATE when a unique
 * value is another record's.
 */
export async function indexValues(context: Reading, entity: Entity, id: number, values: Row): Promise<void> {
  const fields = await everyField(context, entity);
  const entries = fields.flatMap((field) =>
    indexed(values[field.key]).map((value) => ({ custom_field_id: field.custom_field_id, value, entity_id: id })),
  );
  const unique = fields.filter((field) => field.unique === 1 && field.deleted_at === null);
  for (const field of unique) {
    const entry = entries.find(({ custom_field_id }) => custom_field_id === field.custom_field_id);
    if (entry !== undefined) await requireUnique(context, entity, field, entry);
  }
  await removeValues(context, entity, [id]);
  if (entries.length > 0) await context.db.insertInto("custom_field_values").values(entries).execute();
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

async function requireUnique(
  { db, space }: Reading,
  entity: Entity,
  field: CustomField,
  entry: { readonly value: string; readonly entity_id: number },
): Promise<void> {
  await lockNames(db, space.engine, [`custom field ${field.custom_field_id} ${entry.value}`]);
  const other = await db
    .selectFrom("custom_field_values")
    .select("entity_id")
    .where("custom_field_id", "=", field.custom_field_id)
    .where("value", "=", entry.value)
    .where("entity_id", "!=", entry.entity_id)
    .executeTakeFirst();
  if (other === undefined) return;
  const id = other.entity_id;
  const message = `Another ${entity.name} (${id}) has this ${field.label} already, and it is unique. Use another value.`;
  throw new AppError("DUPLICATE", message, {
    details: [{ field: `custom_fields.${field.key}`, code: "duplicate", message, existing: { type: entity.name, id } }],
  });
}

/** Longer values are compared by their hash: both engines bound an index entry. */
const longestIndexed = 120;

/** A value as filters compare it: text without case and accents; each option of a multiselect by itself. */
function indexed(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(indexed);
  const text = normalise(String(value));
  return [text.length <= longestIndexed ? text : `#${createHash("sha256").update(text).digest("hex")}`];
}

/** The name that a list's filter by a custom field begins with. */
export const filterPrefix = "cf.";

/** The condition of `cf.<key>=a,b`: the field holds one of these. Throws VALIDATION_ERROR for an unknown key. */
export async function customCondition(
  context: Pick<Context, "db">,
  entity: Entity,
  name: string,
  text: string,
): Promise<RawBuilder<SqlBool>> {
  const key = name.slice(filterPrefix.length);
  const field = (await customFieldsOf(context, entity)).find((known) => known.key === key);
  if (field === undefined) {
    const message = `${name}: there is no custom field ${key} on a ${entity.name}. GET /custom-fields?entity_type=${entity.name} lists them.`;
    throw invalid(name, message, "unknown_field");
  }
  const values = text.split(",").flatMap((part) => indexed(asStored(entity, field, part.trim())));
  return sql<SqlBool>`${sql.ref(entity.id)} in (
    select entity_id from custom_field_values
    where custom_field_id = ${field.custom_field_id} and value in (${sql.join(values)})
  )`;
}

/** A filter's text as the value it stands for, so that 1.50 finds 1.5; what cannot be one finds nothing. */
function asStored(entity: Entity, field: CustomField, text: string): unknown {
  const given = field.type === "multiselect" ? [text] : readText(field.type, text);
  const parsed = entity.customValue?.(field).safeParse(given);
  return parsed?.success === true ? parsed.data : text;
}

function readText(type: string, text: string): unknown {
  if (["number", "currency"].includes(type)) return text === "" ? text : Number(text);
  return type === "boolean" ? ({ true: true, 1: true, false: false, 0: false }[text] ?? text) : text;
}
