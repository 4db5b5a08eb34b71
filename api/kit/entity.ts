import type { Kysely } from "kysely";
import { z } from "zod";
import type { Permission } from "../access/permissions.ts";
import type { EventName } from "../events/names.ts";
import { normalise } from "../store/normalise.ts";
import type { SearchDocument, SearchType } from "../store/search.ts";
import type { Tables } from "../store/tables.ts";
import type { Filter } from "./filters.ts";
import type { Context } from "./operation.ts";
import { innermost } from "./parse.ts";

// biome-ignore lint/suspicious/noExplicitAny: a record's fields are known where it is declared, not in the kit.
export type Row = Record<string, any>;

/** Something a detail shows beside the record's own fields. Gets many ids at once, so that lists can include it too. */
export type Embed = (
  context: Pick<Context, "db" | "space">,
  ids: readonly number[],
) => Promise<ReadonlyMap<number, unknown>>;

/** Embeds nothing. */
export type Nothing = { readonly [name in never]: z.ZodType };

/** What the kit must know of a table to list, read, create, change, delete and restore its records. */
export interface Entity<Record extends z.ZodObject = z.ZodObject, Embedded extends z.ZodRawShape = Nothing> {
  /** The entity_type; also the word for it in messages. */
  readonly name: SearchType;
  readonly table: string;
  readonly id: string;
  readonly path: `/${string}`;
  readonly permission: {
    readonly read: Permission | "entity:read";
    readonly write: Permission | "entity:write";
    readonly delete: Permission | "entity:write";
  };
  /** The whole record as it is answered. Booleans are flags in the table, objects and lists are JSON text. */
  readonly record: Record;
  readonly sort: readonly [string, ...string[]];
  /** Text fields that sort by their normalised value, kept in `<field>_sort`. */
  readonly folded?: readonly string[];
  readonly filters: Readonly<{ [name: string]: Filter }>;
  /** Records are found by this; without it the list has no `search`. */
  readonly search?: (record: Row) => SearchDocument;
  readonly embeds?: Readonly<{ [name: string]: Embed }>;
  /** What each embed answers, by the same names. */
  readonly embedSchemas?: Embedded;
  readonly events: { readonly created?: EventName; readonly updated?: EventName; readonly deleted?: EventName };
}

/** The timestamps every record carries. */
export const timestamps = {
  created_at: z.string().describe("When it was made, UTC ISO 8601."),
  updated_at: z.string().describe("When it last changed, UTC ISO 8601."),
};

/**
 * Tables by name. The kit's names come from declarations alone, never from a caller, so that losing the tables' types
 * here costs no safety.
 */
export const anyTable = (db: Kysely<Tables>) => db as unknown as Kysely<{ [table: string]: Row }>;

type Storage = "plain" | "flag" | "json";

function storageOf(schema: z.ZodType): Storage {
  const type = innermost(schema);
  if (type === "boolean") return "flag";
  return ["string", "number", "int", "enum", "literal", "null"].includes(type) ? "plain" : "json";
}

const fieldsOf = (entity: Entity) => Object.entries(entity.record.shape as { [name: string]: z.ZodType });

/** A table row as the record it is. */
export function decode(entity: Entity, row: Row): Row {
  const record: Row = {};
  for (const [name, schema] of fieldsOf(entity)) {
    record[name] = decodeValue(schema, row[name] ?? null);
  }
  return record;
}

function decodeValue(schema: z.ZodType, value: unknown): unknown {
  const storage = value === null ? "plain" : storageOf(schema);
  if (storage === "flag") return value === 1;
  return storage === "json" ? JSON.parse(String(value)) : value;
}

/** Values of a record as table columns, with their sort keys. Columns that no field declares pass through. */
export function encode(entity: Entity, values: Row): Row {
  const shape = entity.record.shape as { [name: string]: z.ZodType };
  const columns: Row = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    columns[name] = encodeValue(shape[name], value);
    if (entity.folded?.includes(name)) columns[`${name}_sort`] = value === null ? null : normalise(String(value));
  }
  return columns;
}

/** What stands in the table for a field that lists sort by. */
export function storedSchema(entity: Entity, field: string): z.ZodType<string | number | null> {
  const schema = (entity.record.shape as { [name: string]: z.ZodType })[field];
  if (schema === undefined) throw new Error(`${entity.name} has no field ${field}.`);
  const isNumber = storageOf(schema) === "flag" || ["number", "int"].includes(innermost(schema));
  const stored: z.ZodType<string | number> = isNumber ? z.int() : z.string();
  return schema.safeParse(null).success ? stored.nullable() : stored;
}

function encodeValue(schema: z.ZodType | undefined, value: unknown): unknown {
  const storage = schema === undefined || value === null ? "plain" : storageOf(schema);
  if (storage === "flag") return Number(value);
  return storage === "json" ? JSON.stringify(value) : value;
}
