import { z } from "zod";
import { timestamp } from "../clock.ts";
import { readSettings } from "../conversations/settings.ts";
import { invalid } from "../errors.ts";
import type { Context } from "../kit/operation.ts";
import { day } from "../resources/fields.ts";
import { createZone, startOfDay, type Zone } from "../zone.ts";

/** Intervals of one report: more than this no chart shows, and each is asked for by itself. */
const mostIntervals = 400;
/** Days of a range that does not say where it begins. */
const usualDays = 30;
const [firstDay, lastDay] = ["1970-01-01", "2999-12-31"];

const reportDay = day.refine((text) => text >= firstDay && text <= lastDay, {
  error: `use a day from ${firstDay} to ${lastDay}`,
  // What is no date needs no second word about it.
  when: ({ issues }) => issues.length === 0,
});

const rangeShape = {
  from: reportDay
    .optional()
    .describe("The first day (YYYY-MM-DD), in the time zone of the settings; 29 days before `to` when absent."),
  to: reportDay.optional().describe("The last day, which counts too; today when absent."),
};

/** A range of days. */
export const rangeQuery = z.strictObject(rangeShape);

/** A range of days, in intervals. */
export const intervalQuery = z.strictObject({
  ...rangeShape,
  interval: z
    .enum(["day", "week", "month"])
    .default("day")
    .describe(`What a row of the report is; weeks begin on Monday. At most ${mostIntervals} of them.`),
});

/** What every report says of itself. */
export const rangeAnswer = {
  from: z.string().describe("The first day of the report, YYYY-MM-DD."),
  to: z.string().describe("The last day, which counts too."),
  timezone: z.string().describe("The IANA time zone of the settings: where its days begin and end."),
};

/** What every interval says of itself. */
export const intervalAnswer = {
  from: z.string().describe("The interval's first day, YYYY-MM-DD."),
  to: z.string().describe("Its last day; the first and the last interval may be cut off by the report's own days."),
};

/** A stretch of days, and its moments in UTC: `until` is the first that no longer belongs to it. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly since: string;
  readonly until: string;
}

export interface Range {
  /** What the answer says of itself. */
  readonly said: { readonly from: string; readonly to: string; readonly timezone: string };
  readonly whole: Period;
}

type RangeWish = z.output<typeof rangeQuery>;

/** The range that a caller asks for, in the space's time zone. Throws VALIDATION_ERROR for one that ends before it begins. */
export async function readRange({ space, now }: Pick<Context, "space" | "now">, wish: RangeWish): Promise<Range> {
  return (await inZone({ space, now }, wish)).range;
}

/** The same with its intervals. Throws VALIDATION_ERROR for too many. */
export async function readIntervals(
  context: Pick<Context, "space" | "now">,
  { interval, ...wish }: z.output<typeof intervalQuery>,
): Promise<Range & { readonly periods: readonly Period[] }> {
  const { range, zone } = await inZone(context, wish);
  const periods = cut(range.said, interval).map((days) => periodOf(zone, days));
  // A day that the clocks left out, as Samoa's did in 2011, begins and ends with the next one's beginning.
  return { ...range, periods: periods.filter(({ since, until }) => since < until) };
}

async function inZone({ space, now }: Pick<Context, "space" | "now">, wish: RangeWish) {
  const { timezone } = await readSettings(space);
  const zone = createZone(timezone);
  const to = wish.to ?? timestamp(zone.at(Date.parse(now)).asUtc).slice(0, 10);
  const from = wish.from ?? dayAfter(to, 1 - usualDays);
  if (from > to) throw invalid("from", `from: ${from} comes after ${to}, the last day. Exchange them, or send both.`);
  const days = { from, to };
  const range: Range = { said: { ...days, timezone }, whole: periodOf(zone, days) };
  return { range, zone };
}

interface Days {
  readonly from: string;
  readonly to: string;
}

const periodOf = (zone: Zone, { from, to }: Days): Period => ({
  ...{ from, to },
  since: timestamp(startOfDay(zone, from)),
  until: timestamp(startOfDay(zone, dayAfter(to, 1))),
});

type Interval = z.output<typeof intervalQuery>["interval"];

function cut({ from, to }: Days, interval: Interval): Days[] {
  const intervals: Days[] = [];
  for (let first = from; first <= to; first = nextStart(first, interval)) {
    if (intervals.length === mostIntervals) throw tooMany(interval);
    const last = dayAfter(nextStart(first, interval), -1);
    intervals.push({ from: first, to: last < to ? last : to });
  }
  return intervals;
}

const tooMany = (interval: Interval) =>
  invalid(
    "interval",
    `interval: that is more than ${mostIntervals} of a ${interval}. Choose ${interval === "day" ? "week or month" : "month"}, or a shorter range.`,
    "too_many",
  );

/** The first day of the next interval. */
function nextStart(day: string, interval: Interval): string {
  const date = new Date(`${day}T00:00:00Z`);
  switch (interval) {
    case "day":
      return dayAfter(day, 1);
    case "week":
      return dayAfter(day, 7 - ((date.getUTCDay() + 6) % 7));
    case "month":
      return dateText(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
  }
}

const dayAfter = (day: string, days: number): string => dateText(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000);

const dateText = (milliseconds: number): string => timestamp(milliseconds).slice(0, 10);
