import { type KyselyPlugin, sql } from "kysely";
import { expect } from "vitest";
import type { Space, Transaction } from "../store/space.ts";
import type { TestAnswer, TestApi } from "./api.ts";

/** What a call came to once nothing failed any more, and how many statements it had failed at before. */
export interface Survived {
  readonly answer: TestAnswer;
  readonly faults: number;
}

/**
 * Sends the same call again and again while its transaction fails at statement 1, 2, 3 … until it has no such statement.
 * Expects of each failure that the whole database is as it was and that nobody heard of anything. Every key of the
 * house must have been used before.
 */
export async function failAtEach(house: TestApi, call: () => Promise<TestAnswer>): Promise<Survived> {
  await settle(house);
  const space = await house.space();
  const { write } = space;
  const heard: unknown[] = [];
  const stop = space.bus.subscribe((fact) => heard.push(fact));
  const before = await dump(space);
  try {
    for (let at = 1; ; at += 1) {
      const fault = createFault(at);
      setWrite(space, (work) => write((transaction) => work(failing(transaction, fault))));
      const answer = await call();
      setWrite(space, write);
      if (!fault.hasStruck()) return { answer, faults: at - 1 };
      expect(answer, `statement ${at}`).toMatchObject({ status: 500, body: { code: "SERVER_ERROR" } });
      expect(await dump(space), `after statement ${at} failed`).toEqual(before);
      expect(heard, `after statement ${at} failed`).toEqual([]);
    }
  } finally {
    setWrite(space, write);
    stop();
  }
}

/** Waits for what is written beside an operation: the numbers of events, and when a key was last used. */
export async function settle(house: TestApi): Promise<void> {
  await house.events();
  const { read } = await house.space();
  const unused = read.selectFrom("api_keys").select("key_id").where("last_used_at", "is", null);
  while ((await unused.execute()).length > 0) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A space is what everybody holds: to make its writes fail, it is changed in place. */
const setWrite = (space: Space, write: Space["write"]) => Object.assign(space, { write });

interface Fault {
  /** Counts a statement; throws at the one that shall fail. */
  strike(): void;
  hasStruck(): boolean;
}

function createFault(at: number): Fault {
  let statements = 0;
  return {
    strike() {
      statements += 1;
      if (statements === at) throw new Error(`Statement ${at} fails.`);
    },
    hasStruck: () => statements >= at,
  };
}

function failing(transaction: Transaction, { strike }: Fault): Transaction {
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      strike();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    ...transaction,
    db: transaction.db.withPlugin(plugin),
    async emit(...event) {
      strike();
      await transaction.emit(...event);
    },
  };
}

/** Every row of every table, in an order that its text alone gives. */
export async function dump({ engine, read }: Space): Promise<Record<string, string[]>> {
  const tables =
    engine === "sqlite"
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`
      : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema() order by 1`;
  const { rows } = await tables.execute(read);
  const contents: Record<string, string[]> = {};
  for (const { name } of rows) {
    const stored = await sql`select * from ${sql.table(name)}`.execute(read);
    contents[name] = stored.rows.map((row) => JSON.stringify(row)).sort();
  }
  return contents;
}
