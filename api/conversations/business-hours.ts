import { z } from "zod";
import { timestamp } from "../clock.ts";
import { createZone, type Zone } from "../zone.ts";

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
  if (isOpen(hours, timezone, now)) return { open: true, next_open_at: null, timezone };
  return { open: false, next_open_at: nextChange(hours, timezone, now), timezone };
}

/** Whether it is within business hours at `now` (ISO 8601). Null hours mean always open. */
export function isOpen(hours: BusinessHours | null, timezone: string, now: string): boolean {
  return hours === null || holds(hours, createZone(timezone), Date.parse(now));
}

/** When the business hours begin or end next, UTC; null when they never do. */
export function nextChange(hours: BusinessHours | null, timezone: string, now: string): string | null {
  if (hours === null) return null;
  const zone = createZone(timezone);
  const instant = Date.parse(now);
  const open = holds(hours, zone, instant);
  const today = Math.floor(zone.at(instant).asUtc / dayMilliseconds) * dayMilliseconds;
  const days = Array.from({ length: 9 }, (_, ahead) => today + ahead * dayMilliseconds);
  const edges = [...new Set(days.flatMap((midnight) => edgesOfDay(hours, zone, midnight)))];
  const later = edges.filter((edge) => edge > instant).sort((one, other) => one - other);
  const change = later.find((edge) => holds(hours, zone, edge) !== open);
  return change === undefined ? null : timestamp(change);
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

const weekdayOf = (wall: number): Weekday => weekdays[(new Date(wall).getUTCDay() + 6) % 7] ?? "mon";

function holds(hours: BusinessHours, zone: Zone, instant: number): boolean {
  const { time, asUtc } = zone.at(instant);
  return (hours[weekdayOf(asUtc)] ?? []).some(([from, until]) => from <= time && time < until);
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * The instants at which the hours of the day that begins at wall time `midnight` can begin or end. Where the clocks
 * change near it, a wall time may come twice or never: both readings stand here, and the change itself.
 */
function edgesOfDay(hours: BusinessHours, zone: Zone, midnight: number): number[] {
  const offsets = [...new Set([zone.offset(midnight - dayMilliseconds), zone.offset(midnight + 2 * dayMilliseconds)])];
  const walls = (hours[weekdayOf(midnight)] ?? []).flat().map((text) => midnight + minutesOf(text) * 60_000);
  const edges = walls.flatMap((wall) => offsets.map((offset) => wall - offset));
  return offsets.length === 1 ? edges : [...edges, clockChange(zone, midnight)];
}

/** When the clocks change in the days around a wall midnight. */
function clockChange(zone: Zone, midnight: number): number {
  let [before, after] = [midnight - dayMilliseconds, midnight + 2 * dayMilliseconds];
  const offset = zone.offset(before);
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (zone.offset(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}
