import { expect, test } from "vitest";
import { timestamp } from "./clock.ts";
import { createZone, startOfDay } from "./zone.ts";

test.each([
  ["UTC", "2026-03-29", "2026-03-29T00:00:00Z"],
  ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"],
  ["Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"],
  ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z"],
  ["Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z"],
  ["Asia/Kathmandu", "2026-06-01", "2026-05-31T18:15:00Z"],
  ["Pacific/Kiritimati", "2026-06-01", "2026-05-31T10:00:00Z"],
  ["Pacific/Niue", "2026-06-01", "2026-06-01T11:00:00Z"],
  // Egypt's clocks go from midnight to one o'clock: the day begins at one.
  ["Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"],
  // Cuba's go back from one o'clock to midnight: the day begins at the first of two midnights.
  ["America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"],
  // Samoa left out a day, which begins when the next does.
  ["Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"],
  ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"],
])("in %s %s begins at %s", (timezone, day, instant) => {
  expect(timestamp(startOfDay(createZone(timezone), day))).toBe(instant);
});

test("every day of a year begins where the last one ends, on the day it is called by", () => {
  const zone = createZone("America/Santiago");
  for (let day = Date.parse("2026-01-01T00:00:00Z"); day < Date.parse("2027-01-01T00:00:00Z"); day += 86_400_000) {
    const name = timestamp(day).slice(0, 10);
    const start = startOfDay(zone, name);
    expect(timestamp(zone.at(start).asUtc).slice(0, 10)).toBe(name);
    expect(timestamp(zone.at(start - 1000).asUtc).slice(0, 10) < name).toBe(true);
  }
});
