import { describe, expect, test } from "vitest";
import { readGiven, saysOnly, toSubject } from "./answers.ts";

describe("what an answer gives", () => {
  test.each([
    ["Jo Smith", { name: "Jo Smith" }],
    ["my name is Jo Smith.", { name: "Jo Smith" }],
    ["Hi, I'm Ana Maria da Silva!", { name: "Ana Maria da Silva" }],
    ["ich heiße Jürgen Müller", { name: "Jürgen Müller" }],
    ["O'Brien", { name: "O'Brien" }],
    ["山田太郎", { name: "山田太郎" }],
    ["Jo Smith, jo@globex.example", { name: "Jo Smith", email: "jo@globex.example" }],
    ["jo@globex.example (Jo Smith)", { name: "Jo Smith", email: "jo@globex.example" }],
    ["I am Jo Smith and my email is jo@globex.example", { name: "Jo Smith", email: "jo@globex.example" }],
    ["Jo Smith 212 555 0123", { name: "Jo Smith", phone: "+1 212 555 0123" }],
    ["call me at 212 555 0123", { phone: "+1 212 555 0123" }],
    ["you can reach me at jo@globex.example", { email: "jo@globex.example" }],
    ["yes", {}],
    ["no thanks", {}],
    ["👍", {}],
    ["why do you need that?", {}],
    ["my printer is broken", {}],
    ["<script>alert(1)</script>", {}],
    [`${" ".repeat(3999)}x`, {}],
    ["Jo S.", { name: "Jo S." }],
    [`a@${"b".repeat(3990)}`, {}],
    ["x ".repeat(2000), {}],
  ])("%s", (text, given) => {
    expect(readGiven(text, "US", true)).toEqual(given);
  });

  test("a name without capitals is believed when it is said again", () => {
    expect(readGiven("jo van der berg", "US", true)).toEqual({});
    expect(readGiven("jo van der berg", "US", false)).toEqual({ name: "jo van der berg" });
  });
});

describe("a message says only", () => {
  test.each([
    ["cancel", true],
    ["Cancel it, please!", true],
    ["no, never mind. thanks", true],
    ["nevermind", true],
    ["Actually, never mind", true],
    ["well let's just cancel then", true],
    ["cancel my subscription", false],
    ["I cannot cancel", false],
    ["please", false],
    ["", false],
    ["cancel ".repeat(2000), false],
  ])("%s: %s", (text, expected) => {
    expect(saysOnly(text, ["Cancel", "never mind", "nevermind"])).toBe(expected);
  });
});

describe("a subject", () => {
  test("is one line", () => {
    expect(toSubject("  printer\n\n on  floor 2\u202e ")).toBe("printer on floor 2");
  });

  test("of more than 300 characters is cut between words", () => {
    const subject = toSubject("word ".repeat(100));
    expect(subject.length).toBeLessThanOrEqual(300);
    expect(subject).toMatch(/word…$/);
  });

  test("without spaces is cut all the same, and no character in two", () => {
    expect(toSubject("x".repeat(4000))).toHaveLength(300);
    expect(toSubject(`x${"😀".repeat(200)}`).isWellFormed()).toBe(true);
    expect(toSubject(`x${"😀".repeat(200)}`)).not.toContain("\uFFFD");
  });

  test("of nothing that can be shown is a dash", () => {
    expect(toSubject("\u200e\u200f")).toBe("–");
  });
});
