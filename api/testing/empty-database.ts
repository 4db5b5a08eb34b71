import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { Database } from "../store/database.ts";
import { openPostgres } from "../store/postgres.ts";
import { createReaders } from "../store/readers/readers.ts";
import type { Engine } from "../store/space.ts";
import { openSqlite } from "../store/sqlite.ts";

/** A database without any table, for tests of migrations. */
export async function openEmpty(engine: Engine): Promise<{ database: Database; close(): Promise<void> }> {
  if (engine === "sqlite") {
    const folder = mkdtempSync(join(tmpdir(), "valethon-migration-"));
    const readers = createReaders(() => undefined);
    const database = openSqlite(join(folder, "space.db"), readers);
    return {
      database,
      async close() {
        await database.close();
        await readers.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  }
  const schema = `test_${randomBytes(6).toString("hex")}`;
  const database = await openPostgres(process.env["TEST_DATABASE_URL"] ?? "", schema, () => undefined);
  return {
    database,
    async close() {
      await database.transact((db) => sql`drop schema ${sql.id(schema)} cascade`.execute(db));
      await database.close();
    },
  };
}
