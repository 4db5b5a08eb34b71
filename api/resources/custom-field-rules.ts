import { AppError, invalid } from "../errors.ts";
import { countUsage, findDoubled, type Usage } from "../kit/custom-usage.ts";
import type { Erasable } from "../kit/erase.ts";
import type { Context } from "../kit/operation.ts";
import { lockNames } from "../store/lock.ts";
import { normalise } from "../store/normalise.ts";
import type { CustomFieldRecord } from "./custom-field-record.ts";
import { customValue, hasOptions } from "./custom-value.ts";
import { customised } from "./entities.ts";
import type { EntityType } from "./entity-types.ts";

/** What a definition says, whoever carries it. */
export type Definition = Pick<CustomFieldRecord, "type" | "required" | "unique" | "options" | "default">;

/** The definition with its default as it is kept. Throws VALIDATION_ERROR for one that contradicts itself. */
export function checkDefinition(definition: Definition): Definition {
  requireOptions(definition);
  if (definition.unique && ["boolean", "multiselect"].includes(definition.type)) {
    throw invalid("unique", `A ${definition.type} cannot be unique. Leave unique out, or take another type.`);
  }
  if (definition.default === null || definition.default === "") return { ...definition, default: null };
  if (definition.unique) {
    throw invalid(
      "default",
      "A unique field has no default: the second record would double it. Leave one of them out.",
    );
  }
  const value = customValue(definition).safeParse(definition.default);
  if (value.success) return { ...definition, default: value.data as Definition["default"] };
  const why = value.error.issues[0]?.message ?? "this is no value of the field";
  throw invalid("default", `default: ${why}. It must be a value of the field itself, or null.`);
}

function requireOptions({ type, options }: Definition): void {
  if (!hasOptions(type)) {
    if (options.length === 0) return;
    throw invalid("options", `A ${type} has no options. Leave them out, or take the type select or multiselect.`);
  }
  if (options.length === 0) throw invalid("options", `A ${type} needs options. Name at least one.`, "required");
  const names = options.map(normalise);
  const doubled = options.find((_, i) => names.indexOf(names[i] ?? "") !== i);
  if (doubled === undefined) return;
  // Filters compare without case and accents: they could not tell such options apart.
  throw invalid("options", `The option ${doubled} stands twice. Case and accents make no difference; name each once.`);
}

/** Every write of a record reads its entity's definitions, and a record's values stand in one column. */
export const mostFields = 200;

/** Refuses a key that stands, or that a deleted field still holds. Others who add fields to the entity wait. */
export async function requireFreeKey(
  { db, space }: Pick<Context, "db" | "space">,
  entity_type: EntityType,
  key: string,
): Promise<void> {
  await lockNames(db, space.engine, [`custom fields of ${entity_type}`]);
  const standing = await db
    .selectFrom("custom_fields")
    .select(["custom_field_id", "key", "deleted_at"])
    .where("entity_type", "=", entity_type)
    .execute();
  const other = standing.find((field) => field.key === key);
  if (other !== undefined) {
    const id = other.custom_field_id;
    const message =
      other.deleted_at === null
        ? `The ${entity_type} has a custom field ${key} already: ${id}. Change that one, or take another key.`
        : `The deleted custom field ${id} of the ${entity_type} still holds the key ${key}. Restore it (POST /custom-fields/${id}/restore), purge it (DELETE /custom-fields/${id}?purge=true), or take another key.`;
    throw new AppError("DUPLICATE", message, {
      details: [{ field: "key", code: "duplicate", message, existing: { type: "custom_field", id } }],
    });
  }
  if (standing.length < mostFields) return;
  const message = `The ${entity_type} has ${mostFields} custom fields, deleted ones included; there is no room for more. Purge one.`;
  throw new AppError("CONFLICT", message, {
    details: [{ code: "too_many", message, counts: { custom_fields: mostFields } }],
  });
}

/** The place after all others. */
export async function lastPosition({ db }: Pick<Context, "db">, entity_type: EntityType): Promise<number> {
  const last = await db
    .selectFrom("custom_fields")
    .select(({ fn }) => fn.max("position").as("position"))
    .where("entity_type", "=", entity_type)
    .executeTakeFirst();
  return Number(last?.position ?? 0) + 1;
}

/** Throws CONFLICT when values that records hold stand against a change of their field. */
export async function requirePossible(
  { db }: Pick<Context, "db">,
  now: CustomFieldRecord,
  next: Definition,
): Promise<void> {
  const entity = customised(now.entity_type);
  if (entity === undefined) return;
  const values = { db, entity, id: now.custom_field_id };
  if (next.type !== now.type) await requireNoValues(values);
  const removed = now.options.filter((option) => !next.options.includes(option));
  if (next.type === now.type) await requireUnused(values, removed);
  if (next.unique && !now.unique) await requireSingle(values);
}

/** Where the values of a field are found. */
interface Values extends Pick<Context, "db"> {
  readonly entity: Erasable;
  readonly id: number;
}

async function requireNoValues({ db, entity, id }: Values): Promise<void> {
  const usage = await countUsage(db, entity, id);
  if (usage.records > 0) throw inUse("type", `The type cannot change while ${held(usage)} a value`, usage);
}

async function requireUnused({ db, entity, id }: Values, options: readonly string[]): Promise<void> {
  const used: { readonly option: string; readonly usage: Usage }[] = [];
  for (const option of options) {
    const usage = await countUsage(db, entity, id, option);
    if (usage.records > 0) used.push({ option, usage });
  }
  const [first] = used;
  if (first === undefined) return;
  const counts = Object.fromEntries(used.map(({ option, usage }) => [option, usage.records]));
  throw inUse("options", `The option ${first.option} cannot go while ${held(first.usage)} it`, counts);
}

async function requireSingle({ db, entity, id }: Values): Promise<void> {
  const { ids, ...counts } = await findDoubled(db, entity, id);
  if (counts.values === 0) return;
  const what = `${counts.records} records share ${counts.values} value${counts.values === 1 ? "" : "s"}`;
  throw inUse("unique", `The field cannot be unique: ${what}`, counts, ids);
}

/** Who holds something, with the verb: records that are deleted come back with their values. */
function held({ records, deleted }: Usage): string {
  const among = deleted === 0 ? "" : ` (${deleted} of them deleted)`;
  return records === 1 ? `1 record${among} holds` : `${records} records${among} hold`;
}

function inUse(field: string, why: string, counts: object, ids?: readonly number[]): AppError {
  const message = `${why}. Change the records first.`;
  const more = ids === undefined ? {} : { ids };
  return new AppError("CONFLICT", message, { details: [{ field, code: "in_use", message, counts, ...more }] });
}
