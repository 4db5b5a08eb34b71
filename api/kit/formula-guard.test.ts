import { expect, test } from "vitest";
import { guardFormula, unguardFormula } from "./formula-guard.ts";

test.each(["=1+1", "+1-555-9876", "-5", "@cmd", "\tx", "\rx", "\nx", "＝1", "'=1", "''=1"])("%j is guarded", (text) => {
  expect(guardFormula(text)).toBe(`'${text}`);
});

test.each(["", "Jane", "'Tis", "O'Neil", "1+1", "a=b", "''"])("%j needs no guard", (text) => {
  expect(guardFormula(text)).toBe(text);
});

test.each(["=1+1", "'=1", "''=1", "", "Jane", "'Tis", "''", "'"])("%j comes back as it was", (text) => {
  expect(unguardFormula(guardFormula(text))).toBe(text);
});
