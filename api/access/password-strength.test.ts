import { describe, expect, test } from "vitest";
import { checkPassword } from "./password-strength.ts";

const about = ["Ada Lovelace", "ada.lovelace@analytical.example", "Analytical Engines"];
const refusal = (password: string) => {
  try {
    checkPassword(password, about);
    return null;
  } catch (error) {
    return error;
  }
};

describe("passwords that are refused", () => {
  test.each([
    ["short", "invalid"],
    ["elevenchars", "invalid"],
    ["x".repeat(257), "invalid"],
    ["password1234", "too_common"],
    ["P@ssw0rd1234", "too_common"],
    ["Password2024!", "too_common"],
    ["passwordpassword", "too_common"],
    ["123456789012", "too_common"],
    ["aaaaaaaaaaaaaa", "too_common"],
    ["abcabcabcabc", "too_common"],
    ["qwertyuiop12", "too_common"],
    ["zyxwvutsrqpo", "too_common"],
    ["Administrator1", "too_common"],
    ["welcome12345!", "too_common"],
    ["iloveyou-2025", "too_common"],
    ["adalovelace99", "too_common"],
    ["Lovelace!Analytical", "too_common"],
    ["valethon-2026", "too_common"],
  ])("%s", (password, code) => {
    expect(refusal(password)).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "password", code }] });
  });
});

describe("passwords that are taken", () => {
  test.each([
    "correct horse battery staple",
    "kelp-otter-violin",
    "Zx9$vQ2!mK7r",
    "ünïcödé käse löffel",
    "ada likes turquoise boats",
    "гром-река-1871-дом",
  ])("%s", (password) => {
    expect(refusal(password)).toBeNull();
  });
});
