import type { Kysely } from "kysely";
import { customFieldsOf } from "../kit/custom-fields.ts";
import type { CostContext } from "../kit/operation.ts";
import { lead } from "../resources/lead-record.ts";
import type { Tables } from "../store/tables.ts";
import type { ImportRow } from "./import-record.ts";
import { type Mapping, mapColumns } from "./mapping.ts";
import { type Delimiter, readCsv } from "./read-csv.ts";

/** Rows that one transaction takes, and that lie together. */
export const chunkRows = 200;
/** Chunks written by one statement. */
const chunksAtOnce = 20;

/** A file that was read and found fit to be imported. */
export interface Upload {
  readonly titles: readonly (string | null)[];
  readonly mapping: Mapping;
  readonly totalRows: number;
  /** JSON of the rows, as they are stored. */
  readonly chunks: readonly string[];
}

export interface UploadWish {
  readonly mapping?: Mapping | undefined;
  readonly delimiter: Delimiter | "auto";
}

/** Reads what was uploaded. Throws VALIDATION_ERROR for everything that would be wrong with all of it. */
export async function readUpload(context: CostContext, text: string, wish: UploadWish): Promise<Upload> {
  const { titles, rows } = await readCsv(text, wish.delimiter);
  const mapping = mapColumns(titles, wish.mapping, await customFieldsOf(context, lead));
  return { titles, mapping, totalRows: rows.length, chunks: chunksOf(rows) };
}

function chunksOf(rows: readonly ImportRow[]): string[] {
  const chunks: string[] = [];
  for (let first = 0; first < rows.length; first += chunkRows) {
    chunks.push(JSON.stringify(rows.slice(first, first + chunkRows)));
  }
  return chunks;
}

export async function storeChunks(
  db: Kysely<Tables>,
  import_id: number,
  { chunks }: Pick<Upload, "chunks">,
): Promise<void> {
  const stored = chunks.map((rows, i) => ({ import_id, first_row: i * chunkRows, rows }));
  for (let first = 0; first < stored.length; first += chunksAtOnce) {
    await db
      .insertInto("import_chunks")
      .values(stored.slice(first, first + chunksAtOnce))
      .execute();
  }
}
