import type { Kysely, RawBuilder } from "kysely";
import type { Tables } from "./tables.ts";

export type SearchType =
  | "lead"
  | "contact"
  | "opportunity"
  | "prospect"
  | "activity"
  | "note"
  | "conversation"
  | "company";

/** What a record is found by. `title` weighs most, then `subtitle`, then `words`. */
export interface SearchDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly words: string;
}

/** The one place where the engines differ: full-text search. Documents change in the transaction of their record. */
export interface Search {
  /** Statements that create the index in a new database. */
  readonly schema: readonly string[];
  put(db: Kysely<Tables>, type: SearchType, id: number, document: SearchDocument): Promise<void>;
  remove(db: Kysely<Tables>, type: SearchType, id: number): Promise<void>;
  /** A subquery of the ids whose document holds every word of `text` as a prefix; null when `text` holds no word. */
  ids(type: SearchType, text: string): RawBuilder<number> | null;
}
