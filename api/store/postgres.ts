import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { AppError } from "../errors.ts";
import type { Database } from "./database.ts";
import type { Tables } from "./tables.ts";

const poolSize = 8;
/** Attempts at a transaction that lost a deadlock or a serialization race. */
const attempts = 4;

/** Driver values as SQLite gives them: integers as numbers (ours stay below 2^53), text as text. */
const bigintOid = 20;
const numericOid = 1700;

/**
 * Opens one space on Postgres: a schema of its own, made when missing. The schema is every connection's search path,
 * so that no query names it.
 */
export async function openPostgres(url: string, schema: string, onError: (error: Error) => void): Promise<Database> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(bigintOid, Number);
  types.setTypeParser(numericOid, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    options: `-c search_path=${schema} -c statement_timeout=15000 -c lock_timeout=5000`,
    types,
  });
  pool.on("error", onError);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`create schema if not exists ${sql.id(schema)}`.execute(db).catch(ignoreRace);
  } catch (error) {
    await db.destroy();
    throw new Error(
      "DATABASE_URL cannot be reached or refuses to make a schema. Check the address and the role's rights.",
      {
        cause: error,
      },
    );
  }

  async function transactOnce<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      throw translate(error);
    }
  }

  return {
    engine: "postgres",
    read: db,
    async transact(work, committed) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const result = await transactOnce(work);
          committed?.(result);
          return result;
        } catch (error) {
          if (attempt === attempts || !isRace(error)) throw error;
        }
      }
    },
    close: () => db.destroy(),
  };
}

/** Two processes that start at once both make the schema: the loser finds it made. */
function ignoreRace(error: unknown): void {
  if (!["23505", "42P06"].includes(codeOf(error))) throw error;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");

const isRace = (error: unknown) => error instanceof Error && ["40001", "40P01"].includes(codeOf(error));

function translate(error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof AppError) return error;
  if (code === "23505") {
    return new AppError("DUPLICATE", "Another record holds this value already. Read it and change that one instead.", {
      cause: error,
    });
  }
  // 08 connection, 53 resources, 57 shutdown, 55P03 lock timeout; Node's own network codes start with E.
  if (/^(08|53|57P|55P03|E[A-Z]+$)/.test(code) || isTimeout(error)) {
    return new AppError("UNAVAILABLE", "The database cannot be reached right now. Try again shortly.", {
      retryAfter: 1,
      cause: error,
    });
  }
  return error;
}

const isTimeout = (error: unknown) =>
  error instanceof Error && /timeout exceeded when trying to connect|Connection terminated/.test(error.message);
