import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from "kysely";
import pg from "pg";
import { AppError } from "../errors.ts";
import { type Database, totalOf, unstorableText } from "./database.ts";
import { createPlaces, type Places } from "./postgres-place.ts";
import type { Tables } from "./tables.ts";

const poolSize = 8;
const pingMs = 1000;
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
  listenToErrors(pool, onError);
  const places = createPlaces();
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: translating(pool, places) }) });
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

  const pings = openPings(url, onError);
  return {
    engine: "postgres",
    read: db,
    // Postgres reads elsewhere than in this process already.
    wide: db,
    async identity(within) {
      if (places.other !== null) return places.other;
      const { rows } = await sql<{ oid: number }>`select 'meta'::regclass::oid as oid`.execute(within);
      return `${places.first}:${rows[0]?.oid}`;
    },
    count: async (query) => totalOf((await db.executeQuery(query)).rows),
    async transact(work, committed) {
      const result = await patiently(() => db.transaction().execute(work));
      committed?.(result, performance.now());
      return result;
    },
    stats: () => ({
      engine: "postgres",
      connections: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    ping: async () => void (await pings.query("select 1")),
    close: async () => void (await Promise.all([pings.end(), db.destroy()])),
  };
}

/** A connection of their own, which goes after half a minute without a ping: all others may be busy for long. */
function openPings(url: string, onError: (error: Error) => void): pg.Pool {
  const pings = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: pingMs,
    query_timeout: pingMs,
    idleTimeoutMillis: 30_000,
  });
  listenToErrors(pings, onError);
  return pings;
}

/** A pool listens to idle connections alone: one that is lost in the middle of its work would end the process. */
function listenToErrors(pool: pg.Pool, onError: (error: Error) => void): void {
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));
}

/** Tries again what lost a race to other transactions: each try starts from nothing. */
async function patiently<T>(transact: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact();
    } catch (error) {
      if (!isRace(error)) throw error;
      if (attempt === attempts) throw unavailable(error);
    }
  }
}

/**
 * The pool with errors that say what they mean to a caller, in transactions and in reads alike, and without connections
 * that lead to another database than the first did.
 */
function translating(pool: pg.Pool, places: Places): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await translated(pool.connect());
      // Kysely knows a connection by its client, so each client has one double for good.
      const known = clients.get(client) ?? (await admitted(client, places));
      clients.set(client, known);
      return known;
    },
  };
}

async function admitted(client: pg.PoolClient, places: Places): Promise<PostgresPoolClient> {
  try {
    await translated(places.check(client));
    return double(client);
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function double(client: pg.PoolClient): PostgresPoolClient {
  const query = (text: string, parameters: unknown[]) => translated(client.query(text, parameters));
  return {
    // Kysely's other form of query takes a cursor, and none is configured.
    query: query as unknown as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy),
  };
}

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translate(error);
  }
}

/** Two processes that start at once both make the schema: the loser finds it made. */
function ignoreRace(error: unknown): void {
  if (!["DUPLICATE", "42P06"].includes(codeOf(error))) throw error;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");

const isRace = (error: unknown) => error instanceof Error && ["40001", "40P01"].includes(codeOf(error));

function translate(error: unknown): unknown {
  const code = codeOf(error);
  if (code === "22021") return unstorableText(error);
  if (code === "23505") {
    return new AppError("DUPLICATE", "Another record holds this value already. Read it and change that one instead.", {
      cause: error,
    });
  }
  // 08 connection, 53 resources, 57 shutdown or statement timeout, 55P03 lock timeout; Node's network codes start with E.
  return /^(08|53|57|55P03|E[A-Z]+$)/.test(code) || isTimeout(error) ? unavailable(error) : error;
}

function unavailable(cause: unknown): AppError {
  return new AppError("UNAVAILABLE", "The database cannot be reached right now. Try again shortly.", {
    retryAfter: 1,
    cause,
  });
}

const isTimeout = (error: unknown) =>
  error instanceof Error &&
  /timeout exceeded when trying to connect|Connection terminated|is not queryable/.test(error.message);
