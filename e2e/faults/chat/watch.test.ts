import { expect, test } from "vitest";
import { createWatch, type Shown } from "./watch.ts";

const stored = (...texts: string[]): Shown[] => texts.map((text) => ({ key: text, text, state: "stored" }));
const waiting: Shown = { key: "w", text: "w", state: "waiting" };

/** Watches a screen that shows one after the other. */
function watch(...screens: (readonly Shown[])[]) {
  const told: string[] = [];
  const one = createWatch((text) => told.push(text));
  const look = one.follow("ann");
  for (const screen of screens) look(screen);
  return { oddities: one.oddities, told };
}

test("what comes to an end, a beginning or in between is as it should be, and told once", () => {
  const { oddities, told } = watch(stored("b"), stored("b", "d"), stored("b", "c", "d"), stored("a", "b", "c", "d"));
  expect(oddities).toEqual([]);
  expect(told.sort()).toEqual(["a", "b", "c", "d"]);
});

test("what waits may move and go", () => {
  expect(watch([...stored("a"), waiting], stored("a", "b")).oddities).toEqual([]);
});

test("what was stored and is gone is noticed, also when it comes back", () => {
  expect(watch(stored("a", "b"), stored("a"), stored("a", "b")).oddities).toHaveLength(1);
});

test("what changed places is noticed", () => {
  expect(watch(stored("a", "b"), stored("b", "a")).oddities).toHaveLength(1);
});

test("a message that was refused is noticed", () => {
  expect(watch([{ key: "a", text: "a", state: "refused" }]).oddities).toEqual(["ann: a was refused"]);
});
