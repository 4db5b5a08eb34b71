import { expect, test } from "vitest";
import { moved, phrasesIn, whenRule } from "./rule-words.ts";

test("a rule says when it answers, with all that it asks for", () => {
  const rule = { any_of: [], reply: "x", suggested_actions: [] };
  expect(whenRule(rule)).toBe("any message");
  expect(
    whenRule({
      ...rule,
      any_of: ["a", "b", "c", "d", "e"],
      max_words: 3,
      page: "/pricing*",
      hours: "closed",
      contact: "given",
    }),
  ).toBe("a, b, c, d and 1 more · at most 3 words · with an email or phone · on /pricing* · outside business hours");
});

test("a rule moves one place and never beyond the ends", () => {
  expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
});

test("phrases stand on lines or between commas, each once", () => {
  expect(phrasesIn("open, opening hours\n open \n\n")).toEqual(["open", "opening hours"]);
});
