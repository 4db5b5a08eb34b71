import { sql } from "kysely";
import { createSearch } from "./search.ts";
import type { Lookup } from "./search-terms.ts";

/** Full-text search by a GIN index over our own terms; Postgres' parsers and dictionaries are not asked. */
export const postgresSearch = createSearch({
  key: sql.ref("search_documents.document_id"),
  // Not the bare key: the planner would walk its index through a million documents after a match that is rare.
  newestFirst: sql`document_id + 0`,

  matches(query) {
    const text = query.map((lookups) => `(${lookups.map(written).join(" | ")})`).join(" & ");
    return sql`document @@ ${text}::tsquery`;
  },

  most: () => null,

  async put(db, key, terms) {
    await sql`
      insert into search_documents (document_id, document) values (${key}, array_to_tsvector(${terms}::text[]))
      on conflict (document_id) do update set document = excluded.document
      where search_documents.document <> excluded.document
    `.execute(db);
  },

  async load(db, documents) {
    await sql`
      insert into search_documents (document_id, document)
      select (value ->> 0)::bigint, array_to_tsvector(array(select jsonb_array_elements_text(value -> 1)))
      from jsonb_array_elements(${JSON.stringify(documents)}::jsonb)
    `.execute(db);
  },

  async remove(db, key) {
    await sql`delete from search_documents where document_id = ${key}`.execute(db);
  },
});

/** Terms hold letters and digits alone, so nothing in them can end the quotes. */
const written = ({ term, isPrefix }: Lookup) => `'${term}'${isPrefix ? ":*" : ""}`;
