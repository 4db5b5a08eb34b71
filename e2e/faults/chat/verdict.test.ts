import { describe, expect, test } from "vitest";
import { isFlawless, judgeStored, judgeView } from "./verdict.ts";
import type { Line } from "./world.ts";

const written = new Map([
  ["ann", ["ann #1", "ann #2", "ann #3"]],
  ["bob", ["bob #1"]],
]);
const thread = (...texts: string[]): Line[] => texts.map((text) => ({ text, mark: "10:00" }));
const threadsOf = (...texts: string[]) => new Map([["1", thread(...texts)]]);
const counts = (verdict: object) => Object.values(verdict).map((faults) => faults.length);

describe("a database held to what people wrote", () => {
  test.each<[string, string[], number[]]>([
    ["has all of it, in each one's order", ["ann #1", "bob #1", "a bot", "ann #2", "ann #3"], [0, 0, 0, 0]],
    ["lacks a message", ["ann #1", "bob #1", "ann #3"], [1, 0, 0, 0]],
    ["has a message twice", ["ann #1", "ann #2", "ann #2", "ann #3", "bob #1"], [0, 1, 0, 0]],
    ["has a message behind a later one", ["ann #2", "ann #1", "ann #3", "bob #1"], [0, 0, 1, 0]],
  ])("%s", (_what, stored, faults) => {
    expect(counts(judgeStored(written, threadsOf(...stored)))).toEqual(faults);
  });

  test("keeps the order of a person in each thread by itself", () => {
    const threads = new Map([
      ["1", thread("ann #1", "ann #3")],
      ["2", thread("ann #2", "bob #1")],
    ]);
    expect(isFlawless(judgeStored(written, threads))).toBe(true);
  });
});

describe("a screen held to the database", () => {
  test.each<[string, string[], number[]]>([
    ["shows what is stored, what is stored twice too", ["a", "b", "b", "c"], [0, 0, 0, 0]],
    ["lacks a line", ["a", "b", "c"], [1, 0, 0, 0]],
    ["shows a line twice", ["a", "b", "b", "c", "c"], [0, 1, 0, 0]],
    ["shows a line too late", ["b", "a", "b", "c"], [0, 0, 1, 0]],
    ["shows a line that is not stored", ["a", "b", "b", "c", "d"], [0, 0, 0, 1]],
  ])("%s", (_what, shown, faults) => {
    const view = { of: "1", lines: thread(...shown) };
    expect(counts(judgeView({ name: "ann" }, view, threadsOf("a", "b", "b", "c")))).toEqual(faults);
  });

  test("shows another time than is stored", () => {
    const view = { of: "1", lines: [{ text: "a", mark: "10:01" }] };
    expect(counts(judgeView({ name: "ann" }, view, threadsOf("a")))).toEqual([1, 0, 0, 1]);
  });
});
