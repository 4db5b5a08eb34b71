import type { CompiledQuery, Kysely } from "kysely";
import { AppError } from "../errors.ts";
import type { Spread } from "../measure.ts";
import type { Engine } from "./space.ts";
import type { Tables } from "./tables.ts";

/** U+0000 in a text column: Postgres cannot hold it, so neither engine takes it. JSON columns hold it escaped. */
export function unstorableText(cause?: unknown): AppError {
  return new AppError("VALIDATION_ERROR", "A text holds the character U+0000, which cannot be stored. Leave it out.", {
    details: [{ code: "unstorable", message: "The character U+0000 cannot be stored." }],
    cause,
  });
}

/** The number in the one row of a count. */
export function totalOf(rows: readonly unknown[]): number {
  const [total] = Object.values(rows[0] ?? {});
  if (rows.length !== 1 || typeof total !== "number")
    throw new Error("A count must give one row that starts with a number.");
  return total;
}

/** How an engine's way of writing does. */
export type DatabaseStats =
  | {
      readonly engine: "sqlite";
      /** Operations that wait for the writer now. */
      readonly waiting: number;
      /** How many operations each commit held. */
      readonly operations: Spread;
      readonly commitSeconds: Spread;
      /** Operations that were undone because their commit, or the transaction before it, failed. */
      readonly lost: number;
    }
  | {
      readonly engine: "postgres";
      /** Connections of the pool, those of them that nobody uses, and operations that wait for one. */
      readonly connections: number;
      readonly idle: number;
      readonly waiting: number;
    };

/** What a door to an engine offers: reads outside transactions, and operations as transactions. */
export interface Database {
  readonly engine: Engine;
  readonly read: Kysely<Tables>;
  readonly wide: Kysely<Tables>;
  /** Names this very database: another that is put in its place has another name, and so has a copy of it. */
  identity(db: Kysely<Tables>): Promise<string>;
  count(query: CompiledQuery): Promise<number>;
  /**
   * Runs `work` in a transaction. Once it is on disk `committed` is called, in commit order over all callers, with the
   * moment of the commit (`performance.now()`), and then the promise resolves. When `work` throws, its rows are undone and the error passes through.
   * Throws AppError UNAVAILABLE when the commit could not be made, DUPLICATE when a unique value stands already.
   */
  transact<T>(work: (db: Kysely<Tables>) => Promise<T>, committed?: (result: T, at: number) => void): Promise<T>;
  /** Resolves when the database answers, and throws when it does not; waits behind no operation, however many there are. */
  ping(): Promise<void>;
  stats(): DatabaseStats;
  close(): Promise<void>;
}
