import { describe, expect, test } from "vitest";
import { closingRange, dayOf, startOfDay } from "./days.ts";

const noonOf = (day: string) => new Date(`${day}T12:00`).getTime();

describe("days of the reader's zone", () => {
  test("begin at midnight there, on days of 23 and 25 hours too", () => {
    for (const day of ["2026-03-29", "2026-10-25", "2026-12-31"]) {
      const start = new Date(startOfDay(noonOf(day)));
      expect([start.getHours(), start.getMinutes(), dayOf(start.getTime())]).toEqual([0, 0, day]);
    }
    expect(dayOf(noonOf("2026-12-31"), 1)).toBe("2027-01-01");
  });

  test("a deal is expected within a month or a quarter, both ends included", () => {
    const now = noonOf("2026-11-30");
    expect(closingRange("overdue", now)).toEqual({ closing_before: "2026-11-29" });
    expect(closingRange("month", now)).toEqual({ closing_after: "2026-11-01", closing_before: "2026-11-30" });
    expect(closingRange("next_month", now)).toEqual({ closing_after: "2026-12-01", closing_before: "2026-12-31" });
    expect(closingRange("quarter", now)).toEqual({ closing_after: "2026-10-01", closing_before: "2026-12-31" });
    const december = noonOf("2026-12-31");
    expect(closingRange("next_month", december)).toEqual({ closing_after: "2027-01-01", closing_before: "2027-01-31" });
  });
});
