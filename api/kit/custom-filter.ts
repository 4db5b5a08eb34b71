import { type RawBuilder, sql } from "kysely";
import { invalid } from "../errors.ts";
import { normalise } from "../store/normalise.ts";
import { type CustomField, customFieldsOf } from "./custom-fields.ts";
import { indexed } from "./custom-index.ts";
import type { Entity } from "./entity.ts";
import type { Context } from "./operation.ts";

/** The name that a list's filter by a custom field begins with. */
export const filterPrefix = "cf.";

/** A subquery of the ids that `cf.<key>=a,b` finds: the field holds one of these. Throws VALIDATION_ERROR for an unknown key or value. */
export async function customIds(
  context: Pick<Context, "db">,
  entity: Entity,
  name: string,
  text: string,
): Promise<RawBuilder<number>> {
  const key = name.slice(filterPrefix.length);
  const field = (await customFieldsOf(context, entity)).find((known) => known.key === key);
  if (field === undefined) {
    const message = `${name}: there is no custom field ${key} on a ${entity.name}. GET /custom-fields?entity_type=${entity.name} lists them.`;
    throw invalid(name, message, "unknown_field");
  }
  const values = severalOf(text).flatMap((part) => indexed(readValue(entity, field, part)));
  return sql<number>`(
    select entity_id from custom_field_values
    where custom_field_id = ${field.custom_field_id} and value in (${sql.join(values)})
  )`;
}

/** Values separated by commas; a comma inside one is written `\,`. */
const severalOf = (text: string) => text.split(/(?<!\\),/).map((part) => part.replaceAll("\\,", ",").trim());

/** Types whose values are any text to a filter: what none holds finds nothing. */
const textTypes: readonly string[] = ["text", "textarea", "url", "email", "phone"];

/** A filter's text as the value it stands for, so that 1.50 finds 1.5. Throws VALIDATION_ERROR for what cannot be one. */
function readValue(entity: Entity, field: CustomField, text: string): unknown {
  const name = filterPrefix + field.key;
  if (text === "") throw invalid(name, `${name}: give a value, or leave it out.`);
  if (textTypes.includes(field.type)) return text;
  const option = field.options.find((one) => normalise(one) === normalise(text));
  const given = field.type === "multiselect" ? [option ?? text] : (option ?? readText(field.type, text));
  const parsed = entity.customValue?.(field).safeParse(given);
  if (parsed?.success === true) return parsed.data;
  const why = parsed?.error.issues[0]?.message ?? "this is no value for it";
  throw invalid(name, `${name} (${field.label}): ${why}.`);
}

const numeral = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readText(type: string, text: string): unknown {
  if (["number", "currency"].includes(type)) return numeral.test(text) ? Number(text) : text;
  return type === "boolean" && /^(true|false|1|0)$/i.test(text) ? ["true", "1"].includes(text.toLowerCase()) : text;
}
