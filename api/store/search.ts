import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import {
  documentTerms,
  type Query,
  type SearchDocument,
  type SearchType,
  searchTypes,
  tierQuery,
} from "./search-terms.ts";
import { type Tier, widestTier } from "./search-tiers.ts";
import type { Tables } from "./tables.ts";

export type { SearchDocument, SearchType } from "./search-terms.ts";

/** Documents of one type, or those of them whose id satisfies a condition. */
export interface SearchScope {
  readonly type: SearchType;
  readonly only?: (id: RawBuilder<number>) => RawBuilder<SqlBool>;
}

/** Full-text search. Documents change in the transaction of their record. */
export interface Search {
  put(db: Kysely<Tables>, type: SearchType, id: number, document: SearchDocument): Promise<void>;
  /** Adds the documents of many records that have none yet, quicker than one by one. */
  load(
    db: Kysely<Tables>,
    type: SearchType,
    documents: readonly (readonly [id: number, SearchDocument])[],
  ): Promise<void>;
  remove(db: Kysely<Tables>, type: SearchType, id: number): Promise<void>;
  /** A subquery of the ids whose document holds every word of `text` as a prefix; null when `text` holds no word. */
  ids(type: SearchType, text: string): RawBuilder<number> | null;
  /** A number that is quick to tell and no smaller than how many `ids` finds; null where an engine cannot. */
  most(type: SearchType, text: string): RawBuilder<number> | null;
  /** How many documents `ids` finds, without a look at their records; null when `text` holds no word. */
  count(db: Kysely<Tables>, scope: SearchScope, text: string): Promise<number | null>;
  /** Ids of the newest documents that match as well as `tier` asks or better, newest first. */
  newest(db: Kysely<Tables>, scope: SearchScope, tier: Tier, text: string, limit: number): Promise<number[]>;
}

/** Where the engines differ: how terms are stored, and how a query is written. */
export interface SearchEngine {
  /** The column that holds a document's key. */
  readonly key: RawBuilder<number>;
  /** What to order by for the newest documents first. */
  readonly newestFirst: RawBuilder<unknown>;
  matches(query: Query): RawBuilder<SqlBool>;
  /** See `Search.most`. */
  most(query: Query): RawBuilder<number> | null;
  put(db: Kysely<Tables>, key: number, terms: readonly string[]): Promise<void>;
  /** Adds documents whose keys have none yet, by key. */
  load(db: Kysely<Tables>, documents: readonly KeyedTerms[]): Promise<void>;
  remove(db: Kysely<Tables>, key: number): Promise<void>;
}

export type KeyedTerms = readonly [key: number, terms: readonly string[]];

/** A document's key is `record id × 16 + type`, so that its record is found without a second table. */
const slots = 16;
const keyOf = (type: SearchType, id: number) => id * slots + searchTypes.indexOf(type);

/** Both engines' search: one table `search_documents`, whose terms say type, field and word. */
export function createSearch(engine: SearchEngine): Search {
  const id = sql<number>`${engine.key} / ${sql.lit(slots)}`;
  const from = (query: Query, { only }: Pick<SearchScope, "only"> = {}) =>
    sql`from search_documents where ${engine.matches(query)}${only === undefined ? sql`` : sql` and ${only(id)}`}`;

  return {
    put: (db, type, id, document) => engine.put(db, keyOf(type, id), documentTerms(type, document)),
    load: (db, type, documents) => {
      const keyed = documents.map(([id, document]) => [keyOf(type, id), documentTerms(type, document)] as const);
      return engine.load(
        db,
        keyed.toSorted(([one], [other]) => one - other),
      );
    },
    remove: (db, type, id) => engine.remove(db, keyOf(type, id)),

    ids(type, text) {
      const query = tierQuery(widestTier, type, text);
      return query === null ? null : sql<number>`(select ${id} ${from(query)})`;
    },

    most(type, text) {
      const query = tierQuery(widestTier, type, text);
      return query === null ? null : engine.most(query);
    },

    async count(db, scope, text) {
      const query = tierQuery(widestTier, scope.type, text);
      if (query === null) return null;
      const { rows } = await sql<{ total: number }>`select count(*) as total ${from(query, scope)}`.execute(db);
      return Number(rows[0]?.total ?? 0);
    },

    async newest(db, scope, tier, text, limit) {
      const query = tierQuery(tier, scope.type, text);
      if (query === null) return [];
      const { rows } = await sql<{ id: number }>`
        select ${id} as id ${from(query, scope)} order by ${engine.newestFirst} desc limit ${limit}
      `.execute(db);
      return rows.map((row) => Number(row.id));
    },
  };
}
