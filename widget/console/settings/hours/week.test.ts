import { describe, expect, test } from "vitest";
import { visitorsSee } from "./openness.ts";
import { copyToAll, endOf, problemOf, shownEnd, usualWeek, withAnotherSpan, withSpans } from "./week.ts";

describe("the hours of a week", () => {
  test("a day without times is left out, as the API keeps closed days, and days stand in their order", () => {
    const week = withSpans(withSpans({ fri: [["09:00", "12:00"]] }, "mon", [["10:00", "11:00"]]), "fri", []);
    expect(week).toEqual({ mon: [["10:00", "11:00"]] });
    expect(Object.keys(withSpans({ fri: [["09:00", "12:00"]] }, "mon", [["10:00", "11:00"]]))).toEqual(["mon", "fri"]);
  });

  test("one day's times go to all days, a closed day's too", () => {
    const week = copyToAll({ tue: [["08:00", "12:00"]], sun: [["10:00", "11:00"]] }, "tue");
    expect(Object.values(week)).toEqual(Array.from({ length: 7 }, () => [["08:00", "12:00"]]));
    expect(copyToAll(week, "mon")).toEqual(week);
    expect(copyToAll(usualWeek, "sun")).toEqual({});
  });

  test("another span begins an hour after the last one, while there is room for it", () => {
    expect(withAnotherSpan([])).toEqual([["09:00", "17:00"]]);
    expect(withAnotherSpan([["09:00", "12:00"]])).toEqual([
      ["09:00", "12:00"],
      ["13:00", "17:00"],
    ]);
    expect(withAnotherSpan([["18:00", "22:00"]])?.at(-1)).toEqual(["23:00", "24:00"]);
    expect(withAnotherSpan([["09:00", "23:30"]])).toBeNull();
    expect(withAnotherSpan(Array.from({ length: 6 }, () => ["01:00", "02:00"] as const))).toBeNull();
  });

  test("times that the API would refuse are named before they are sent", () => {
    expect(problemOf([["09:00", "17:00"]])).toBeNull();
    expect(problemOf([["17:00", "09:00"]])).toBe("The end must be after the start.");
    expect(problemOf([["09:00", ""]])).toBe("Give both times, or remove the line.");
    expect(
      problemOf([
        ["13:00", "17:00"],
        ["09:00", "13:30"],
      ]),
    ).toBe("Two of these times overlap.");
  });

  test("midnight at the end of a day is 24:00 to the API and 00:00 to a time input", () => {
    expect(shownEnd("24:00")).toBe("00:00");
    expect(endOf("00:00")).toBe("24:00");
    expect(endOf(shownEnd("17:00"))).toBe("17:00");
  });
});

describe("what visitors see", () => {
  // A Friday, 16:30 in Berlin.
  const friday = Date.parse("2026-03-13T15:30:00Z");
  const berlin = { timezone: "Europe/Berlin", business_hours: usualWeek, reply_time_minutes: null };

  test("within the hours the team is online, with the time to an answer where it is known", () => {
    expect(visitorsSee(berlin, friday)).toBe("We’re online");
    expect(visitorsSee({ ...berlin, reply_time_minutes: 5 }, friday)).toBe("Usually replies in 5 min");
    expect(visitorsSee({ ...berlin, business_hours: null }, friday + 6 * 3_600_000)).toBe("We’re online");
  });

  test("outside of them it is when they begin next, in the team's own time zone", () => {
    expect(visitorsSee(berlin, friday + 3_600_000)).toBe("Closed – back Mon 09:00");
    expect(visitorsSee({ ...berlin, timezone: "Pacific/Auckland" }, friday)).toBe("Closed – back Mon 09:00");
    const morning = { ...berlin, business_hours: { fri: [["18:00", "20:00"]] } } as Parameters<typeof visitorsSee>[0];
    expect(visitorsSee(morning, friday)).toBe("Closed – back 18:00");
    expect(visitorsSee({ ...berlin, business_hours: {} }, friday)).toBe("We’ll get back to you soon");
  });
});
