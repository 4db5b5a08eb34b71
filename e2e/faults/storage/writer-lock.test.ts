import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { isLong } from "../form.ts";
import { expectToldWhen, openBusyScene } from "./busy-scene.ts";
import type { Refused } from "./persistent.ts";
import { wait90, wrong } from "./reads.ts";
import { expectAllOnce } from "./scene.ts";

const timeout = 60_000;

test("a writer lock that another process holds for 2 s makes everybody wait, and nobody hears of it", {
  timeout,
}, async () => {
  expect(await writeUnderLock(2000)).toEqual([]);
});

test("a writer lock held for 7 s is told as UNAVAILABLE with a time to try again, and what was refused goes through by itself", {
  timeout,
}, async () => {
  const refused = await writeUnderLock(7000);
  expect(refused.length).toBeGreaterThan(0);
  expectToldWhen(refused);
});

/** All send and read while this process holds the writer lock; expects what holds however long that is. */
async function writeUnderLock(milliseconds: number): Promise<readonly Refused[]> {
  const { scene, sending, reading, refused, rest } = await openBusyScene();
  await sending.more(5);
  reading.take();
  await holdWriter(join(scene.company.stack.dataDir, "spaces", "main_live.db"), milliseconds);
  const reads = reading.take();
  await sending.more(5);
  await rest();
  expect(wrong([...reads, ...reading.take()])).toEqual([]);
  if (isLong) expect(wait90(reads, "/livez")).toBeLessThan(25);
  await expectAllOnce(scene, sending.sent);
  return refused();
}

async function holdWriter(path: string, milliseconds: number): Promise<void> {
  const other = new Sqlite(path);
  other.exec("begin immediate");
  await wait(milliseconds);
  other.exec("rollback");
  other.close();
}
