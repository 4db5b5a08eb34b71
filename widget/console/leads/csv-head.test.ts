import { expect, test } from "vitest";
import { csvHead, decodeFile } from "./csv-head.ts";

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)));

test("the first rows are read as a spreadsheet writes them", () => {
  const text = 'Name,Email,Notes\r\n"Smith, Ann",ann@x.example,"said ""hi""\nand left"\r\nBob,,\r\n';
  expect(csvHead(text)).toEqual([
    ["Name", "Email", "Notes"],
    ["Smith, Ann", "ann@x.example", 'said "hi"\nand left'],
    ["Bob", "", ""],
  ]);
});

test("the separator is what the first line has most of", () => {
  expect(csvHead("Name;E-mail, private;Phone\nAnn;a@x.example;1\n")[1]).toEqual(["Ann", "a@x.example", "1"]);
  expect(csvHead("Name\tPhone\nAnn\t1")).toEqual([
    ["Name", "Phone"],
    ["Ann", "1"],
  ]);
});

test("a long file is looked at no further than is shown", () => {
  expect(csvHead(`a,b\n${"1,2\n".repeat(100_000)}`)).toHaveLength(4);
  expect(csvHead(`a,"${"x".repeat(1_000_000)}`).length).toBeGreaterThan(0);
  expect(csvHead("")).toEqual([]);
});

test("a file keeps its letters, whatever it was written in", () => {
  expect(decodeFile(bytes("Zoë"))).toEqual({ text: "Zoë", guessed: false });
  expect(decodeFile(bytes([0xef, 0xbb, 0xbf], "Zoë")).text).toBe("Zoë");
  expect(decodeFile(bytes([0xff, 0xfe, 0x5a, 0, 0x6f, 0, 0xeb, 0])).text).toBe("Zoë");
  expect(decodeFile(bytes([0x5a, 0x6f, 0xeb]))).toEqual({ text: "Zoë", guessed: true });
});
