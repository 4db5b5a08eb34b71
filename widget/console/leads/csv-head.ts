/** Rows that are shown of a file, its titles among them. */
const most = 4;
/** Characters that are looked at for them. */
const reach = 64_000;

/** What was made of a file's bytes. */
export interface DecodedFile {
  readonly text: string;
  /** The file is no UTF-8; it was read as what spreadsheets of western Europe write. */
  readonly guessed: boolean;
}

/** Reads a file as UTF-8, as UTF-16 with a byte order mark, else as windows-1252. */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), guessed: false };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), guessed: false };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), guessed: false };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), guessed: true };
  }
}

/**
 * The first rows of a CSV file (RFC 4180), to show what stands in its columns; the server reads it as a whole. The
 * separator is what the first line has most of, as the server takes it.
 */
export function csvHead(text: string): readonly (readonly string[])[] {
  const head = text.slice(0, reach);
  const separator = separatorOf(head.split(/\r?\n/, 1)[0] ?? "");
  const cells = new RegExp(
    `("(?:[^"]|"")*"?|[^"${separator}\\r\\n][^${separator}\\r\\n]*)?([${separator}]|\\r?\\n|$)`,
    "gy",
  );
  const rows: string[][] = [[]];
  for (const [, cell = "", end] of head.matchAll(cells)) {
    rows.at(-1)?.push(plain(cell));
    if (end === "" || rows.length > most) break;
    if (end !== separator) rows.push([]);
  }
  return rows.slice(0, most).filter((row) => row.some((one) => one !== ""));
}

function plain(cell: string): string {
  const text = cell.startsWith('"') ? cell.replace(/^"|"$/g, "").replaceAll('""', '"') : cell;
  return text.trim();
}

function separatorOf(line: string): string {
  const count = (sign: string) => line.split(sign).length;
  return [",", ";", "\t", "|"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
