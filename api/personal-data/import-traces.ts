import { type Kysely, type SqlBool, sql } from "kysely";
import { toE164 } from "../conversations/contact-details.ts";
import type { ImportRow } from "../imports/import-record.ts";
import { holdsWord } from "../kept-answers.ts";
import type { Context } from "../kit/operation.ts";
import type { Engine } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { type KnownAs, wordsOf } from "./known-as.ts";

/** What imports hold of a person: messages about rows, rows that wait, and what a dry run remembers. */
export interface ImportTraces {
  readonly errors: readonly number[];
  readonly chunks: readonly { readonly import_id: number; readonly first_row: number }[];
  readonly claims: readonly { readonly import_id: number; readonly claim: string }[];
}

/** Reads every row that waits: ask a database that keeps no writer waiting. */
export async function findImportTraces(db: Kysely<Tables>, known: KnownAs, country: string): Promise<ImportTraces> {
  const words = wordsOf(known);
  if (words.length === 0) return { errors: [], chunks: [], claims: [] };
  const errors = await db
    .selectFrom("import_errors")
    .select(["import_error_id", "message"])
    .where((eb) => eb.or(words.map((word) => contains("message", word))))
    .execute();
  const claims = await db
    .selectFrom("import_claims")
    .select(["import_id", "claim", "cells"])
    .where((eb) => eb.or(words.map((word) => contains("cells", word))))
    .execute();
  const tells = (text: string) => words.some((word) => holdsWord(text.toLowerCase(), word));
  return {
    errors: errors.filter(({ message }) => tells(message)).map(({ import_error_id }) => import_error_id),
    chunks: await chunksAbout(db, known, country),
    claims: claims.filter(({ cells }) => tells(cells)).map(({ import_id, claim }) => ({ import_id, claim })),
  };
}

const contains = (column: string, word: string) =>
  sql<SqlBool>`replace(lower(${sql.ref(column)}), ${word}, '') <> lower(${sql.ref(column)})`;

async function chunksAbout(db: Kysely<Tables>, known: KnownAs, country: string) {
  const found: { import_id: number; first_row: number }[] = [];
  const keys = await db.selectFrom("import_chunks").select(["import_id", "first_row"]).execute();
  for (const key of keys) {
    const chunk = await chunkAt(db, key).executeTakeFirst();
    const rows = JSON.parse(chunk?.rows ?? "[]") as ImportRow[];
    if (rows.some((row) => isAbout(row, known, country))) found.push(key);
  }
  return found;
}

const chunkAt = (db: Kysely<Tables>, { import_id, first_row }: ImportTraces["chunks"][number]) =>
  db.selectFrom("import_chunks").select("rows").where("import_id", "=", import_id).where("first_row", "=", first_row);

/** Whether a cell is the person's email or phone, whatever its spelling, or a text that holds it. */
function isAbout([, cells]: ImportRow, known: KnownAs, country: string): boolean {
  const words = wordsOf(known);
  return cells.some((cell) => {
    const text = cell.toLowerCase();
    if (words.some((word) => text.includes(word) && holdsWord(text, word))) return true;
    return /^[\d\s+()./-]{6,}$/.test(cell) && known.phones.has(toE164(cell, country) ?? "");
  });
}

const blankMessage = "This row was about a person who was erased since.";

/** Waits for whoever takes a row of the person's at this moment, and keeps others from it. */
export async function holdImports(
  { db, space }: Pick<Context, "db" | "space">,
  { chunks }: Pick<ImportTraces, "chunks">,
): Promise<void> {
  const ids = [...new Set(chunks.map(({ import_id }) => import_id))].sort((a, b) => a - b);
  for (const id of ids) await holdImportOf(db, space.engine, id);
}

export const isTraceless = (traces: ImportTraces): boolean => Object.values(traces).every(({ length }) => length === 0);

/** Takes out what was found: a row that waits becomes an empty one, which is refused when its turn comes. Hold the imports first. */
export async function eraseImportTraces(
  { db }: Pick<Context, "db">,
  { errors, chunks, claims }: ImportTraces,
  known: KnownAs,
  country: string,
): Promise<void> {
  if (errors.length > 0) {
    const changing = db.updateTable("import_errors").set({ message: blankMessage });
    await changing.where("import_error_id", "in", [...errors]).execute();
  }
  for (const key of chunks) {
    const chunk = await chunkAt(db, key).executeTakeFirst();
    if (chunk === undefined) continue;
    const rows = (JSON.parse(chunk.rows) as ImportRow[]).map((row) =>
      isAbout(row, known, country) ? [row[0], row[1].map(() => "")] : row,
    );
    await db
      .updateTable("import_chunks")
      .set({ rows: JSON.stringify(rows) })
      .where("import_id", "=", key.import_id)
      .where("first_row", "=", key.first_row)
      .execute();
  }
  for (const { import_id, claim } of claims) {
    await db.deleteFrom("import_claims").where("import_id", "=", import_id).where("claim", "=", claim).execute();
  }
}

async function holdImportOf(db: Kysely<Tables>, engine: Engine, importId: number): Promise<void> {
  if (engine === "sqlite") return;
  await db.selectFrom("imports").select("import_id").where("import_id", "=", importId).forUpdate().execute();
}
