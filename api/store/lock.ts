import { type Kysely, sql } from "kysely";
import type { Engine } from "./space.ts";
import type { Tables } from "./tables.ts";

/**
 * Makes transactions that look at the same names wait for each other until they end, so that the second finds what
 * the first made: a row that does not exist yet cannot be locked. SQLite runs one transaction at a time anyway.
 * Names are locked in their order, so that two callers never wait for each other.
 */
export async function lockNames(db: Kysely<Tables>, engine: Engine, names: readonly string[]): Promise<void> {
  if (engine === "sqlite") return;
  for (const name of [...new Set(names)].sort()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(current_schema() || ${name}::text, 0))`.execute(db);
  }
}

/**
 * The same for transactions that only rely on what the name stands for: they wait for one that holds it by `lockNames`,
 * and it for them, but not for each other.
 */
export async function shareName(db: Kysely<Tables>, engine: Engine, name: string): Promise<void> {
  if (engine === "sqlite") return;
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(current_schema() || ${name}::text, 0))`.execute(db);
}
