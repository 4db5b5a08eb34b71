import { describe, expect, test } from "vitest";
import { readCsv } from "./read-csv.ts";

describe("a CSV text", () => {
  test.each([
    ["commas", "a,b\n1,2\n"],
    ["semicolons", "a;b\n1;2\n"],
    ["tabs", "a\tb\n1\t2\n"],
    ["Windows' line ends", "a,b\r\n1,2\r\n"],
    ["old Macs' line ends", "a,b\r1,2\r"],
    ["no line end at its end", "a,b\n1,2"],
    ["quotes around everything", '"a","b"\n"1","2"\n'],
    ["empty lines around and between", "\na,b\n\n\n1,2\n\n"],
  ])("with %s is read", async (_, text) => {
    const { titles, rows } = await readCsv(text, "auto");
    expect(titles).toEqual(["a", "b"]);
    expect(rows.map(([, cells]) => cells)).toEqual([["1", "2"]]);
  });

  test("keeps line breaks, quotes and other delimiters within a quoted cell", async () => {
    const { rows } = await readCsv('note;b\n"one\r\ntwo ""three"", four;";2\n', "auto");
    expect(rows).toEqual([[2, ['one\r\ntwo "three", four;', "2"]]]);
  });

  test("knows the line that each row begins on, over quoted line breaks and empty lines", async () => {
    const { rows } = await readCsv('a,b\r\n1,"x\r\ny\nz"\r\n\r\n2,3\r\n4,5', "auto");
    expect(rows.map(([line]) => line)).toEqual([2, 6, 7]);
  });

  test("is cut by the delimiter that was asked for", async () => {
    const { titles } = await readCsv("a;b,c;d\n1;2,3;4\n", "comma");
    expect(titles).toEqual(["a;b", "c;d"]);
  });

  test("keeps characters whole that lie across the slices it is read in", async () => {
    const name = "žluťoučký 😀 ".repeat(8);
    const text = `name,n\n${Array.from({ length: 2000 }, (_, i) => `${name},${i}`).join("\n")}\n`;
    const { rows } = await readCsv(text, "auto");
    expect(rows).toHaveLength(2000);
    expect(new Set(rows.map(([, [cell]]) => cell))).toEqual(new Set([name]));
  });

  test("has titles without spaces around them and without a formula's guard; an empty one is none", async () => {
    const { titles } = await readCsv("' , '=a,b \n1,2,3\n", "auto");
    expect(titles).toEqual(["'", "=a", "b"]);
    expect((await readCsv("a,,b\n1,2,3\n", "auto")).titles).toEqual(["a", null, "b"]);
  });

  test.each([
    ["nothing", "", "no_header", /empty/],
    ["empty lines alone", "\n\n", "no_header", /empty/],
    ["titles alone", "a,b\n", "no_rows", /no row/],
    ["a quote that nothing closes", 'a,b\n1,2\n3,"x\n', "invalid_csv", /line 3 opens a quote/],
    ["text after a closing quote", 'a,b\n"1\n2",3\n4,"x"y\n', "invalid_csv", /line 4 goes on after/],
    ["a quote in the middle of a cell", 'a,b\n1,x"y\n', "invalid_csv", /line 2 has a quote in the middle/],
    ["two columns of one title", "a,b,a\n1,2,3\n", "duplicate_title", /called a/],
    ["too many columns", `${"a".repeat(501).split("").join(",")}\n1\n`, "too_many_columns", /500/],
    ["too many rows", `a\n${"1\n".repeat(100_001)}`, "too_many_rows", /100,000/],
  ])("of %s is refused and says so", async (_, text, code, message) => {
    await expect(readCsv(text, "auto")).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "body", code, message: expect.stringMatching(message) }],
    });
  });
});
