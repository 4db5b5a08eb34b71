import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { invalid } from "../errors.ts";
import { unguardFormula } from "../kit/formula-guard.ts";
import type { ImportRow } from "./import-record.ts";

export const delimiters = { comma: ",", semicolon: ";", tab: "\t" } as const;
export type Delimiter = keyof typeof delimiters;

/** More belong into several files: an import holds its rows in the database until they are taken. */
const mostRows = 100_000;
const mostColumns = 500;
/** Read at once; in between others get their turn. */
const sliceBytes = 32 * 1024;

export interface CsvTable {
  /** Titles by column; null for a column without one. */
  readonly titles: readonly (string | null)[];
  readonly rows: readonly ImportRow[];
}

/**
 * Reads a CSV text (RFC 4180) with a header line. Empty lines are passed over. Throws VALIDATION_ERROR that names the
 * line for what is no CSV, and for a text without a header or rows, or with more than 100,000.
 */
export async function readCsv(text: string, delimiter: Delimiter | "auto"): Promise<CsvTable> {
  const separator = delimiter === "auto" ? likeliestDelimiter(text) : delimiters[delimiter];
  const rows: ImportRow[] = [];
  let titles: readonly (string | null)[] | null = null;
  for await (const row of records(text, separator)) {
    if (titles === null) titles = titlesOf(row);
    else rows.push(row);
    if (rows.length > mostRows) throw wrong("There are more than 100,000 rows. Split the file.", "too_many_rows");
  }
  if (titles === null) throw wrong("The file is empty. Begin it with a line of column titles.", "no_header");
  if (rows.length === 0) throw wrong("There is no row below the column titles. Add one for each lead.", "no_rows");
  return { titles, rows };
}

const wrong = (message: string, code: string) => invalid("body", message, code);

async function* records(text: string, delimiter: string): AsyncGenerator<ImportRow> {
  const parser = parse({ delimiter, info: true, relax_column_count: true, skip_empty_lines: true });
  let [line, emptyLines] = [1, 0];
  try {
    for await (const { record, info } of Readable.from(slices(text)).pipe(parser)) {
      line += info.empty_lines - emptyLines;
      emptyLines = info.empty_lines;
      yield [line, record];
      line += 1 + lineBreaksIn(record);
    }
  } catch (error) {
    // The parser counts \r\n within quotes as two lines: our own count is the file's.
    throw error instanceof CsvError ? wrong(explain(error, line), "invalid_csv") : error;
  }
}

async function* slices(text: string): AsyncGenerator<Buffer> {
  // Of bytes, not of text: a slice may end within a character.
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += sliceBytes) {
    yield bytes.subarray(start, start + sliceBytes);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

const lineBreaksIn = (cells: readonly string[]) =>
  cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);

function explain({ code }: CsvError, line: number): string {
  const where = `The row that begins on line ${line}`;
  if (code === "CSV_QUOTE_NOT_CLOSED") return `${where} opens a quote that nothing closes. Add the closing ".`;
  if (/CLOSING_QUOTE/.test(code)) return `${where} goes on after a closing quote. Write a " within quotes as "".`;
  if (/OPENING_QUOTE/.test(code))
    return `${where} has a quote in the middle of a cell. Put the whole cell in quotes and write each " as "".`;
  return `${where} is no CSV. Check its quotes.`;
}

function titlesOf([, cells]: ImportRow): readonly (string | null)[] {
  if (cells.length > mostColumns) throw wrong(`There are more than ${mostColumns} columns.`, "too_many_columns");
  const titles = cells.map((cell) => unguardFormula(cell.trim())).map((title) => (title === "" ? null : title));
  const twice = titles.find((title, i) => title !== null && titles.indexOf(title) !== i);
  if (twice === undefined) return titles;
  throw wrong(`Two columns are called ${twice}. Give each a title of its own.`, "duplicate_title");
}

/** The one that stands most often in the first line outside quotes; a comma where none does. */
function likeliestDelimiter(text: string): string {
  const [first = ""] = text.trimStart().split(/[\r\n]/, 1);
  const bare = first.replace(/"[^"]*"/g, "");
  const counted = Object.values(delimiters).map((one) => ({ one, times: bare.split(one).length }));
  return counted.reduce((best, next) => (next.times > best.times ? next : best)).one;
}
