import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkImports } from "./cruise.ts";

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "valethon-imports-")));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The problems of a project with these files. */
async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const rooms = new Set(Object.keys(files).map((path) => path.split("/", 1)[0] ?? ""));
  rooms.delete("node_modules");
  return (await checkImports(folder, [...rooms])).problems;
}

const thing = "export const value = 1; export type Thing = string;";
const express = { "node_modules/express/index.js": "module.exports = 1;", "node_modules/express/package.json": "{}" };

describe("who may import whom", () => {
  test.each([
    ['import { value } from "../api/thing.ts"; export const y = value;'],
    [
      'import type { Thing } from "../api/thing.ts"; import { value } from "../api/thing.ts"; export const y: Thing = String(value);',
    ],
    ['import { type Thing, value } from "../api/thing.ts"; export const y: Thing = String(value);'],
    ['export const y = () => import("../api/thing.ts");'],
  ])("the browser may not take a value of a server: %s", async (content) => {
    expect(await problemsOf({ "api/thing.ts": thing, "widget/view.ts": content })).toEqual([
      "browser-takes-types-only: widget/view.ts → api/thing.ts",
    ]);
  });

  test("an import inside a `using` declaration is seen", async () => {
    const content = 'export async function y() { using z = await import("../api/thing.ts"); return z; }';
    expect(await problemsOf({ "api/thing.ts": thing, "widget/view.ts": content })).toEqual([
      "browser-takes-types-only: widget/view.ts → api/thing.ts",
    ]);
  });

  test("the browser may take types, and the client", async () => {
    const view =
      'import type { Thing } from "../api/thing.ts"; import { value } from "../api/client.ts"; export const y: Thing = String(value);';
    expect(await problemsOf({ "api/thing.ts": thing, "api/client.ts": thing, "widget/view.ts": view })).toEqual([]);
  });

  test("the gateway takes the API's client and schemas, nothing behind them", async () => {
    const files = {
      "api/thing.ts": thing,
      "api/errors.ts": thing,
      "api/x.schema.ts": thing,
      "gateway/good.ts":
        'import { value } from "../api/errors.ts"; import * as x from "../api/x.schema.ts"; export const y = [value, x];',
      "gateway/bad.ts": 'import { value } from "../api/thing.ts"; export const y = value;',
      "gateway/main.ts": 'import { value } from "../api/thing.ts"; export const y = value;',
    };
    expect(await problemsOf(files)).toEqual(["gateway-through-the-client: gateway/bad.ts → api/thing.ts"]);
  });

  test("the API knows nobody, not even as types", async () => {
    const files = {
      "gateway/thing.ts": thing,
      "api/x.ts": 'import type { Thing } from "../gateway/thing.ts"; export type Y = Thing;',
    };
    expect(await problemsOf(files)).toEqual(["api-knows-nobody: api/x.ts → gateway/thing.ts"]);
  });

  test("a dependency has one door", async () => {
    const content = 'import express from "express"; export const y = express;';
    expect(await problemsOf({ ...express, "api/app.ts": content, "api/resources/leads.ts": content })).toEqual([
      "one-door-express: api/resources/leads.ts → node_modules/express/index.js",
    ]);
  });

  test("values may not go in circles", async () => {
    const files = {
      "api/a.ts": 'import { b } from "./b.ts"; export const a = () => b;',
      "api/b.ts": 'import { a } from "./a.ts"; export const b = () => a;',
    };
    expect((await problemsOf(files)).map((problem) => problem.split(":", 1)[0])).toContain("no-circles");
  });

  test("a room in which nothing was read is a problem, not a success", async () => {
    expect(await problemsOf({ "api/readme.txt": "no code" })).toEqual([
      expect.stringMatching(/^no module of api\/ was read/),
    ]);
  });
});
