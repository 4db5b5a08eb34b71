import { durationIn } from "../../../chat/extras/duration.ts";
import type { Settings } from "../../records.ts";
import { spansOf, type Week, type Weekday, weekdays } from "./week.ts";

type Shown = Pick<Settings, "business_hours" | "timezone" | "reply_time_minutes">;

interface WallTime {
  /** 0 is Monday. */
  readonly weekday: number;
  readonly time: string;
}

/** What the head of the chat tells a visitor at `now` (milliseconds) while somebody of the team is signed in. */
export function visitorsSee({ business_hours, timezone, reply_time_minutes }: Shown, now: number): string {
  const wall = wallTime(timezone, now);
  if (business_hours === null || isOpen(business_hours, wall)) {
    return reply_time_minutes === null ? "We’re online" : `Usually replies in ${durationIn("en", reply_time_minutes)}`;
  }
  const next = nextOpening(business_hours, wall);
  return next === null ? "We’ll get back to you soon" : `Closed – back ${next}`;
}

/** The clock on the wall of a time zone. */
function wallTime(timezone: string, now: number): WallTime {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const weekday = weekdays.findIndex(([day]) => day === parts["weekday"]?.toLowerCase());
  return { weekday, time: `${parts["hour"]}:${parts["minute"]}` };
}

function isOpen(week: Week, { weekday, time }: WallTime): boolean {
  return spansOf(week, dayAt(weekday)).some(([from, until]) => from <= time && time < until);
}

/** `14:00` today, `Mon 09:00` on another day; null when there is none. */
function nextOpening(week: Week, { weekday, time }: WallTime): string | null {
  for (let ahead = 0; ahead <= 7; ahead++) {
    const day = dayAt(weekday + ahead);
    const starts = spansOf(week, day)
      .map(([from]) => from)
      .filter((from) => ahead > 0 || from > time)
      .sort();
    if (starts[0] !== undefined) return ahead === 0 ? starts[0] : `${nameOf(day)} ${starts[0]}`;
  }
  return null;
}

const dayAt = (index: number): Weekday => weekdays[index % 7]?.[0] ?? "mon";
const nameOf = (day: Weekday): string => day.charAt(0).toUpperCase() + day.slice(1);
