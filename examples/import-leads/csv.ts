export interface CsvRow {
  /** Line of the file on which the row starts, counted from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads CSV as RFC 4180 writes it: the first row names the columns; a value in quotes may hold commas, line breaks
 * and doubled quotes. Values are trimmed. Throws an Error naming the line where a row does not fit the columns.
 */
export function parseCsv(text: string): CsvRow[] {
  const [head, ...rows] = readCells(text.replace(/^\uFEFF/, ""));
  if (head === undefined) throw new Error("The file is empty. Its first line should name the columns.");
  return rows.map(({ line, cells }) => {
    if (cells.length !== head.cells.length) {
      throw new Error(`Line ${line} has ${cells.length} values; the first line names ${head.cells.length} columns.`);
    }
    return { line, values: Object.fromEntries(head.cells.map((name, index) => [name, cells[index] ?? ""])) };
  });
}

/** One cell and what follows it: a comma, a line break or the end. */
const cell = /(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r?\n|$)/y;

function readCells(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  let line = 1;
  let row = { line, cells: [] as string[] };
  let position = 0;
  while (position < text.length || row.cells.length > 0) {
    cell.lastIndex = position;
    const match = cell.exec(text);
    if (match === null)
      throw new Error(`Line ${line}: a quote is not closed, or stands inside a value without quotes.`);
    const [whole, quoted, plain, end] = match;
    row.cells.push((quoted?.replaceAll('""', '"') ?? plain ?? "").trim());
    line += whole.split("\n").length - 1;
    position += whole.length;
    if (end === ",") continue;
    if (row.cells.some((value) => value !== "")) rows.push(row);
    row = { line, cells: [] };
  }
  return rows;
}
