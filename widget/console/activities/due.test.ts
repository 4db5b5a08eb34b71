import { describe, expect, test } from "vitest";
import { dayName, dueQuery, dueText, dueViews } from "./due.ts";

const at = (local: string) => new Date(local).getTime();
const now = at("2026-11-30T15:30:20");

describe("when a task is due", () => {
  test("each instant belongs to exactly one of overdue, today and upcoming", () => {
    const inside = (view: "overdue" | "today" | "upcoming", instant: number) => {
      const { due_after, due_before } = dueQuery(view, now);
      const after = due_after === undefined || instant >= Date.parse(due_after);
      return after && (due_before === undefined || instant <= Date.parse(due_before));
    };
    const moments = [
      "2026-11-29T23:59:59",
      "2026-11-30T15:30:19",
      "2026-11-30T15:30:20",
      "2026-11-30T23:59:59",
      "2026-12-01T00:00:00",
    ];
    const found = moments.map((moment) =>
      (["overdue", "today", "upcoming"] as const).filter((view) => inside(view, at(moment))),
    );
    expect(found).toEqual([["overdue"], ["overdue"], ["today"], ["today"], ["upcoming"]]);
  });

  test("what is done, and only that, stands under done", () => {
    const completed = dueViews.map((view) => dueQuery(view, now)["completed"]);
    expect(completed).toEqual(["false", "false", "false", "false", "true"]);
  });

  test("is said as people say it, in their own zone", () => {
    expect(dueText(new Date("2026-11-30T17:00").toISOString(), now)).toBe("Today, 17:00");
    expect(dueText(new Date("2026-12-01T09:05").toISOString(), now)).toBe("Tomorrow, 09:05");
    expect(dayName(at("2026-11-29T01:00"), now)).toBe("Yesterday");
    expect(dayName(at("2026-12-04T01:00"), now)).toBe("Fri 4 Dec");
  });
});
