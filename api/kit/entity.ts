import type { Kysely, RawBuilder, SqlBool } from "kysely";
import { z } from "zod";
import type { Permission } from "../access/permissions.ts";
import type { EventName } from "../events/names.ts";
import type { SearchDocument } from "../store/search.ts";
import type { Tables } from "../store/tables.ts";
import { type Columns, columnsOf } from "./columns.ts";
import type { CustomField } from "./custom-fields.ts";
import type { Filter } from "./filters.ts";
import { type ListIndex, listIndexes } from "./list-index.ts";
import type { Context } from "./operation.ts";

// biome-ignore lint/suspicious/noExplicitAny: a record's fields are known where it is declared, not in the kit.
export type Row = Record<string, any>;

/** Something a detail shows beside the record's own fields. Gets many ids at once, so that lists can include it too. */
export type Embed = (
  context: Pick<Context, "db" | "space" | "actor">,
  ids: readonly number[],
) => Promise<ReadonlyMap<number, unknown>>;

/** Rows of a table, together with columns of the record that other tables hold. Gets a whole page at once. */
export type Fill = (context: Pick<Context, "db">, rows: readonly Row[]) => Promise<readonly Row[]>;

/** Embeds nothing. */
export type Nothing = { readonly [name in never]: z.ZodType };

/** Who may do something with records of an entity. */
export interface Rights {
  readonly read: Permission | "entity:read" | "any_secret" | "console_admin";
  readonly write: Permission | "entity:write" | "console_admin";
  readonly delete: Permission | "entity:write" | "console_admin";
}

/** Rights that depend on the record itself, for entities whose permission is `entity:read` and `entity:write`. */
export interface RecordRights {
  /** The permission that reading or changing this record asks for. */
  readonly of: (record: Row, right: "read" | "write") => Permission;
  /** The condition that leaves only what the caller may read. */
  readonly readable: (context: Pick<Context, "actor">) => RawBuilder<SqlBool>;
}

/** What the kit must know of a table to list, read, create, change, delete and restore its records. */
export interface EntitySpec<Record extends z.ZodObject = z.ZodObject, Embedded extends z.ZodRawShape = Nothing> {
  /** The entity_type. */
  readonly name: string;
  readonly table: string;
  readonly id: string;
  readonly path: `/${string}`;
  readonly permission: Rights;
  readonly rights?: RecordRights;
  /** The whole record as it is answered. Booleans are flags in the table, objects and lists are JSON text. */
  readonly record: Record;
  /** Sort fields, the default first. */
  readonly sort: readonly [string, ...string[]];
  /** Order of a list when none is asked for; `desc` unless told. */
  readonly order?: "asc" | "desc";
  /** Text fields that sort by their normalised value, kept in `<field>_sort`. */
  readonly folded?: readonly string[];
  readonly filters: Readonly<{ [name: string]: Filter }>;
  /** Records are found by this, under the entity's name as their SearchType; without it the list has no `search`. */
  readonly search?: (record: Row) => SearchDocument;
  /** What that looks through, in words, for the docs of the list. */
  readonly searched?: string;
  /** Fields that tell of other fields: they change along with those, which is no news of its own. */
  readonly unannounced?: readonly string[];
  /** Records carry `custom_fields`: what a value of such a field may be. */
  readonly customValue?: (field: CustomField) => z.ZodType;
  /** Completes rows as they stand in the table, where the record shows more than those. */
  readonly fill?: Fill;
  readonly embeds?: Readonly<{ [name: string]: Embed }>;
  /** What each embed answers, by the same names. */
  readonly embedSchemas?: Embedded;
  readonly events: { readonly created?: EventName; readonly updated?: EventName; readonly deleted?: EventName };
  /** The record that this one was merged into and lives on as, or null. */
  readonly mergedInto?: (db: Kysely<Tables>, id: number) => Promise<number | null>;
  /** Ids of further records that are erased together with some: those that live on in them. */
  readonly goesAlong?: (db: Kysely<Tables>, ids: readonly number[]) => Promise<readonly number[]>;
  /** Removes what belongs to records that are erased for good. */
  readonly erase?: (context: Pick<Context, "db" | "space">, ids: readonly number[]) => Promise<void>;
  /** SQLite keeps count of the table's live rows: see the migration that does. */
  readonly isCounted?: true;
  /**
   * The table's indexes for lists, each with a query of the list that it answers: `status=new&sort=score` is an index
   * by status, score and id. Lists are read by what stands here.
   */
  readonly indexes?: Readonly<{ [index: string]: string }>;
}

export interface Entity<Record extends z.ZodObject = z.ZodObject, Embedded extends z.ZodRawShape = Nothing>
  extends EntitySpec<Record, Embedded> {
  readonly columns: Columns;
  /** What `indexes` says. */
  readonly orders: readonly ListIndex[];
}

export function defineEntity<Record extends z.ZodObject, Embedded extends z.ZodRawShape = Nothing>(
  spec: EntitySpec<Record, Embedded>,
): Entity<Record, Embedded> {
  return { ...spec, columns: columnsOf(spec.record), orders: listIndexes(spec.indexes ?? {}, spec.sort[0]) };
}

/** Some fields of a record, or columns of a row, by their names. */
export const pick = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name]]));

/** The word for an entity in messages. */
export const wordFor = ({ name }: Pick<EntitySpec, "name">) => name.replaceAll("_", " ");

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
