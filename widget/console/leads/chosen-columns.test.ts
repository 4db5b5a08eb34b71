import { expect, test } from "vitest";
import { ChosenColumns } from "./chosen-columns.ts";

function storageOf(text?: string) {
  const kept = new Map(text === undefined ? [] : [["columns", text]]);
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  };
}

test("a choice of columns survives the page, and what nobody chose follows the default", () => {
  const storage = storageOf();
  new ChosenColumns("columns", storage).show("Phone", true);
  const later = new ChosenColumns("columns", storage);
  expect(later.isShown("Phone", false)).toBe(true);
  expect(later.isShown("Email", true)).toBe(true);
  expect(later.isShown("Form", false)).toBe(false);
});

test.each(["{", "null", "[1]", '"x"', '{"Phone":"yes"}'])("kept nonsense counts as no choice: %s", (text) => {
  expect(new ChosenColumns("columns", storageOf(text)).isShown("Phone", false)).toBe(false);
});

test("where nothing can be kept the choice holds for the page", () => {
  const columns = new ChosenColumns("columns", null);
  columns.show("Phone", true);
  expect(columns.isShown("Phone", false)).toBe(true);
});
