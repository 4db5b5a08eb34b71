import { expect, test } from "vitest";
import { parseMoment, timestamp } from "./clock.ts";

test.each([
  ["2026-03-10T14:30:00Z", "2026-03-10T14:30:00Z"],
  ["2026-03-10T14:30:00.999+02:00", "2026-03-10T12:30:00Z"],
  ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"],
  ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"],
  ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
])("%s is the moment %s", (text, expected) => {
  expect(timestamp(parseMoment(text) ?? Number.NaN)).toBe(expected);
});

test.each([
  "2026-02-30T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-03-10T25:00:00Z",
  "0000-01-01T00:00:00+14:00",
  "9999-12-31T23:59:59-14:00",
  "",
])("%s is no moment", (text) => {
  expect(parseMoment(text)).toBeNull();
});
