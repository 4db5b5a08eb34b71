import { expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import {
  type BusinessHours,
  businessHours,
  describeHours,
  isOpen,
  isTimezone,
  nextChange,
  openness,
} from "./business-hours.ts";

const office: BusinessHours = {
  mon: [
    ["09:00", "12:00"],
    ["13:00", "17:00"],
  ],
  tue: [["09:00", "17:00"]],
  wed: [["09:00", "17:00"]],
  sun: [["00:00", "24:00"]],
};

test.each([
  // 2026-03-09 is a Monday; Berlin is UTC+1 until 2026-03-29, then UTC+2.
  ["2026-03-09T08:00:00Z", "Europe/Berlin", true, null],
  ["2026-03-09T07:59:59Z", "Europe/Berlin", false, "2026-03-09T08:00:00Z"],
  ["2026-03-09T11:30:00Z", "Europe/Berlin", false, "2026-03-09T12:00:00Z"],
  ["2026-03-11T16:00:00Z", "Europe/Berlin", false, "2026-03-14T23:00:00Z"],
  ["2026-03-29T23:00:00Z", "Europe/Berlin", false, "2026-03-30T07:00:00Z"],
  ["2026-03-09T23:30:00Z", "America/New_York", false, "2026-03-10T13:00:00Z"],
])("at %s in %s: open %s, next %s", (now, timezone, open, next_open_at) => {
  expect(openness(office, timezone, now)).toEqual({ open, next_open_at, timezone });
});

test("no hours mean always open; empty hours never open", () => {
  expect(openness(null, "UTC", "2026-03-09T03:00:00Z").open).toBe(true);
  expect(openness({}, "UTC", "2026-03-09T03:00:00Z")).toEqual({ open: false, next_open_at: null, timezone: "UTC" });
});

/** Every change until `end`, one after another. */
function changes(hours: BusinessHours, timezone: string, start: string, end: string): string[] {
  const found: string[] = [];
  for (let now = start; ; now = found.at(-1) ?? end) {
    const change = nextChange(hours, timezone, now);
    if (change === null || change >= end) return found;
    expect(isOpen(hours, timezone, change)).not.toBe(isOpen(hours, timezone, now));
    found.push(change);
  }
}

const nightShift: BusinessHours = { sun: [["02:30", "04:00"]] };

test.each([
  // Berlin's clocks go from 02:00 to 03:00 on 2026-03-29 and from 03:00 back to 02:00 on 2026-10-25, both at 01:00 UTC.
  ["opens when the missing hour is over", nightShift, "2026-03-28", "2026-03-30", ["01:00", "02:00"]],
  ["opens twice in the doubled hour", nightShift, "2026-10-24", "2026-10-26", ["00:30", "01:00", "01:30", "03:00"]],
  ["an hour earlier by UTC afterwards", { sun: [["09:00", "10:00"]] }, "2026-03-28", "2026-03-30", ["07:00", "08:00"]],
  ["an hour later by UTC afterwards", { sun: [["09:00", "10:00"]] }, "2026-10-24", "2026-10-26", ["08:00", "09:00"]],
] satisfies [string, BusinessHours, string, string, string[]][])(
  "where clocks change it %s",
  (_, hours, start, end, times) => {
    const found = changes(hours, "Europe/Berlin", `${start}T12:00:00Z`, `${end}T00:00:00Z`);
    expect(found.map((change) => change.slice(11, 16))).toEqual(times);
  },
);

/** The weeks in which clocks change somewhere. */
const weeksOfChange = [
  ["2026-03-05T00:00:00Z", "2026-04-08T00:00:00Z"],
  ["2026-09-25T00:00:00Z", "2026-11-04T00:00:00Z"],
] as const;

test.each(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"])(
  "in %s no change is missed and none is made up",
  (timezone) => {
    const expected: string[] = [];
    const found: string[] = [];
    for (const [start, end] of weeksOfChange) {
      found.push(...changes(office, timezone, start, end));
      const quarters = (Date.parse(end) - Date.parse(start)) / 900_000;
      const moments = Array.from({ length: quarters }, (_, index) => timestamp(Date.parse(start) + index * 900_000));
      const open = moments.map((moment) => isOpen(office, timezone, moment));
      expected.push(...moments.filter((_, index) => index > 0 && open[index] !== open[index - 1]));
    }
    expect(found).toEqual(expected);
  },
);

test("what never changes has no next change", () => {
  const always = Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, office.sun]));
  for (const hours of [null, {}, always]) expect(nextChange(hours, "UTC", "2026-03-09T03:00:00Z")).toBeNull();
});

test("hours are described as on a door", () => {
  expect(describeHours({ ...office, mon: [["09:00", "17:00"]] }, "UTC")).toBe(
    "Mon–Wed 09:00–17:00; Sun 00:00–24:00 (UTC)",
  );
  expect(describeHours(null, "UTC")).toBe("around the clock");
  expect(describeHours({}, "UTC")).toBe("by appointment");
});

test("hours that end before they start are refused, and so are unknown time zones", () => {
  expect(businessHours.safeParse({ mon: [["17:00", "09:00"]] }).success).toBe(false);
  expect(businessHours.safeParse({ moon: [] }).success).toBe(false);
  expect([isTimezone("Europe/Berlin"), isTimezone("Mars/Olympus")]).toEqual([true, false]);
});
