import { describe, expect, test } from "vitest";
import type { ThreadItem } from "../state/types.ts";
import { createDateFormats } from "./dates.ts";
import { placeOf } from "./timeline.ts";

const at = (day: number, hour: number, minute = 0): string => new Date(2026, 2, day, hour, minute).toISOString();

function item(key: string, createdAt: string, change: Partial<ThreadItem> = {}): ThreadItem {
  const sender = { kind: "agent", name: "Anna" } as const;
  const base = { own: false, sender, body: key, delivery: null, problem: null, suggestedActions: [] };
  return { key, type: "message", createdAt, ...base, ...change };
}

const places = (items: readonly ThreadItem[]): string[] =>
  items.map((_, index) => {
    const { newDay, first, last } = placeOf(items, index);
    return [newDay && "day", first && "first", last && "last"].filter(Boolean).join(" ");
  });

describe("the timeline", () => {
  test("messages of one sender within five minutes form a group", () => {
    const items = [item("a", at(3, 9)), item("b", at(3, 9, 4)), item("c", at(3, 9, 8)), item("d", at(3, 9, 30))];
    expect(places(items)).toEqual(["day first", "", "last", "first last"]);
  });

  test("another sender or a system line ends the group", () => {
    const items = [
      item("a", at(3, 9)),
      item("b", at(3, 9, 1), { own: true, sender: { kind: "visitor", name: null } }),
      item("c", at(3, 9, 2), { sender: { kind: "agent", name: "Ben" } }),
      item("d", at(3, 9, 2), { type: "ended" }),
      item("e", at(3, 9, 3), { sender: { kind: "agent", name: "Ben" } }),
    ];
    expect(places(items)).toEqual(["day first last", "first last", "first last", "first last", "first last"]);
  });

  test("each day starts with one separator and a new group", () => {
    const items = [item("a", at(3, 23, 58)), item("b", at(4, 0, 1)), item("c", at(4, 0, 2))];
    expect(places(items)).toEqual(["day first last", "day first", "last"]);
  });

  test("a greeting without a date starts no day", () => {
    expect(places([item("greeting", ""), item("a", at(3, 9))])).toEqual(["first last", "day first last"]);
  });
});

describe("dates", () => {
  const now = (): number => new Date(2026, 2, 4, 0, 30).getTime();

  test("days are told from the reader's clock, in the reader's language", () => {
    const english = createDateFormats("en-US", now);
    expect(english.day(at(4, 0))).toBe("Today");
    expect(english.day(at(3, 23, 59))).toBe("Yesterday");
    expect(english.day(at(2, 12))).toBe("Monday, March 2");
    expect(english.day(new Date(2025, 11, 31).toISOString())).toBe("Wednesday, December 31, 2025");
    expect(createDateFormats("de", now).day(at(3, 9))).toBe("Gestern");
  });

  test("times are short", () => {
    const german = createDateFormats("de", now);
    expect(german.time(at(4, 9, 5))).toBe("09:05");
    expect(german.time("")).toBe("");
  });
});
