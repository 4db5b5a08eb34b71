import { expect, test } from "vitest";
import type { Measurement, Result } from "./measure.ts";
import { putBetweenMarkers } from "./readme.ts";
import { markdownOf, plainOf, tableOf } from "./table.ts";
import type { Visit } from "./visit.ts";

const visit = (more: Partial<Visit> = {}): Visit => ({
  launcher: 100,
  usable: 200,
  focuses: true,
  untilLauncher: { bytes: 4958, requests: 1 },
  untilUsable: { bytes: 24_576, requests: 5 },
  inAll: { bytes: 36_864, requests: 12 },
  toOthers: 0,
  longTasks: [],
  shift: 0,
  ...more,
});

const result = (name: string, visits: readonly Visit[], more: Partial<Result> = {}): Result => ({
  name,
  version: "1.2.3",
  visits: { 1: visits, 4: visits },
  arrivals: { 1: [], 4: [] },
  failure: null,
  ...more,
});

const measurement = (...results: readonly Result[]): Measurement => ({
  date: "2026-11-30",
  machine: "2 × Example",
  browser: "Chromium 1",
  rounds: 3,
  load: 0.4,
  results,
});

/** The cells of the first row with this name. */
const rowOf = (results: readonly Result[], name: string) =>
  tableOf(measurement(...results))
    .find(([first]) => first === name)
    ?.slice(1);

test("a cell is the median of the visits, a time is followed by the quickest and the slowest", () => {
  const visits = [{ usable: 310.4 }, { usable: 100 }, { usable: 120.6 }].map(visit);
  expect(rowOf([result("a", visits)], "ms until one can write")).toEqual(["121 (100–310)"]);
  expect(rowOf([result("a", visits)], "KB until the launcher shows")).toEqual(["4.8"]);
});

test("what a widget does not have is a dash, and no number is made up for one that failed", () => {
  const open = result("open", [visit({ launcher: null, untilLauncher: null })]);
  const failed = result("failed", [visit()], { failure: "No composer." });
  expect(rowOf([open, failed], "ms until the launcher shows")).toEqual(["–", "–"]);
  expect(rowOf([open, failed], "ms until one can write")).toEqual(["200 (200–200)", "–"]);
  expect(markdownOf(measurement(open, failed))).toContain("failed could not be made to work: No composer.");
});

test("ours is named without a version, and each line of the table has as many cells", () => {
  const text = markdownOf(measurement(result("Ours", [visit()], { version: null }), result("other", [visit()])));
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  expect(lines[0]).toBe("|  | Ours | other 1.2.3 |");
  expect(lines[1]).toBe("| --- | --: | --: |");
  expect(new Set(lines.map((line) => line.split("|").length))).toEqual(new Set([5]));
});

test("in a terminal the columns stand below each other", () => {
  const lines = plainOf(measurement(result("a name that is long", [visit()]), result("b", [visit()]))).split("\n");
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});

test("the table takes the place of the one between the markers, and nothing else changes", () => {
  const readme = "before\n<!-- bench:widget -->\nold\n<!-- /bench:widget -->\nafter\n";
  const expected = "before\n<!-- bench:widget -->\nnew\n<!-- /bench:widget -->\nafter\n";
  expect(putBetweenMarkers(readme, "new")).toBe(expected);
  expect(putBetweenMarkers(expected, "new")).toBe(expected);
  expect(() => putBetweenMarkers("no markers", "new")).toThrow(/no <!-- bench:widget -->/);
});
