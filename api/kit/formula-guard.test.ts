import { expect, test } from "vitest";
import { guardFormula, unguardFormula } from "./formula-guard.ts";

test.each(["=1+1", "+1-555-9876", "-5", "@cmd", "\tx", "\rx", "\nx", "＝1", "'=1", "''=1"])("%j is guarded", (text) => {
  expect(guardFormula(text)).toBe(`'${text}`);
});

test("what follows a semicolon is guarded too, because some spreadsheets begin a cell there", () => {
  expect(guardFormula("Jane;=1+1;x;@cmd;'=2")).toBe("Jane;'=1+1;x;'@cmd;''=2");
  expect(guardFormula("=1;=2")).toBe("'=1;'=2");
});

test.each(["", "Jane", "'Tis", "O'Neil", "1+1", "a=b", "''", "a; b", "a;b=c"])("%j needs no guard", (text) => {
  expect(guardFormula(text)).toBe(text);
});

test.each(["=1+1", "'=1", "''=1", "", "Jane", "'Tis", "''", "'", "a;=1", "a;'=1;b", ";;=;"])(
  "%j comes back as it was",
  (text) => {
    expect(unguardFormula(guardFormula(text))).toBe(text);
  },
);
