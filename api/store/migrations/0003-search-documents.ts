import type { Migration } from "../migrate.ts";

/**
 * One index of terms that say type, field and word (`l1john`: a lead with john in its title). The index before it held
 * words by column; its documents move over. A new database has none, so the old table is made first and dropped.
 */
export const migration: Migration = ({ engine }) => (engine === "sqlite" ? sqlite : postgres);

/** The letter of a document's type by its place in the key. */
const letterAt = (place: string) => `substr('lcopanvk', ${place} + 1, 1)`;

const marked = (column: string, mark: string) =>
  `case when ${column} = '' then '' else ${mark} || replace(${column}, ' ', ' ' || ${mark}) || ' ' end`;

/** A document's terms, separated by spaces. Titles were kept as their words. */
function terms(letter: string): string {
  const fields = ["title", "subtitle", "words"].map((column, i) => marked(column, `${letter} || '${i + 1}'`));
  const joined = "replace(title, ' ', '')";
  const whole = `case when ${joined} = '' or length(${joined}) > 64 then '' else ${letter} || '0' || ${joined} || ' ' end`;
  return `trim(${[whole, ...fields].map((part) => `(${part})`).join(" || ")})`;
}

const sqlite = [
  "create virtual table if not exists search_index using fts5(type, title, subtitle, words)",
  // The lengths are those of a mark and one to three letters.
  `create virtual table search_documents using fts5(
     terms, tokenize = 'ascii', detail = none, columnsize = 0, prefix = '3 4 5'
   )`,
  "insert into search_documents (search_documents, rank) values ('secure-delete', 1)",
  `insert into search_documents (rowid, terms) select rowid / 8 * 16 + rowid % 8, ${terms(letterAt("rowid % 8"))} from search_index`,
  "create table search_words (word text primary key, documents integer not null) strict, without rowid",
  "create virtual table search_vocabulary using fts5vocab(search_documents, row)",
  "insert into search_words (word, documents) select term, doc from search_vocabulary",
  "drop table search_vocabulary",
  "drop table search_index",
];

const types = "'{lead,contact,opportunity,prospect,activity,note,conversation,company}'::text[]";
const place = `(array_position(${types}, type) - 1)`;

const postgres = [
  `create table if not exists search_index (type text, id bigint, title text, subtitle text, words text)`,
  "create table search_documents (document_id bigint primary key, document tsvector not null)",
  `insert into search_documents (document_id, document)
     select id * 16 + ${place}, array_to_tsvector(array_remove(string_to_array(${terms(letterAt(place))}, ' '), ''))
     from search_index`,
  "create index search_documents_document on search_documents using gin (document)",
  "drop table search_index",
];
