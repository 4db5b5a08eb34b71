import type { Selectable } from "kysely";
import { type ErrorDetail, refuseAny } from "../errors.ts";
import type { CustomFieldsTable } from "../store/tables.ts";
import type { Entity, Row } from "./entity.ts";
import type { Context } from "./operation.ts";

/** A field that people added to an entity: its row, with options and default parsed. */
export interface CustomField extends Omit<Selectable<CustomFieldsTable>, "options" | "default"> {
  readonly options: readonly string[];
  readonly default: unknown;
}

/** The fields that stand for an entity, in the order people gave them. Empty for entities without any. */
export async function customFieldsOf({ db }: Pick<Context, "db">, entity: Entity): Promise<readonly CustomField[]> {
  return entity.customValue === undefined ? [] : parsed(await selectFields(db, entity).execute()).filter(stands);
}

/**
 * The same for a write, with deleted fields, whose values stay stored and indexed for the day they are restored.
 * Nobody changes a definition before this transaction ends, so that no value slips in between its check and its change.
 */
export async function lockFields(
  { db, space }: Pick<Context, "db" | "space">,
  entity: Entity,
): Promise<readonly CustomField[]> {
  if (entity.customValue === undefined) return [];
  const select = selectFields(db, entity);
  // SQLite runs one transaction at a time. Changes of a definition take the row `for update`, which this holds off.
  return parsed(await (space.engine === "postgres" ? select.forKeyShare() : select).execute());
}

const selectFields = (db: Context["db"], entity: Entity) =>
  db
    .selectFrom("custom_fields")
    .selectAll()
    .where("entity_type", "=", entity.name)
    .orderBy("position")
    .orderBy("custom_field_id");

const stands = (field: CustomField) => field.deleted_at === null;

const parsed = (rows: readonly Selectable<CustomFieldsTable>[]): CustomField[] =>
  rows.map((row) => ({
    ...row,
    options: JSON.parse(row.options) as string[],
    default: row.default === null ? null : (JSON.parse(row.default) as unknown),
  }));

/** A record's value by a field's key, which may well be `constructor`; undefined when it has none. */
export const fieldValue = (values: Row, key: string): unknown => (Object.hasOwn(values, key) ? values[key] : undefined);

/** The part of a record's stored values that is shown: those of deleted fields stay hidden. */
export const shownOf = (fields: readonly CustomField[], values: Row): Row =>
  Object.fromEntries(fields.filter(({ key }) => Object.hasOwn(values, key)).map(({ key }) => [key, values[key]]));

/** A record's values as they are shown. */
export async function shownValues(reading: Pick<Context, "db">, entity: Entity, values: Row): Promise<Row> {
  return Object.keys(values).length === 0 ? values : shownOf(await customFieldsOf(reading, entity), values);
}

/** The values of a new record that names none. A required field may stay empty: a chat never fails for it. */
export async function defaultValues(context: Pick<Context, "db" | "space">, entity: Entity): Promise<Row> {
  return defaultsOf((await lockFields(context, entity)).filter(stands));
}

/**
 * The values of a new record that follows from another: those that its own fields have by the same key and would
 * take, and defaults for the rest. Like a chat's lead it may lack a required one.
 */
export async function adoptedValues(context: Pick<Context, "db" | "space">, entity: Entity, values: Row): Promise<Row> {
  const fields = (await lockFields(context, entity)).filter(stands);
  const adopted = fields.flatMap((field) => {
    const result = parseValue(entity, field, fieldValue(values, field.key) ?? null);
    return "value" in result && result.value !== null ? [[field.key, result.value] as const] : [];
  });
  return { ...defaultsOf(fields), ...Object.fromEntries(adopted) };
}

const defaultsOf = (fields: readonly CustomField[]): Row =>
  Object.fromEntries(fields.filter((field) => field.default !== null).map((field) => [field.key, field.default]));

/**
 * What `given` values make of the `stored` ones (null for a new record, which begins with the defaults): each is checked
 * by its field, null or blank text clears it, `given: null` clears all of a standing record. Throws VALIDATION_ERROR
 * that names every wrong field, also a required one that would be empty.
 */
export async function checkedValues(
  context: Pick<Context, "db" | "space">,
  entity: Entity,
  given: Row | null | undefined,
  stored: Row | null,
): Promise<Row> {
  const fields = (await lockFields(context, entity)).filter(stands);
  const clearsAll = given === null && stored !== null;
  const named = clearsAll ? Object.fromEntries(fields.map(({ key }) => [key, null])) : (given ?? {});
  const values = new Map<string, unknown>(Object.entries(stored ?? defaultsOf(fields)));
  const problems: ErrorDetail[] = [];
  for (const [key, value] of Object.entries(named)) {
    const field = fields.find((known) => known.key === key);
    const result = field === undefined ? unknownKey(entity, key) : parseValue(entity, field, value);
    if ("problem" in result) problems.push(result.problem);
    else if (result.value === null) values.delete(key);
    else values.set(key, result.value);
  }
  // A change answers for what it names; what was empty before the field became required may stay so.
  const answersFor = ({ key }: CustomField) => stored === null || Object.hasOwn(named, key);
  const isRefused = ({ key }: CustomField) => problems.some(({ field }) => field === pathOf(key));
  const missing = fields.filter((field) => field.required === 1 && !values.has(field.key) && answersFor(field));
  problems.push(...missing.filter((field) => !isRefused(field)).map(emptyField));
  refuseAny(problems);
  return Object.fromEntries(values);
}

const pathOf = (key: string) => `custom_fields.${key}`;

type Parsed = { readonly value: unknown } | { readonly problem: ErrorDetail };

/** The value as it is kept; null where there is none. */
function parseValue(entity: Entity, field: CustomField, value: unknown): Parsed {
  // Forms send an empty text for a field that nobody filled.
  if (value === null || (typeof value === "string" && value.trim() === "")) return { value: null };
  const parsed = entity.customValue?.(field).safeParse(value);
  if (parsed?.success === true) {
    return { value: Array.isArray(parsed.data) && parsed.data.length === 0 ? null : parsed.data };
  }
  const path = pathOf(field.key);
  const why = parsed?.error.issues[0]?.message ?? "this is no value for it";
  return { problem: { field: path, code: "invalid", message: `${path} (${field.label}): ${why}.` } };
}

function unknownKey(entity: Entity, key: string): Parsed {
  const message = `There is no custom field ${key} on a ${entity.name}. GET /custom-fields?entity_type=${entity.name} lists them.`;
  return { problem: { field: pathOf(key), code: "unknown_field", message } };
}

function emptyField({ key, label }: CustomField): ErrorDetail {
  return { field: pathOf(key), code: "required", message: `${pathOf(key)} (${label}) is required. Give it a value.` };
}
