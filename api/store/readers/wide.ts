import {
  type DatabaseConnection,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { storable } from "../sqlite-connection.ts";
import type { Tables } from "../tables.ts";
import type { Reader } from "./readers.ts";

/** Kysely over a reader: queries are compiled here and run in a thread, each in a snapshot of its own. */
export function kyselyOverReader(reader: Reader): Kysely<Tables> {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      // The cast: rows have the shape that the query says.
      return { rows: await reader.rows(sql, storable(parameters)) } as QueryResult<R>;
    },
    streamQuery: () => refuse(),
  };
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new ThreadsAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createDriver: () => ({
        init: done,
        acquireConnection: async () => connection,
        releaseConnection: done,
        beginTransaction: refuse,
        commitTransaction: refuse,
        rollbackTransaction: refuse,
        destroy: done,
      }),
    },
  });
}

/** Kysely lets SQLite's queries run one after another; the readers know better when a thread is free. */
class ThreadsAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

const done = async () => undefined;

function refuse(): never {
  throw new Error("A wide read is one query: read page by page, and write by space.write.");
}
