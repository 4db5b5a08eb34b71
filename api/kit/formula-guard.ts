// Spreadsheets run a cell that begins with one of these, full width too (OWASP, CSV injection); a leading ' keeps it
// text. Where a comma is the decimal mark, spreadsheets part cells at semicolons, so that one may begin there as well.
// Text that begins with ' itself gets one more, so that taking the guard off gives back exactly what was there.

/** A text as a cell that no spreadsheet runs. */
export const guardFormula = (text: string) => text.replaceAll(/(^|;)(?='*[=+\-@\t\r\n＝＋－＠])/g, "$1'");

/** The text that a guarded cell holds; any other cell as it is. */
export const unguardFormula = (cell: string) => cell.replaceAll(/(^|;)'(?='*[=+\-@\t\r\n＝＋－＠])/g, "$1");
