export type Cell = string | number | null;

/** Hands the person a file, as a download of this page. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name.replaceAll(/[^\w.@+-]+/g, "_");
  link.click();
  // The browser holds the content by itself once the download began.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Rows as a CSV file (RFC 4180) that a spreadsheet opens as it is, with a mark that says it is UTF-8. */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): Blob {
  return new Blob([csvText(head, rows)], { type: "text/csv;charset=utf-8" });
}

/** The text of such a file. */
export function csvText(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(cellText).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it: visitors choose what pages are called. */
function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
