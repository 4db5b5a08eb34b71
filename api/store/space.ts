import type { CompiledQuery, Kysely } from "kysely";
import type { Bus, Fact } from "../events/bus.ts";
import type { EventName } from "../events/names.ts";
import type { DatabaseStats } from "./database.ts";
import type { Search } from "./search.ts";
import type { Tables } from "./tables.ts";

export type Mode = "live" | "test";
export type Engine = "sqlite" | "postgres";

/** One operation's unit of work: its rows and its events commit together, its facts go out after the commit. */
export interface Transaction {
  readonly db: Kysely<Tables>;
  /** Adds an event to the space's log. `conversation_id` makes it part of that conversation's story in the console. */
  emit(event: EventName, data: Readonly<Record<string, unknown>>, conversationId?: number): Promise<void>;
  publish(fact: Fact): void;
  /**
   * Runs part of the work so that it can fail alone: when it throws, its rows, events and facts are undone, the error
   * passes through, and the transaction goes on. One after another, never two at once.
   */
  attempt<T>(part: () => Promise<T>): Promise<T>;
}

/** One tenant in one mode, which is one database. Passed in everywhere; no table has a tenant column. */
export interface Space {
  /** Unique in the deployment and fit for file, schema and room names, for example `main_live`. */
  readonly name: string;
  readonly tenant: string;
  readonly mode: Mode;
  readonly engine: Engine;
  /** Short reads outside transactions: on SQLite a read-only connection, which the process waits for. */
  readonly read: Kysely<Tables>;
  /**
   * Reads that may touch many rows (search, exports, reports): on SQLite they run in another thread and hold nobody
   * up. Each is one query and sees every write that was acknowledged before it. Ask for pages: rows are copied to the
   * main thread, a thousand in a millisecond or two.
   */
  readonly wide: Kysely<Tables>;
  /**
   * The number in the one row of a counting query, run as `wide` runs. Always exact; on SQLite it is remembered until
   * anything is committed, so the query must depend on its parameters and the database alone, not on SQL's clock.
   */
  count(query: CompiledQuery): Promise<number>;
  readonly search: Search;
  readonly bus: Bus;
  /** Changes when the database was restored from a backup. */
  readonly epoch: string;
  /** The epoch that an event was written in: before a restore it was another one, and the event is named by that. */
  epochOf(eventId: number): string;
  /**
   * Runs `work` in a transaction of its own and resolves once it is committed, with facts published in commit order.
   * Work must await nothing but the database. Throws AppError UNAVAILABLE when the commit could not be made.
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Resolves when the database answers, and throws when it does not; waits behind no operation, however many there are. */
  ping(): Promise<void>;
  stats(): DatabaseStats;
  close(): Promise<void>;
}
