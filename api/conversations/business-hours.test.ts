import { expect, test } from "vitest";
import { type BusinessHours, businessHours, describeHours, isTimezone, openness } from "./business-hours.ts";

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
