import { expect, test } from "vitest";
import { passwordStrength } from "./password-strength.ts";

test.each([
  ["", 0],
  ["short", 1],
  ["elevenchars", 1],
  ["password1234", 2],
  ["aaaaaaaaaaaaaaaaaa", 2],
  ["abababababababab", 2],
  ["lamp tin oats", 3],
  ["lamp tin oats velvet", 4],
])("%j has strength %i", (password, level) => {
  expect(passwordStrength(password).level).toBe(level);
});

test("the hint counts down to the shortest password the server takes", () => {
  expect(passwordStrength("elevenchars").hint).toBe("1 more character to go.");
});
