import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { preparing } from "../sqlite-connection.ts";
import { createTotals } from "./totals.ts";

/** A file, a connection that counts in it and notes how often it really did, and one that writes. */
function openCounted() {
  const folder = mkdtempSync(join(tmpdir(), "valethon-totals-"));
  const writer = new Sqlite(join(folder, "a.db"));
  writer.pragma("journal_mode = WAL");
  writer.exec("create table t (n any) strict; insert into t values (1), ('1'), (2)");
  const connection = new Sqlite(join(folder, "a.db"), { readonly: true });
  let counted = 0;
  connection.function("noted", () => {
    counted += 1;
    return 0;
  });
  const total = createTotals(connection, preparing(connection, 10));
  return {
    writer,
    counted: () => counted,
    total: (n: unknown) => total("select count(*) + noted() from t where n = ?", [n]),
    close() {
      connection.close();
      writer.close();
      rmSync(folder, { recursive: true });
    },
  };
}

test("a total is counted once until something is committed", () => {
  const { writer, total, counted, close } = openCounted();
  expect([total(1), total(1), total(1)]).toEqual([1, 1, 1]);
  expect(counted()).toBe(1);
  writer.exec("begin; insert into t values (1)");
  expect(total(1)).toBe(1);
  expect(counted()).toBe(1);
  writer.exec("commit");
  expect([total(1), total(1)]).toEqual([2, 2]);
  expect(counted()).toBe(2);
  close();
});

test("a number and the text of it have totals of their own", () => {
  const { total, counted, close } = openCounted();
  expect([total(1), total("1"), total(2n), total(null)]).toEqual([1, 1, 1, 0]);
  expect(counted()).toBe(4);
  close();
});

test("five hundred totals are remembered, and the oldest goes first", () => {
  const { total, counted, close } = openCounted();
  for (let n = 0; n <= 500; n += 1) total(n);
  total(500);
  total(1);
  expect(counted()).toBe(501);
  total(0);
  expect(counted()).toBe(502);
  close();
});
