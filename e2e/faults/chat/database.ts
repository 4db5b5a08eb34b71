import { join } from "node:path";
import Sqlite from "better-sqlite3";
import pg from "pg";

/** Reads the rows of a query of the live space, past the product: what is there while nobody serves it, too. */
export type Query = <Row>(sql: string) => Promise<readonly Row[]>;

const spaceName = "main_live";

/** Of the file in a stack's data folder, or of the Postgres that `databaseUrl` names. */
export const openDatabase = (dataDir: string, databaseUrl: string | null): Query =>
  databaseUrl === null ? querySqlite(dataDir) : queryPostgres(databaseUrl);

/** A file that is opened for each query: whatever the product did to it meanwhile is seen. */
const querySqlite =
  (dataDir: string): Query =>
  async <Row>(sql: string) => {
    const database = new Sqlite(join(dataDir, "spaces", `${spaceName}.db`), { readonly: true });
    try {
      return database.prepare(sql).all() as Row[];
    } finally {
      database.close();
    }
  };

const queryPostgres =
  (url: string): Query =>
  async <Row>(sql: string) => {
    const types = new pg.TypeOverrides();
    types.setTypeParser(pg.types.builtins.INT8, Number);
    const options = `-c search_path=valethon_${spaceName}`;
    const client = new pg.Client({ connectionString: url, options, types });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end();
    }
  };
