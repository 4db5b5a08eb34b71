import { describe, expect, test } from "vitest";
import { intervalLabel, rangeBefore, rangeHref, readRange, todayIn } from "./range.ts";

const today = "2026-03-10";
const read = (query: string) => readRange(new URLSearchParams(query), today);

describe("the days that reports are of", () => {
  test("are the last thirty, today included, unless the address says otherwise", () => {
    const usual = { from: "2026-02-09", to: today, interval: "day", days: 30 };
    expect(read("")).toEqual(usual);
    for (const wrong of ["days=8", "from=2026-02-01", "from=yesterday&to=2026-03-01"])
      expect(read(wrong)).toEqual(usual);
    expect(read("days=7")).toMatchObject({ from: "2026-03-04", to: today });
    expect(read("from=2026-01-01&to=2026-01-31")).toMatchObject({ from: "2026-01-01", to: "2026-01-31", days: null });
  });

  test("come in the interval that fits, or in the chosen one", () => {
    expect([read("").interval, read("days=90").interval, read("from=2024-01-01&to=2026-01-01").interval]).toEqual([
      ...["day", "week", "month"],
    ]);
    expect(read("days=90&interval=day").interval).toBe("day");
    expect(read("days=90&interval=hour").interval).toBe("week");
  });

  test("lead by their address to the same days", () => {
    for (const query of ["", "days=7", "days=90&interval=day", "from=2026-01-01&to=2026-03-31&interval=month"]) {
      const href = rangeHref(read(query));
      expect(read(href.split("?")[1] ?? "")).toEqual(read(query));
    }
    expect(rangeHref(read("days=30&interval=day"))).toBe("/crm/reports");
  });

  test("are compared with as many just before", () => {
    expect(rangeBefore(read("days=7"))).toEqual({ from: "2026-02-25", to: "2026-03-03" });
    expect(rangeBefore({ from: "2026-03-30", to: "2026-03-30" })).toEqual({ from: "2026-03-29", to: "2026-03-29" });
  });

  test("begin where the team is", () => {
    expect(todayIn("Pacific/Kiritimati", Date.parse("2026-03-10T14:30:00Z"))).toBe("2026-03-11");
  });

  test("are called as people call them", () => {
    expect(intervalLabel({ from: today, to: today }, "day")).toEqual({ short: "10 Mar", full: "Tue, 10 Mar 2026" });
    expect(intervalLabel({ from: "2026-03-01", to: "2026-03-31" }, "month").short).toBe("Mar 2026");
  });
});
