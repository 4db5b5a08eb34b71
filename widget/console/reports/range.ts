export type Interval = "day" | "week" | "month";

/** What a report is of, as the page's address says it. */
export interface ReportRange {
  readonly from: string;
  readonly to: string;
  readonly interval: Interval;
  /** So many days up to today; null for days that were chosen. */
  readonly days: number | null;
}

export const usualDays = [7, 30, 90] as const;
const intervals: readonly string[] = ["day", "week", "month"];
const isDay = (text: string | null): text is string => text !== null && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** Reads the range from the address; what is wrong there counts as absent. `today` is the day in the team's time zone. */
export function readRange(query: URLSearchParams, today: string): ReportRange {
  const [from, to, interval] = [query.get("from"), query.get("to"), query.get("interval")];
  const chosen = isDay(from) && isDay(to);
  const days = chosen ? null : (usualDays.find((count) => String(count) === query.get("days")) ?? 30);
  const range = chosen ? { from, to } : { from: dayAfter(today, 1 - (days ?? 30)), to: today };
  return { ...range, days, interval: isInterval(interval) ? interval : fitting(range) };
}

const isInterval = (text: string | null): text is Interval => text !== null && intervals.includes(text);

/** The interval that gives a chart of some twenty to forty places. */
export function fitting(range: Pick<ReportRange, "from" | "to">): Interval {
  const count = daysIn(range);
  if (count <= 45) return "day";
  return count <= 300 ? "week" : "month";
}

/** The address of a range; what is as usual is left out. */
export function rangeHref({ from, to, days, interval }: ReportRange): string {
  const query = new URLSearchParams(days === null ? { from, to } : days === 30 ? {} : { days: String(days) });
  if (interval !== fitting({ from, to })) query.set("interval", interval);
  return query.size === 0 ? "/crm/reports" : `/crm/reports?${query}`;
}

/** As many days, just before. */
export function rangeBefore({ from, to }: Pick<ReportRange, "from" | "to">): {
  readonly from: string;
  readonly to: string;
} {
  return { from: dayAfter(from, -daysIn({ from, to })), to: dayAfter(from, -1) };
}

export const daysIn = ({ from, to }: Pick<ReportRange, "from" | "to">): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000) + 1;

/** The day so many days later, or earlier. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The day it is in a time zone. */
export const todayIn = (timeZone: string, now: number): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);

const short = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
const month = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});
const plain = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });

/** An interval in a few letters, and in full. */
export function intervalLabel({ from, to }: Pick<ReportRange, "from" | "to">, interval: Interval) {
  const start = new Date(`${from}T00:00:00Z`);
  if (from === to) return { short: short.format(start), full: full.format(start) };
  const span = plain.formatRange(start, new Date(`${to}T00:00:00Z`));
  return { short: interval === "month" ? month.format(start) : short.format(start), full: span };
}
