// Spreadsheets run a cell that begins with one of these, full width too (OWASP, CSV injection); a leading ' keeps it
// text. Text that begins with ' itself gets one more, so that taking the guard off gives back exactly what was there.

/** A text as a cell that no spreadsheet runs. */
export const guardFormula = (text: string) => (/^'*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);

/** The text that a guarded cell holds; any other cell as it is. */
export const unguardFormula = (cell: string) => (/^'+[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell);
