import { z } from "zod";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
type Weekday = (typeof weekdays)[number];

const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);

/** Opening times per weekday in the space's time zone: `{"mon": [["09:00", "17:00"]], …}`; a day left out is closed. */
export const businessHours = z.partialRecord(
  z.enum(weekdays),
  z.array(z.tuple([time, time]).refine(([from, until]) => from < until, "The end must be after the start.")).max(6),
);

export type BusinessHours = z.infer<typeof businessHours>;

export interface Openness {
  readonly open: boolean;
  /** UTC; null while open and when it never opens. */
  readonly next_open_at: string | null;
  readonly timezone: string;
}

/** Whether it is within business hours at `now` (ISO 8601), and when they start next. Null hours mean always open. */
export function openness(hours: BusinessHours | null, timezone: string, now: string): Openness {
  if (!hours) return { open: true, next_open_at: null, timezone };
  const local = localTime(Date.parse(now), timezone);
  const today = hours[local.weekday] ?? [];
  const open = today.some(([from, until]) => from <= local.time && local.time < until);
  return { open, next_open_at: open ? null : nextStart(hours, timezone, Date.parse(now)), timezone };
}

/** The hours as one would write them on a door: `Mon–Fri 09:00–17:00 (Europe/Berlin)`. */
export function describeHours(hours: BusinessHours | null, timezone: string): string {
  if (!hours) return "around the clock";
  const days = weekdays.map((day) => (hours[day] ?? []).map(([from, until]) => `${from}–${until}`).join(", "));
  const spans: { from: number; until: number; times: string }[] = [];
  for (const [index, times] of days.entries()) {
    const last = spans.at(-1);
    if (last?.times === times) last.until = index;
    else spans.push({ from: index, until: index, times });
  }
  const named = spans.filter((span) => span.times !== "").map((span) => `${dayNames(span)} ${span.times}`);
  return named.length === 0 ? "by appointment" : `${named.join("; ")} (${timezone})`;
}

/** True for an IANA time zone that this runtime knows. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function dayNames({ from, until }: { readonly from: number; readonly until: number }): string {
  const name = (index: number) => {
    const day = weekdays[index] ?? "";
    return day.charAt(0).toUpperCase() + day.slice(1);
  };
  return from === until ? name(from) : `${name(from)}–${name(until)}`;
}

interface LocalTime {
  readonly weekday: Weekday;
  /** `HH:MM`, which compares as text. */
  readonly time: string;
  /** The wall clock read as if it were UTC, in milliseconds. */
  readonly asUtc: number;
}

function localTime(instant: number, timezone: string): LocalTime {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const asUtc = Date.parse(
    `${part["year"]}-${part["month"]}-${part["day"]}T${part["hour"]}:${part["minute"]}:${part["second"]}Z`,
  );
  const weekday = weekdays[(new Date(asUtc).getUTCDay() + 6) % 7] ?? "mon";
  return { weekday, time: `${part["hour"]}:${part["minute"]}`, asUtc };
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

function nextStart(hours: BusinessHours, timezone: string, now: number): string | null {
  const midnight = Math.floor(localTime(now, timezone).asUtc / dayMilliseconds) * dayMilliseconds;
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const day = midnight + ahead * dayMilliseconds;
    const weekday = weekdays[(new Date(day).getUTCDay() + 6) % 7] ?? "mon";
    const starts = (hours[weekday] ?? []).map(([from]) => toInstant(day + minutesOf(from) * 60_000, timezone));
    const next = starts.filter((start) => start > now).sort((one, other) => one - other)[0];
    if (next !== undefined) return `${new Date(next).toISOString().slice(0, 19)}Z`;
  }
  return null;
}

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** The instant at which the wall clock of `timezone` shows `wall`; asked twice because the offset may change in between. */
function toInstant(wall: number, timezone: string): number {
  const guess = wall - offsetAt(wall, timezone);
  return wall - offsetAt(guess, timezone);
}

function offsetAt(instant: number, timezone: string): number {
  return localTime(instant, timezone).asUtc - Math.floor(instant / 1000) * 1000;
}
