import type { Schema } from "./document.ts";

/** Whether a schema without references allows this value, as far as we write schemas. */
export function fits(schema: Schema, value: unknown): boolean {
  if (schema.const !== undefined) return value === schema.const;
  if (schema.enum !== undefined) return schema.enum.includes(value);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return branches.some((branch) => fits(branch, value));
  if (schema.allOf !== undefined) return schema.allOf.every((part) => fits(part, value));
  if (!hasType(schema, value)) return false;
  if (typeof value === "string") return fitsText(schema, value);
  if (typeof value === "number") return isWithin(value, schema.minimum, schema.maximum) && isAbove(schema, value);
  if (Array.isArray(value)) return fitsList(schema, value);
  return typeof value !== "object" || value === null || fitsObject(schema, value as Readonly<Record<string, unknown>>);
}

export const typesOf = ({ type }: Schema): readonly string[] =>
  type === undefined ? [] : typeof type === "string" ? [type] : type;

/** No type at all is any JSON. */
function hasType(schema: Schema, value: unknown): boolean {
  const types = typesOf(schema);
  if (types.length === 0) return true;
  if (value === null) return types.includes("null");
  if (Array.isArray(value)) return types.includes("array");
  if (typeof value === "number" && types.includes("integer")) return Number.isInteger(value);
  return types.includes(typeof value);
}

const isWithin = (value: number, least = -Infinity, most = Infinity) => value >= least && value <= most;

const isAbove = ({ exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity }: Schema, value: number) =>
  value > exclusiveMinimum && value < exclusiveMaximum;

const formats: Readonly<Record<string, RegExp>> = {
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/,
  date: /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?/,
};

function fitsText({ minLength, maxLength, pattern, format = "" }: Schema, value: string): boolean {
  if (!isWithin(value.length, minLength, maxLength)) return false;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return false;
  return formats[format]?.test(value) ?? true;
}

function fitsList({ items, prefixItems = [], minItems, maxItems }: Schema, value: readonly unknown[]): boolean {
  if (!isWithin(value.length, minItems, maxItems)) return false;
  return value.every((item, i) => {
    const schema = prefixItems[i] ?? items ?? {};
    return schema !== false && fits(schema, item);
  });
}

/** What an object may hold beyond its properties, it holds as values of any kind or of one. */
function fitsObject(schema: Schema, value: Readonly<Record<string, unknown>>): boolean {
  const { properties = {}, required = [], additionalProperties: more } = schema;
  const rest = typeof more === "object" ? more : more === true || schema.properties === undefined ? {} : undefined;
  if (!required.every((name) => value[name] !== undefined)) return false;
  return Object.entries(value).every(([name, part]) => {
    const property = properties[name] ?? rest;
    return property !== undefined && fits(property, part);
  });
}
