import { closeSync, openSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { AppError } from "../errors.ts";
import { unstorableText } from "./database.ts";

/** While a file is opened nobody is served yet: it may block until another process (the command line) lets go. */
const openingTimeoutMs = 5000;
/** Waiting inside SQLite blocks the event loop. Only another process that recovers the file makes a short read wait. */
const readTimeoutMs = 50;

/** A reader thread holds nobody up while it waits, so it waits as long as the writer queue tries. */
const wideBusyTimeoutMs = 5000;
/** Mapped pages are scanned about twice as fast as copied ones; the map takes address space, not memory of its own. */
const wideMappedBytes = 2 ** 31 - 2 ** 16;
const wideCacheKib = 8192;

/**
 * Opens (or makes) a database file for writing.
 * Every commit is on disk before it is answered: `synchronous=FULL`, asserted after a write because
 * better-sqlite3's build falls back to NORMAL under WAL when it is not set on the connection.
 */
export function openWriter(path: string): Sqlite.Database {
  const connection = new Sqlite(path, { timeout: openingTimeoutMs });
  for (const pragma of [
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
  ]) {
    connection.pragma(pragma);
  }
  assertDurable(connection);
  // From here on the writer queue waits by itself, and everybody else is served meanwhile.
  connection.pragma("busy_timeout = 0");
  return connection;
}

/** Opens a database file that exists for the short reads of the main thread. */
export function openReader(path: string): Sqlite.Database {
  return openReadOnly(path, [`busy_timeout = ${readTimeoutMs}`]);
}

/** Opens a database file that exists for the long reads of another thread. */
export function openWideReader(path: string): Sqlite.Database {
  return openReadOnly(path, [
    `busy_timeout = ${wideBusyTimeoutMs}`,
    `mmap_size = ${wideMappedBytes}`,
    `cache_size = -${wideCacheKib}`,
  ]);
}

/** Copies a database as it is at one moment, whoever writes meanwhile. What stands at `to` must be nothing yet. */
export async function copySqlite(from: string, to: string): Promise<void> {
  closeSync(openSync(to, "wx", 0o600));
  const connection = openReader(from);
  try {
    // All pages in one step: a copy in several begins anew each time that another process commits in between.
    await connection.backup(to, { progress: ({ totalPages }) => totalPages });
  } finally {
    connection.close();
  }
}

function openReadOnly(path: string, pragmas: readonly string[]): Sqlite.Database {
  const connection = new Sqlite(path, { readonly: true });
  for (const pragma of [...pragmas, "query_only = ON"]) connection.pragma(pragma);
  return connection;
}

function assertDurable(writer: Sqlite.Database): void {
  writer.exec("begin immediate; create table if not exists durable (proof integer) strict; drop table durable; commit");
  const level = writer.pragma("synchronous", { simple: true });
  if (level !== 2)
    throw new Error(`The database runs with synchronous=${String(level)}, which may lose what it acknowledged.`);
}

/** Prepares each text once and keeps the newest `most` statements ready. */
export function preparing(connection: Sqlite.Database, most: number): (text: string) => Sqlite.Statement {
  const statements = new Map<string, Sqlite.Statement>();
  return (text) => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement = connection.prepare(text);
    if (statements.size >= most) statements.delete(statements.keys().next().value ?? "");
    statements.set(text, statement);
    return statement;
  };
}

/** The parameters, once they are known to be text that both engines can hold. */
export function storable(parameters: readonly unknown[]): readonly unknown[] {
  if (parameters.some((value) => typeof value === "string" && value.includes("\0"))) throw unstorableText();
  return parameters;
}

/** What the driver's errors mean to a caller, of whichever thread; anything unknown passes as our own bug. */
export function translate(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY") {
    return new AppError("DUPLICATE", "Another record holds this value already. Read it and change that one instead.", {
      cause: error,
    });
  }
  if (/^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM)/.test(code)) {
    return new AppError("UNAVAILABLE", "The database cannot be written right now. Try again shortly.", {
      retryAfter: 1,
      cause: error,
    });
  }
  return error;
}
