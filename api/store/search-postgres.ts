import { sql } from "kysely";
import { wordsOf } from "./normalise.ts";
import type { Search } from "./search.ts";

/** Full-text search by a GIN index over our own normalised words; Postgres' parsers and dictionaries are not asked. */
export const postgresSearch: Search = {
  schema: [
    `create table search_index (
       type text not null,
       id bigint not null,
       title text not null,
       subtitle text not null,
       words text not null,
       document tsvector not null,
       primary key (type, id)
     )`,
    "create index search_index_document on search_index using gin (document)",
  ],

  async put(db, type, id, { title, subtitle, words }) {
    const all = wordsOf(`${title} ${subtitle} ${words}`);
    await sql`
      insert into search_index (type, id, title, subtitle, words, document)
      values (${type}, ${id}, ${spaced(title)}, ${spaced(subtitle)}, ${spaced(words)}, array_to_tsvector(${all}::text[]))
      on conflict (type, id) do update set
        title = excluded.title, subtitle = excluded.subtitle, words = excluded.words, document = excluded.document
    `.execute(db);
  },

  async remove(db, type, id) {
    await sql`delete from search_index where type = ${type} and id = ${id}`.execute(db);
  },

  ids(type, text) {
    const words = wordsOf(text);
    if (words.length === 0) return null;
    // Words hold letters and digits alone, so nothing in them can end the quotes.
    const query = words.map((word) => `'${word}':*`).join(" & ");
    return sql<number>`(select id from search_index where type = ${type} and document @@ ${query}::tsquery)`;
  },
};

const spaced = (text: string) => wordsOf(text).join(" ");
