import type { Selectable } from "kysely";
import { type AppError, invalid } from "../errors.ts";
import type { CustomFieldsTable } from "../store/tables.ts";
import type { Entity, Row } from "./entity.ts";
import type { Context } from "./operation.ts";

/** A field that people added to an entity: its row, with options and default parsed. */
export interface CustomField extends Omit<Selectable<CustomFieldsTable>, "options" | "default"> {
  readonly options: readonly string[];
  readonly default: unknown;
}

type Reading = Pick<Context, "db">;

/** The fields that stand for an entity, in the order people gave them. Empty for entities without any. */
export async function customFieldsOf(reading: Reading, entity: Entity): Promise<readonly CustomField[]> {
  return (await everyField(reading, entity)).filter((field) => field.deleted_at === null);
}

/** The same with deleted fields, whose values stay stored and indexed for the day they are restored. */
export async function everyField({ db }: Reading, entity: Entity): Promise<readonly CustomField[]> {
  if (entity.customValue === undefined) return [];
  const rows = await db
    .selectFrom("custom_fields")
    .selectAll()
    .where("entity_type", "=", entity.name)
    .orderBy("position")
    .orderBy("custom_field_id")
    .execute();
  return rows.map((row) => ({
    ...row,
    options: JSON.parse(row.options) as string[],
    default: row.default === null ? null : (JSON.parse(row.default) as unknown),
  }));
}

/** A record's values as they are shown: those of deleted fields stay stored and hidden. */
export async function shownValues(reading: Reading, entity: Entity, values: Row): Promise<Row> {
  if (Object.keys(values).length === 0) return values;
  const fields = await customFieldsOf(reading, entity);
  return Object.fromEntries(
    fields.filter(({ key }) => Object.hasOwn(values, key)).map(({ key }) => [key, values[key]]),
  );
}

/**
 * What `given` values make of the `stored` ones (null for a new record): each is checked by its field, null clears it,
 * `given: null` clears all. Throws VALIDATION_ERROR that names the field, or when a required one would be empty.
 */
export async function checkedValues(
  context: Reading,
  entity: Entity,
  given: Row | null | undefined,
  stored: Row | null,
): Promise<Row> {
  const fields = await customFieldsOf(context, entity);
  const values: Row = given === null ? hiddenOnly(fields, stored ?? {}) : { ...stored };
  for (const [key, value] of Object.entries(given ?? {})) {
    const field = fields.find((known) => known.key === key);
    if (field === undefined) throw unknownKey(entity, key);
    if (value === null) delete values[key];
    else values[key] = parseValue(entity, field, value);
  }
  // A change answers for what it names; what was empty before the field became required may stay so.
  const isNew = stored === null;
  const answersFor = (field: CustomField) => isNew || given === null || Object.hasOwn(given ?? {}, field.key);
  for (const field of fields) if (answersFor(field)) requireFilled(field, values[field.key], isNew);
  return values;
}

function requireFilled(field: CustomField, value: unknown, isNew: boolean): void {
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
  if (field.required === 0 || !isEmpty || (isNew && hasDefault(field))) return;
  const message = `custom_fields.${field.key} (${field.label}) is required. Give it a value.`;
  throw invalid(`custom_fields.${field.key}`, message, "required");
}

const hiddenOnly = (fields: readonly CustomField[], stored: Row): Row =>
  Object.fromEntries(Object.entries(stored).filter(([key]) => !fields.some((field) => field.key === key)));

const hasDefault = (field: CustomField) => field.default !== null;

/** The values of a new record: what it has, and the defaults of fields it does not name. */
export async function withDefaults(context: Reading, entity: Entity, values: Row): Promise<Row> {
  const defaults = (await customFieldsOf(context, entity)).filter(hasDefault);
  return { ...Object.fromEntries(defaults.map((field) => [field.key, field.default])), ...values };
}

function parseValue(entity: Entity, field: CustomField, value: unknown): unknown {
  const parsed = entity.customValue?.(field).safeParse(value);
  if (parsed?.success === true) return parsed.data;
  const path = `custom_fields.${field.key}`;
  const why = parsed?.error.issues[0]?.message ?? "this is no value for it";
  throw invalid(path, `${path} (${field.label}): ${why}.`);
}

function unknownKey(entity: Entity, key: string): AppError {
  const message = `There is no custom field ${key} on a ${entity.name}. GET /custom-fields?entity_type=${entity.name} lists them.`;
  return invalid(`custom_fields.${key}`, message, "unknown_field");
}
