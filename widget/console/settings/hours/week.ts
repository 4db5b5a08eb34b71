import type { Settings } from "../../records.ts";

export type Week = NonNullable<Settings["business_hours"]>;
export type Weekday = keyof Week;
/** From and until, as `HH:MM`; the end of the day is `24:00`. */
export type Span = readonly [from: string, until: string];

export const weekdays = [
  ["mon", "Monday"],
  ["tue", "Tuesday"],
  ["wed", "Wednesday"],
  ["thu", "Thursday"],
  ["fri", "Friday"],
  ["sat", "Saturday"],
  ["sun", "Sunday"],
] as const satisfies readonly (readonly [Weekday, string])[];

/** The API's limit for one day. */
const mostSpans = 6;
const usual: Span = ["09:00", "17:00"];

/** What most teams begin with: Monday to Friday, nine to five. */
export const usualWeek: Week = Object.fromEntries(
  weekdays.slice(0, 5).map(([day]) => [day, [[...usual] as [string, string]]]),
);

/** When the team is there on this day, in order; empty when it is closed. */
export function spansOf(week: Week, day: Weekday): readonly Span[] {
  return week[day] ?? [];
}

/** The week with other times on one day. Days stand in their order and closed ones are left out, as the API keeps them. */
export function withSpans(week: Week, day: Weekday, spans: readonly Span[]): Week {
  const all = weekdays.map(([one]) => [one, one === day ? spans : spansOf(week, one)] as const);
  return Object.fromEntries(
    all
      .filter(([, times]) => times.length > 0)
      .map(([one, times]) => [one, times.map(([from, until]) => [from, until])]),
  ) as Week;
}

/** The week with the times of one day on all of them. */
export function copyToAll(week: Week, day: Weekday): Week {
  const spans = spansOf(week, day);
  return weekdays.reduce<Week>((copied, [one]) => withSpans(copied, one, spans), {});
}

/** The day with one more span, an hour after its last one; null when there is no room for it. */
export function withAnotherSpan(spans: readonly Span[]): readonly Span[] | null {
  const last = spans.at(-1);
  if (last === undefined) return [usual];
  const from = minutesOf(last[1]) + 60;
  const until = Math.min(from + 4 * 60, 24 * 60);
  return spans.length >= mostSpans || from >= until ? null : [...spans, [timeOf(from), timeOf(until)]];
}

/** What is wrong with a day's times, as a sentence; null when nothing is. */
export function problemOf(spans: readonly Span[]): string | null {
  if (spans.flat().some((time) => time === "")) return "Give both times, or remove the line.";
  if (spans.some(([from, until]) => from >= until)) return "The end must be after the start.";
  const sorted = [...spans].sort(([one], [other]) => one.localeCompare(other));
  const overlaps = sorted.some(([from], index) => index > 0 && from < (sorted[index - 1]?.[1] ?? ""));
  return overlaps ? "Two of these times overlap." : null;
}

/** An end as a time input shows it, which knows no 24:00, and back. */
export const shownEnd = (until: string): string => (until === "24:00" ? "00:00" : until);
export const endOf = (shown: string): string => (shown === "00:00" ? "24:00" : shown);

function minutesOf(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
