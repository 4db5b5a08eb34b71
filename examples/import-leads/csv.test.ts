import { describe, expect, test } from "vitest";
import { parseCsv } from "./csv.ts";

describe("reading CSV", () => {
  test("names the values by the first line and counts lines as an editor does", () => {
    expect(parseCsv("email,name\na@example.com,Ann\n\nb@example.com, Bo \n")).toEqual([
      { line: 2, values: { email: "a@example.com", name: "Ann" } },
      { line: 4, values: { email: "b@example.com", name: "Bo" } },
    ]);
  });

  test("takes commas, quotes and line breaks inside quotes", () => {
    expect(parseCsv('note,email\r\n"one, ""two""\nthree",a@example.com\r\nx,b@example.com')).toEqual([
      { line: 2, values: { note: 'one, "two"\nthree', email: "a@example.com" } },
      { line: 4, values: { note: "x", email: "b@example.com" } },
    ]);
  });

  test("ignores the mark that spreadsheets put before UTF-8", () => {
    expect(parseCsv("\uFEFFemail\na@example.com")).toEqual([{ line: 2, values: { email: "a@example.com" } }]);
  });

  test("keeps an empty last value", () => {
    expect(parseCsv("a,b\n1,")).toEqual([{ line: 2, values: { a: "1", b: "" } }]);
  });

  test.each([
    ["", "The file is empty"],
    ["a,b\n1,2\n3", "Line 3 has 1 values"],
    ['a\n"open', "Line 2: a quote is not closed"],
    ['a\nx"y', "Line 2: a quote is not closed, or stands inside"],
  ])("says what is wrong with %j", (text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });
});
