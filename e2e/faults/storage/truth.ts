import { join } from "node:path";
import Sqlite from "better-sqlite3";
import pg from "pg";

/** One row of a conversation, as it stands in the database. */
export interface StoredEvent {
  readonly conversation_id: number;
  readonly seq: number;
  readonly sender_kind: string;
  readonly client_id: string | null;
  readonly body: string | null;
}

/** The live space's database, read past the product: what is there while nobody serves it, too. */
export interface Truth {
  /** All events of all conversations, in each conversation's order. */
  events(): Promise<readonly StoredEvent[]>;
  /** The emails of all leads, in the order of their making. */
  leads(): Promise<readonly string[]>;
}

/** Reads the file of a stack's data folder, or the Postgres that `databaseUrl` names. */
export function openTruth(dataDir: string, databaseUrl: string | null): Truth {
  const read = databaseUrl === null ? readSqlite : readPostgres;
  const where = databaseUrl ?? join(dataDir, "spaces", "main_live.db");
  return {
    events: async () =>
      (await read(
        where,
        "select conversation_id, seq, sender_kind, client_id, body from conversation_events order by conversation_id, seq",
      )) as StoredEvent[],
    leads: async () =>
      ((await read(where, "select email from leads order by lead_id")) as { email: string }[]).map(
        ({ email }) => email,
      ),
  };
}

async function readSqlite(path: string, query: string): Promise<unknown[]> {
  const file = new Sqlite(path, { readonly: true });
  try {
    return file.prepare(query).all();
  } finally {
    file.close();
  }
}

async function readPostgres(url: string, query: string): Promise<unknown[]> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const client = new pg.Client({ connectionString: url, options: "-c search_path=valethon_main_live", types });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}
