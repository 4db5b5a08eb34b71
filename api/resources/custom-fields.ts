import { z } from "zod";
import { audit } from "../access/audit.ts";
import { AppError, invalid } from "../errors.ts";
import { preparePurge } from "../kit/erase.ts";
import { listOperation } from "../kit/list-operation.ts";
import { type Context, operation } from "../kit/operation.ts";
import { deleteRecord, findStored } from "../kit/records.ts";
import {
  createOperation,
  deletedRecord,
  deleteQuery,
  idParams,
  readOperation,
  requireStoredRight,
  restoreOperation,
  staleErrors,
  updateOperation,
} from "../kit/resource.ts";
import { purgeValues } from "./custom-field-purge.ts";
import { type CustomFieldRecord, customField } from "./custom-field-record.ts";
import {
  checkDefinition,
  type Definition,
  lastPosition,
  mostFields,
  requireFreeKey,
  requirePossible,
} from "./custom-field-rules.ts";
import { customFieldTypes, hasOptions } from "./custom-value.ts";
import { entityPermission, requireNamedTypes } from "./entity-links.ts";
import { entityTypes } from "./entity-types.ts";

const option = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^,]*$/, "an option holds no comma, because filters separate several by commas");

const fields = {
  label: z.string().trim().min(1).max(200).describe("What people read, up to 200 characters."),
  type: z.enum(customFieldTypes).describe("What values it takes."),
  required: z.boolean().describe("A new record needs a value, and a standing one cannot lose it."),
  unique: z.boolean().describe("No two records hold the same value. Not for boolean and multiselect."),
  options: z
    .array(option)
    .max(200)
    .nullable()
    .describe("For select and multiselect: 1 to 200 options of up to 200 characters, without commas."),
  default: z.json().describe("A value of the field that new records get, or null for none. Not beside unique."),
  position: z.int().min(0).max(1_000_000).describe("Lower ones come first."),
};

const key = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, "use 1–64 of a–z, 0–9 and _, beginning with a letter")
  .describe("Its name in the API, 1–64 of a–z, 0–9 and _, beginning with a letter. Never changes.");

const createBody = z
  .strictObject({
    ...fields,
    label: fields.label.describe("What people read, up to 200 characters; made from the key when absent."),
    position: fields.position.describe("Lower ones come first; the last place when absent."),
    key,
    entity_type: z.enum(entityTypes).describe("The records that carry it."),
  })
  .partial()
  .required({ entity_type: true, key: true, type: true });

const same = "May be named, and stays as it is: another value is refused.";
const updateBody = z
  .strictObject({ ...fields, key: z.string().describe(same), entity_type: z.string().describe(same) })
  .partial();

const blank: Definition = { type: "text", required: false, unique: false, options: [], default: null };

const readable = (key: string) => {
  const words = key.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The definition that a body makes of a standing or blank one; null options are none. */
function defined(from: Definition, { type, required, unique, options, default: value }: z.output<typeof updateBody>) {
  const next = { type: type ?? from.type, required: required ?? from.required, unique: unique ?? from.unique };
  // A type without options loses those of the one before; to name some is a mistake, and said so.
  const kept = next.type === from.type || hasOptions(next.type) ? from.options : [];
  return checkDefinition({
    ...next,
    options: options === undefined ? kept : (options ?? []),
    default: value === undefined ? from.default : value,
  });
}

const post = createOperation("/custom-fields", customField, {
  summary: "Create a new custom field definition",
  description:
    "Its values stand in `custom_fields` of every record of the entity, filter lists as `cf.<key>=value` and are columns of the CSV. A key belongs to one field of an entity, also while that is deleted: 409 DUPLICATE names it.",
  body: createBody,
  example: { entity_type: "lead", key: "plan", label: "Plan", type: "select", options: ["Basic", "Gold"] },
  errors: { DUPLICATE: "The entity has a field with this key already.", CONFLICT: `It has ${mostFields} fields.` },
  async check(context, body) {
    const { entity_type, key, label, position } = body;
    context.require(entityPermission[entity_type].write);
    const definition = defined(blank, body);
    await requireFreeKey(context, entity_type, key);
    await noteDeed(context, "custom_field.created", { entity_type, key });
    return {
      ...{ entity_type, key, label: label ?? readable(key), ...definition },
      position: position ?? (await lastPosition(context, entity_type)),
    };
  },
});

const put = updateOperation("/custom-fields/{id}", customField, {
  summary: "Update a custom field definition",
  description:
    "Changes only what it names. While records hold values, the type stays, an option that one of them uses cannot go, and values that stand twice keep the field from becoming unique: 409 CONFLICT with `details[0].counts`. Records that have no value when the field becomes required may keep none until somebody names it.",
  body: updateBody,
  example: { label: "Plan", options: ["Basic", "Gold", "Platinum"] },
  errors: { CONFLICT: "Values that records hold stand against it; `counts` says how many." },
  async check(context, body, current) {
    const now = current.record as CustomFieldRecord;
    for (const name of ["key", "entity_type"] as const) {
      if (body[name] === undefined || body[name] === now[name]) continue;
      throw invalid(
        name,
        `The ${name} of a custom field never changes. Leave it out, or make a new field.`,
        "immutable",
      );
    }
    const next = defined(now, body);
    await requirePossible(context, now, next);
    await noteDeed(context, "custom_field.changed", now);
    return { ...next, label: body.label, position: body.position };
  },
});

const remove = operation(
  "DELETE /custom-fields/{id}",
  {
    summary: "Remove a custom field definition",
    description:
      "Its values are hidden at once, from reads, filters, files and events, and come back with it when it is restored within 30 days. `?purge=true` erases the definition and every value; with very many records that takes seconds, while others go on writing.",
    permission: customField.permission.delete,
    params: idParams,
    query: deleteQuery,
    returns: deletedRecord(customField),
    errors: { CONFLICT: "It was restored while it was purged.", ...staleErrors },
    prepare: async (context, { params, query }) => {
      if (query.purge) await purgeValues(context, params.id);
      return query.purge && (await preparePurge(context, customField, params.id));
    },
  },
  async (context, { params: { id }, prepared: purge }) => {
    await requireStoredRight(context, customField, id);
    const found = await findStored(context, customField, id, true);
    if (purge !== false && found?.row["deleted_at"] === null) {
      throw new AppError(
        "CONFLICT",
        "Somebody restored the field while it was purged. Look at it, then purge it again.",
      );
    }
    const deleted = await deleteRecord(context, customField, id, purge);
    // What is erased is noted as every record is.
    if (purge === false && found !== undefined) {
      await noteDeed(context, "custom_field.deleted", found.record as CustomFieldRecord);
    }
    return deleted as never;
  },
);

/** Writes what was done to a definition into the audit log, by its name in the API: `lead.plan`. */
async function noteDeed(
  { db, actor, request, now }: Context,
  action: `custom_field.${string}`,
  { entity_type, key }: Pick<CustomFieldRecord, "entity_type" | "key">,
): Promise<void> {
  await audit(db, { action, actor, target: `${entity_type}.${key}`, address: request.address, now });
}

export const customFieldOperations = [
  listOperation("/custom-fields", customField, {
    summary: "List custom field definitions for a CRM entity type",
    description: "In the order of their position. Without entity_type, those of every entity you may read.",
    check: (context, query) => requireNamedTypes(context, query["entity_type"]),
  }),
  post,
  readOperation("/custom-fields/{id}", customField, "Get a custom field definition"),
  put,
  remove,
  restoreOperation("/custom-fields/{id}/restore", customField, "The values that records had of it are shown again."),
] as const;
