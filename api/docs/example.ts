import type { Schema } from "./document.ts";
import { familiar } from "./familiar.ts";
import { fits, typesOf } from "./fits.ts";

/** Fields that are null in the life of most records. */
const usuallyNull = /^(deleted_at|converted_at|merged_into|previous_\w+|next_cursor|incident|ended_at|phone_e164)$/;

/** Deeper than this nobody reads an example. */
const deepest = 8;

/**
 * An example of what a schema without references describes. `given` are values that win over all others, by field name:
 * an answer then speaks of what its request sent.
 */
export function exampleOf(schema: Schema, given: Readonly<Record<string, unknown>> = {}): unknown {
  return build(schema, { given, depth: 0, name: "", parent: "", record: "", around: "" });
}

interface Place {
  readonly given: Readonly<Record<string, unknown>>;
  readonly depth: number;
  readonly name: string;
  /** The property around this one. */
  readonly parent: string;
  /** The record this stands in, by its id: `lead` where `lead_id` comes first. */
  readonly record: string;
  /** The record around that one. */
  readonly around: string;
}

function build(schema: Schema, place: Place): unknown {
  if (schema.const !== undefined) return schema.const;
  const known = knownValue(schema, place);
  if (known !== undefined) return known;
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first !== undefined) return build(first, place);
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => build(part, place)));
  return byType(schema, place);
}

/** The first value of those that speak of this place, the most particular first, that the schema allows. */
function knownValue(schema: Schema, place: Place): unknown {
  const { given, name, parent, record } = place;
  const ofNothing = usuallyNull.test(name) ? null : undefined;
  const told = [takenOver(given[name]), ownerOf(place), familiar[`${record}.${name}`], familiar[`${parent}.${name}`]];
  const said = [schema.examples?.[0], schema.default ?? undefined, schema.enum?.[0]];
  return [...told, ofNothing, ...said, familiar[name]].find((value) => value !== undefined && fits(schema, value));
}

/** What was sent is shown as it comes back; but records in a list come back with other fields than were sent. */
const takenOver = (value: unknown) => (isRecords(value) ? undefined : value);

const isRecords = (value: unknown): value is readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) && value.some((item) => typeof item === "object" && !Array.isArray(item));

/** What a record embeds is about that record. */
function ownerOf({ name, around }: Place): unknown {
  if (around === "") return undefined;
  return name === "entity_type" ? around : name === "entity_id" ? familiar[`${around}_id`] : undefined;
}

function byType(schema: Schema, place: Place): unknown {
  switch (typesOf(schema)[0]) {
    case "object":
      return objectOf(schema, place);
    case "array":
      return listOf(schema, place);
    case "integer":
    case "number":
      return schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case "boolean":
      return false;
    case "string":
      return textOf(schema, place.name);
    default:
      return null;
  }
}

function objectOf({ properties = {} }: Schema, place: Place): unknown {
  if (place.depth >= deepest) return {};
  const record = recordOf(properties);
  const here = record === "" || record === place.record ? place : { ...place, record, around: place.record };
  const below = { ...here, depth: place.depth + 1, parent: place.name };
  const shown = Object.entries(properties).filter(
    ([name]) => !isLeftOut(`${record}.${name}`) && !isLeftOut(`${place.name}.${name}`),
  );
  return Object.fromEntries(shown.map(([name, part]) => [name, build(part, { ...below, name })]));
}

/** What a record without the value leaves out altogether stands in the table as undefined. */
const isLeftOut = (path: string) => Object.hasOwn(familiar, path) && familiar[path] === undefined;

function recordOf(properties: Readonly<Record<string, Schema>>): string {
  const [[first, { type }] = ["", {}]] = Object.entries(properties) as [string, Schema][];
  return (type === "integer" && /^(\w+)_id$/.exec(first)?.[1]) || "";
}

function listOf({ items, prefixItems }: Schema, place: Place): unknown[] {
  const below = { ...place, depth: place.depth + 1 };
  if (prefixItems !== undefined) return prefixItems.map((part) => build(part, below));
  if (items === undefined || items === false) return [];
  const sent = place.given[place.name];
  if (!isRecords(sent)) return [build(items, below)];
  return sent.map((given, i) => countedOn(build(items, { ...below, given }), i));
}

/** Records that were sent together get ids and places one after another. */
function countedOn(record: unknown, by: number): unknown {
  const fields = Object.entries(record as Readonly<Record<string, unknown>>);
  const counts = (name: string, value: unknown) => typeof value === "number" && /^seq$|_id$/.test(name);
  return Object.fromEntries(fields.map(([name, value]) => [name, counts(name, value) ? Number(value) + by : value]));
}

function textOf({ format }: Schema, name: string): string {
  if (format === "email") return "jane@company.com";
  if (format === "uri") return "https://example.com";
  if (format === "date") return "2026-03-10";
  if (format === "date-time" || /(^|_)(at|until|since|after|before)$/.test(name)) return "2026-03-10T14:30:00Z";
  return "…";
}
