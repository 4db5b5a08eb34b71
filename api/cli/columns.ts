const gap = "  ";

/** Rows below their titles, each column as wide as its widest value; the last is not filled up. */
export function inColumns(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((value, column) => value.padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd();
  return all.map(line).join("\n");
}
