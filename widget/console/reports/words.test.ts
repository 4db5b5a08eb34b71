import { describe, expect, test } from "vitest";
import { csvText } from "../save-file.ts";
import { changeText, shareText, spanText } from "./words.ts";

describe("the words of reports", () => {
  test.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [549, "9 min 9 s"],
    [5160, "1 h 26 min"],
    [90_000, "1 d 1 h"],
  ])("%i seconds are %s", (seconds, text) => {
    expect(spanText(seconds)).toBe(text);
  });

  test("a change says how much, which way, and from what", () => {
    const told = (now: number | null, before: number | null) => changeText(now, before, ["more", "less"]);
    expect(told(112, 100)).toBe("12 % more than before (100)");
    expect(told(75, 100)).toBe("25 % less than before (100)");
    expect(told(1001, 1000)).toBe("<1 % more than before (1,000)");
    expect([told(5, 5), told(5, 0), told(null, 5), told(5, null)]).toEqual([
      "as before (5)",
      "none before",
      null,
      null,
    ]);
  });

  test("a share of nothing is no number", () => {
    expect([shareText(1, 3), shareText(0, 0)]).toEqual(["33 %", "–"]);
  });

  test("a file is read by spreadsheets as it is, and never as a formula", () => {
    const text = csvText(
      ["Page", "Leads"],
      [
        ["=1+1", 2],
        ['say "hi", there', 0],
        ["-dash", null],
      ],
    );
    expect(text).toBe('\ufeffPage,Leads\r\n\'=1+1,2\r\n"say ""hi"", there",0\r\n\'-dash,\r\n');
  });
});
