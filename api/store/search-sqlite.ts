import { type Kysely, type RawBuilder, sql } from "kysely";
import { createSearch } from "./search.ts";
import { type Lookup, markLength, type Query } from "./search-terms.ts";
import type { Tables } from "./tables.ts";

/** Shorter words have an index of their beginnings, so that they are read without being gathered first. */
const indexedLength = 3;

/** With more completions than this, reading each is dearer than gathering all. */
const mostCompletions = 32;

/**
 * Full-text search by SQLite's FTS5. It knows terms alone, not where they stand, and cuts them at spaces.
 *
 * FTS5 gathers everything that a prefix matches before it gives the first row, which takes 150 ms when that is a
 * million rows. `search_words` knows the words there are, so that `exampl` is read as `example`, whose rows come one
 * by one, newest first.
 */
export const sqliteSearch = createSearch({
  key: sql.ref("search_documents.rowid"),
  newestFirst: sql.ref("search_documents.rowid"),

  matches(query) {
    return sql`search_documents match ${sql.join(joined(query), sql` || `)}`;
  },

  most(query) {
    const all = query
      .slice(0, mostWordsTold)
      .map((lookups) => sql`coalesce(${sql.join(lookups.map(documentsOf), sql` + `)}, ${unknown})`);
    return sql<number>`min(${unknown}, ${sql.join(all)})`;
  },

  async put(db, key, terms) {
    const before = await termsOf(db, key);
    if (before?.join(" ") === terms.join(" ")) return;
    if (before !== null) await sql`delete from search_documents where rowid = ${key}`.execute(db);
    await sql`insert into search_documents (rowid, terms) values (${key}, ${terms.join(" ")})`.execute(db);
    await countWords(db, before ?? [], terms);
  },

  async load(db, documents) {
    // By key, because FTS5 writes what it has gathered to disk whenever a smaller key comes.
    await sql`
      insert into search_documents (rowid, terms) select value ->> 0, value ->> 1
      from json_each(${JSON.stringify(documents.map(([key, terms]) => [key, terms.join(" ")]))})
    `.execute(db);
    await countNew(
      db,
      documents.flatMap(([, terms]) => terms),
    );
  },

  async remove(db, key) {
    const before = await termsOf(db, key);
    if (before === null) return;
    await sql`delete from search_documents where rowid = ${key}`.execute(db);
    await countWords(db, before, []);
  },
});

/** The fewest documents of any word bound the search; so many words tell enough. */
const mostWordsTold = 20;

type Piece = string | RawBuilder<string>;

/**
 * A query as text of FTS5's language, in the pieces that SQLite joins. What is known here is one piece, because SQLite
 * refuses an expression of more than a thousand.
 */
function joined(query: Query): readonly Piece[] {
  const pieces = query.flatMap((lookups, i): Piece[] => [
    i === 0 ? "(" : " AND (",
    ...lookups.flatMap((lookup, j) => (j === 0 ? [written(lookup)] : [" OR ", written(lookup)])),
    ")",
  ]);
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (typeof last === "string" && typeof piece === "string") all[all.length - 1] = last + piece;
    else all.push(piece);
  }
  return all;
}

/** A lookup in FTS5's language. Terms hold letters and digits alone, so nothing in them can end the quotes. */
function written({ term, isPrefix }: Lookup): Piece {
  const itself = `"${term}"`;
  if (!isPrefix) return itself;
  if ([...term].length <= markLength + indexedLength) return `${itself}*`;
  return sql`(
    select case when count(*) > ${sql.lit(mostCompletions)} then ${`${itself}*`}
      else coalesce('(' || group_concat('"' || word || '"', ' OR ') || ')', ${itself}) end
    from (${completionsOf(term)})
  )`;
}

/** More than there can be. */
const unknown = sql.lit(Number.MAX_SAFE_INTEGER);

/** How many documents a lookup finds, or more; null when that would take long to tell. */
function documentsOf({ term, isPrefix }: Lookup): RawBuilder<number> {
  if (!isPrefix) return sql`coalesce((select documents from search_words where word = ${term}), 0)`;
  return sql`(
    select case when count(*) <= ${sql.lit(mostCompletions)} then coalesce(sum(documents), 0) end
    from (${completionsOf(term)})
  )`;
}

/** The words that begin so, with one more than are read one by one. */
const completionsOf = (term: string) => sql`
  select word, documents from search_words where word >= ${term} and word < ${`${term}\u{10ffff}`}
  limit ${sql.lit(mostCompletions + 1)}
`;

async function termsOf(db: Kysely<Tables>, key: number): Promise<readonly string[] | null> {
  const { rows } = await sql<{ terms: string }>`select terms from search_documents where rowid = ${key}`.execute(db);
  return rows[0]?.terms.split(" ") ?? null;
}

/** Keeps count of the documents that hold each word, so that a word leaves with the last of them. */
async function countWords(db: Kysely<Tables>, before: readonly string[], after: readonly string[]): Promise<void> {
  const gone = without(before, after);
  const come = without(after, before);
  if (come.length > 0) await countNew(db, come);
  if (gone.length > 0) {
    const words = sql`(select value from json_each(${JSON.stringify(gone)}))`;
    await sql`update search_words set documents = documents - 1 where word in ${words}`.execute(db);
    await sql`delete from search_words where documents < 1 and word in ${words}`.execute(db);
  }
}

/** Counts words that came, a word once for each document that holds it now. */
async function countNew(db: Kysely<Tables>, words: readonly string[]): Promise<void> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  await sql`
    insert into search_words (word, documents) select value ->> 0, value ->> 1 from json_each(${JSON.stringify([...counts])})
    where true on conflict (word) do update set documents = documents + excluded.documents
  `.execute(db);
}

function without(terms: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return terms.filter((term) => term !== "" && !known.has(term));
}
