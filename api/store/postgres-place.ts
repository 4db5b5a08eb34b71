import type pg from "pg";
import { AppError } from "../errors.ts";

/** Where connections led: the first one, and one that led elsewhere. */
export interface Places {
  readonly first: string | null;
  readonly other: string | null;
  /** Throws UNAVAILABLE for a connection that leads elsewhere than the first: what is told of one holds for no other. */
  check(client: pg.PoolClient): Promise<void>;
}

export function createPlaces(): Places {
  let first: string | null = null;
  let other: string | null = null;
  return {
    get first() {
      return first;
    },
    get other() {
      return other;
    },
    async check(client) {
      const place = await placeOf(client);
      first ??= place;
      if (place === first) return;
      other = place;
      throw unavailable("The database is another one than before. Try again shortly.");
    },
  };
}

/**
 * Which database a connection leads to, told from outside of it: the cluster, its timeline (another one after a restore
 * to a moment or a failover, which may have lost commits) and the database's own id. A provider that keeps the first two to
 * itself leaves the last. Throws UNAVAILABLE for a standby, which may become the database but is not.
 */
async function placeOf(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ standby: boolean; oid: number }>(database);
  if (rows[0]?.standby !== false) throw unavailable("The database is a standby right now. Try again shortly.");
  return `${await clusterOf(client)}:${rows[0].oid}`;
}

const database = "select oid, pg_is_in_recovery() as standby from pg_database where datname = current_database()";
const cluster = `select system_identifier || ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as name
  from pg_control_system()`;

/** Refused for want of a right, not known here, not supported, or not in this state. */
const kept = ["42501", "42883", "0A000", "55000"];

async function clusterOf(client: pg.PoolClient): Promise<string> {
  try {
    const { rows } = await client.query<{ name: string }>(cluster);
    return rows[0]?.name ?? "unknown";
  } catch (error) {
    if (error instanceof Error && "code" in error && kept.includes(String(error.code))) return "unknown";
    throw error;
  }
}

const unavailable = (message: string) => new AppError("UNAVAILABLE", message, { retryAfter: 1 });
