import { z } from "zod";
import { normalise } from "../store/normalise.ts";
import type { Entity, Row } from "./entity.ts";
import { innermost } from "./parse.ts";

/** How a field's value stands in its column: as it is, as 0 or 1, or as JSON text. */
export type Storage = "plain" | "flag" | "json";

/** Each field's storage, worked out once for an entity: every row that is read asks for it. */
export type Columns = ReadonlyMap<string, Storage>;

export function columnsOf(record: z.ZodObject): Columns {
  const fields = Object.entries(record.shape as Record<string, z.ZodType>);
  return new Map(fields.map(([name, schema]) => [name, storageOf(schema)]));
}

function storageOf(schema: z.ZodType): Storage {
  const type = innermost(schema);
  if (type === "boolean") return "flag";
  return ["string", "number", "int", "enum", "literal", "null"].includes(type) ? "plain" : "json";
}

/** A table row as the record it is. */
export function decode({ columns }: Pick<Entity, "columns">, row: Row): Row {
  const record: Row = {};
  for (const [name, storage] of columns) record[name] = decodeValue(storage, row[name] ?? null);
  return record;
}

function decodeValue(storage: Storage, value: unknown): unknown {
  if (value === null || storage === "plain") return value;
  return storage === "flag" ? value === 1 : JSON.parse(String(value));
}

/** Values of a record as table columns, with their sort keys. Columns that no field declares pass through. */
export function encode({ columns, folded = [] }: Pick<Entity, "columns" | "folded">, values: Row): Row {
  const encoded: Row = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    encoded[name] = encodeValue(columns.get(name) ?? "plain", value);
    if (folded.includes(name)) encoded[`${name}_sort`] = value === null ? null : normalise(String(value));
  }
  return encoded;
}

function encodeValue(storage: Storage, value: unknown): unknown {
  if (value === null || storage === "plain") return value;
  return storage === "flag" ? Number(value) : JSON.stringify(value);
}

/** What stands in the table for a field that lists sort by. */
export function storedSchema({ name, record, columns }: Entity, field: string): z.ZodType<string | number | null> {
  const schema = (record.shape as Record<string, z.ZodType>)[field];
  if (schema === undefined) throw new Error(`${name} has no field ${field}.`);
  const isWhole = columns.get(field) === "flag" || !schema.safeParse(0.5).success;
  const isNumber = columns.get(field) === "flag" || innermost(schema) === "number";
  const stored: z.ZodType<string | number> = isNumber ? (isWhole ? z.int() : z.number()) : z.string();
  return schema.safeParse(null).success ? stored.nullable() : stored;
}
