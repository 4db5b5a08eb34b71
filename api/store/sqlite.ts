import Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { AppError } from "../errors.ts";
import { type Database, unstorableText } from "./database.ts";
import type { Tables } from "./tables.ts";
import { createWriterQueue } from "./writer-queue.ts";

/** Statements kept ready per connection; a product's distinct queries number some hundreds. */
const cachedStatements = 500;

/** Waiting inside SQLite blocks the event loop, so it is short and the writer queue retries by itself. */
const busyTimeoutMs = 50;

/**
 * Opens (or makes) a database file: one connection that writes, one that only reads.
 * Every commit is on disk before it is answered: `synchronous=FULL`, asserted after a write because
 * better-sqlite3's build falls back to NORMAL under WAL when it is not set on the connection.
 */
export function openSqlite(path: string): Database {
  const writer = new Sqlite(path);
  for (const pragma of [
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    `busy_timeout = ${busyTimeoutMs}`,
  ]) {
    writer.pragma(pragma);
  }
  assertDurable(writer);
  const reader = new Sqlite(path, { readonly: true });
  reader.pragma(`busy_timeout = ${busyTimeoutMs}`);
  reader.pragma("query_only = ON");

  const read = kyselyOver(reader);
  const queue = createWriterQueue(writer, kyselyOver(writer), translate);
  return {
    engine: "sqlite",
    read,
    transact: queue.transact,
    async close() {
      await queue.idle();
      reader.close();
      if (writer.open) writer.pragma("wal_checkpoint(TRUNCATE)");
      writer.close();
    },
  };
}

function assertDurable(writer: Sqlite.Database): void {
  writer.exec("begin immediate; create table if not exists durable (proof integer) strict; drop table durable; commit");
  const level = writer.pragma("synchronous", { simple: true });
  if (level !== 2)
    throw new Error(`The database runs with synchronous=${String(level)}, which may lose what it acknowledged.`);
}

function kyselyOver(database: Sqlite.Database): Kysely<Tables> {
  const statements = new Map<string, Sqlite.Statement>();
  const prepare = (text: string) => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement = database.prepare(text);
    if (statements.size >= cachedStatements) statements.delete(statements.keys().next().value ?? "");
    statements.set(text, statement);
    return statement;
  };
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
            iterate: (parameters) => database.prepare(text).iterate(...parameters),
          };
        },
      },
    }),
  });
}

function storable(parameters: readonly unknown[]): readonly unknown[] {
  if (parameters.some((value) => typeof value === "string" && value.includes("\0"))) throw unstorableText();
  return parameters;
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw translate(error);
  }
}

/** What the driver's errors mean to a caller; anything unknown passes through as our own bug. */
function translate(error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error;
  if (error.code === "SQLITE_CONSTRAINT_UNIQUE" || error.code === "SQLITE_CONSTRAINT_PRIMARYKEY") {
    return new AppError("DUPLICATE", "Another record holds this value already. Read it and change that one instead.", {
      cause: error,
    });
  }
  if (/^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM)/.test(error.code)) {
    return new AppError("UNAVAILABLE", "The database cannot be written right now. Try again shortly.", {
      retryAfter: 1,
      cause: error,
    });
  }
  return error;
}
