/** Time as the product reads it; tests put their own in its place. */
export interface Clock {
  /** Whole milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds from an arbitrary start: for windows and timeouts. */
  monotonic(): number;
}

export const systemClock: Clock = { now: Date.now, monotonic: () => performance.now() };

/** UTC ISO 8601 with `Z` in whole seconds, as every timestamp of the API is written. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

const [firstMoment, lastMoment] = [Date.parse("0000-01-01T00:00:00Z"), Date.parse("9999-12-31T23:59:59Z")];

/**
 * Milliseconds since the epoch of an ISO 8601 text with date, time and zone. Null for what is no moment: JavaScript
 * reads 30 February as 2 March, and a zone can move the year beyond four digits, which no timestamp of ours holds.
 */
export function parseMoment(text: string): number | null {
  const milliseconds = Date.parse(text);
  if (!(milliseconds >= firstMoment && milliseconds <= lastMoment)) return null;
  const date = text.slice(0, 10);
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date) ? milliseconds : null;
}
