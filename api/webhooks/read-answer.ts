/**
 * The beginning of an answer as text that both databases hold: bytes that are no UTF-8 replaced, a character that was cut
 * off left out, and no U+0000, which Postgres refuses. Null when there is none.
 */
export function answerText(body: Uint8Array): string | null {
  const text = new TextDecoder().decode(body, { stream: true }).replaceAll("\u0000", "");
  return text === "" ? null : text;
}

/** RFC 9110: seconds, or a date of HTTP. Milliseconds from `now`, 0 for the past; null for any other text. */
export function parseRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  const wait = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : dateOf(text) - now;
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/** All three forms of HTTP dates; the oldest, of C, names no zone. */
function dateOf(text: string): number {
  if (/^[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -](\d{2}|\d{4}) \d{2}:\d{2}:\d{2} GMT$/.test(text))
    return Date.parse(text);
  return /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/.test(text)
    ? Date.parse(`${text} GMT`)
    : Number.NaN;
}
