import { sql } from "kysely";
import { anyTable } from "../kit/entity.ts";
import type { Space } from "../store/space.ts";

/** Everything a space's database holds, a text for each row, by table; tables of the engine's own search included. */
export async function dumpTables({ read, engine }: Space): Promise<ReadonlyMap<string, readonly string[]>> {
  const names =
    engine === "sqlite"
      ? sql<{ name: string }>`select name from sqlite_schema where type = 'table' order by name`
      : sql<{ name: string }>`
          select table_name as name from information_schema.tables
          where table_schema = current_schema() order by table_name
        `;
  const tables = new Map<string, readonly string[]>();
  for (const { name } of (await names.execute(read)).rows) {
    const rows = await anyTable(read).selectFrom(name).selectAll().execute();
    tables.set(name, rows.map(textOf).sort());
  }
  return tables;
}

const textOf = (row: object) =>
  JSON.stringify(row, (_, value: unknown) => (isBuffer(value) ? Buffer.from(value.data).toString("latin1") : value));

/** JSON asks a buffer for its own form first. */
const isBuffer = (value: unknown): value is { readonly data: readonly number[] } =>
  typeof value === "object" && value !== null && "type" in value && value.type === "Buffer";

/** Where SQLite's search keeps terms of many documents in one row, which changes with each of them. */
const shared = ["search_documents_data", "search_documents_idx"];

/** The tables whose rows each belong to one record. */
export const withoutShared = (tables: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> =>
  new Map([...tables].filter(([name]) => !shared.includes(name)));

/** The rows that hold one of some texts, whatever their case: `leads: {…}`. */
export const rowsWith = (tables: ReadonlyMap<string, readonly string[]>, texts: readonly string[]): string[] =>
  [...tables].flatMap(([name, rows]) =>
    rows
      .filter((row) => texts.some((text) => row.toLowerCase().includes(text.toLowerCase())))
      .map((row) => `${name}: ${row.slice(0, 300)}`),
  );
