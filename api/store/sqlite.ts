import type Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import type { Database } from "./database.ts";
import { fileIdentity } from "./file-identity.ts";
import type { Readers } from "./readers/readers.ts";
import { kyselyOverReader } from "./readers/wide.ts";
import { openReader, openWriter, preparing, storable, translate } from "./sqlite-connection.ts";
import type { Tables } from "./tables.ts";
import { createWriterQueue } from "./writer-queue.ts";

/** Statements kept ready per connection; a product's distinct queries number some hundreds. */
const keptStatements = 500;

/** Opens (or makes) a database file: one connection that writes, one for short reads, and threads for wide ones. */
export function openSqlite(path: string, readers: Readers): Database {
  const writer = openWriter(path);
  const reader = openReader(path);
  const read = kyselyOver(reader);
  const wide = readers.open(path);
  const queue = createWriterQueue(writer, kyselyOver(writer), translate);
  return {
    engine: "sqlite",
    read,
    wide: kyselyOverReader(wide),
    identity: async () => fileIdentity(path) ?? "no file",
    count: async ({ sql, parameters }) => await wide.total(sql, storable(parameters)),
    transact: queue.transact,
    // Readers see the last commit and wait for no writer.
    stats: queue.stats,
    ping: async () => void (await read.selectFrom("meta").select("key").limit(1).execute()),
    async close() {
      await queue.idle();
      await wide.close();
      reader.close();
      if (writer.open) writer.pragma("wal_checkpoint(TRUNCATE)");
      writer.close();
    },
  };
}

function kyselyOver(connection: Sqlite.Database): Kysely<Tables> {
  const prepare = preparing(connection, keptStatements);
  return new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: {
        close: () => undefined,
        prepare: (text) => {
          const statement = prepare(text);
          return {
            reader: statement.reader,
            all: (parameters) => guarded(() => statement.all(...storable(parameters))),
            run: (parameters) => guarded(() => statement.run(...storable(parameters))),
            // An iterator keeps its statement busy while others may want it: it gets one of its own.
            iterate: (parameters) => connection.prepare(text).iterate(...parameters),
          };
        },
      },
    }),
  });
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw translate(error);
  }
}
