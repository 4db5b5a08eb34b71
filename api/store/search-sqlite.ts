import { sql } from "kysely";
import { wordsOf } from "./normalise.ts";
import type { Search, SearchType } from "./search.ts";

/** A row's id in the index is `record id × 8 + type`, so that a record is found again without a second table. */
const types: readonly SearchType[] = [
  "lead",
  "contact",
  "opportunity",
  "prospect",
  "activity",
  "note",
  "conversation",
  "company",
];
const slots = 8;

const rowid = (type: SearchType, id: number) => id * slots + types.indexOf(type);

/** Full-text search by SQLite's FTS5. Words arrive normalised, so its own folding is off. */
export const sqliteSearch: Search = {
  schema: [
    `create virtual table search_index using fts5(
       type, title, subtitle, words, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3'
     )`,
    `insert into search_index (search_index, rank) values ('secure-delete', 1)`,
  ],

  async put(db, type, id, { title, subtitle, words }) {
    await sql`delete from search_index where rowid = ${rowid(type, id)}`.execute(db);
    await sql`
      insert into search_index (rowid, type, title, subtitle, words)
      values (${rowid(type, id)}, ${type}, ${spaced(title)}, ${spaced(subtitle)}, ${spaced(words)})
    `.execute(db);
  },

  async remove(db, type, id) {
    await sql`delete from search_index where rowid = ${rowid(type, id)}`.execute(db);
  },

  ids(type, text) {
    const words = wordsOf(text);
    if (words.length === 0) return null;
    // Words hold letters and digits alone, so nothing in them can end the quotes.
    const match = `type : ${type} AND {title subtitle words} : (${words.map((word) => `"${word}" *`).join(" AND ")})`;
    return sql<number>`(select rowid / ${sql.lit(slots)} from search_index where search_index match ${match})`;
  },
};

const spaced = (text: string) => wordsOf(text).join(" ");
