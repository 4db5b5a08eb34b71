import { type Kysely, sql } from "kysely";
import type { Entity } from "../kit/entity.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";

/**
 * Drops the indexes of an entity's lists and returns the statements that make them again. Sorting a million entries
 * once takes a tenth of the time that it takes to find the place of each. Those that keep values unique stay.
 */
export async function setIndexesAside(db: Kysely<Tables>, space: Space, entity: Entity): Promise<readonly string[]> {
  const names = Object.keys(entity.indexes ?? {});
  const list = sql.join(names.map((name) => sql`${name}`));
  const { rows } = await (space.engine === "sqlite"
    ? sql<{ name: string; text: string }>`select name, sql as text from sqlite_master where name in (${list})`
    : sql<{ name: string; text: string }>`
        select indexname as name, indexdef as text from pg_indexes
        where schemaname = current_schema() and indexname in (${list})
      `
  ).execute(db);
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(db);
  return rows.map(({ text }) => text);
}
