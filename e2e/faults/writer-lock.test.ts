import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { openBareVisitor } from "./bare-visitor.ts";
import { isLong } from "./form.ts";
import { keepReading, keepSending } from "./load.ts";
import { everyRead, wait90, wrong } from "./reads.ts";
import { expectAllOnce, openScene, type Scene } from "./scene.ts";
import { socketSender } from "./senders.ts";

const timeout = 60_000;

test("a writer lock that another process holds for 2 s makes everybody wait, and nobody hears of it", {
  timeout,
}, async () => {
  const { refused } = await writeUnderLock(2000);
  expect(refused).toEqual([]);
});

test("a writer lock held for 7 s is told as UNAVAILABLE with a time to try again, and what was refused goes through by itself", {
  timeout,
}, async () => {
  const { refused } = await writeUnderLock(7000);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.filter(({ code, retryAfter }) => code !== "UNAVAILABLE" || !(Number(retryAfter) >= 1))).toEqual([]);
});

/** All send and read while this process holds the writer lock; expects what holds however long that is. */
async function writeUnderLock(milliseconds: number): Promise<Pick<Scene, "refused">> {
  const refused: Scene["refused"][number][] = [];
  const scene = await openScene();
  const { stack, publicKey } = scene.company;
  const [writes, looks] = await Promise.all([openBareVisitor(stack, publicKey), openBareVisitor(stack, publicKey)]);
  const sending = keepSending([...scene.senders, socketSender(writes, (one) => refused.push(one))]);
  const reading = keepReading(everyRead(scene, looks));
  try {
    await sending.more(5);
    reading.take();
    await holdWriter(join(stack.dataDir, "spaces", "main_live.db"), milliseconds);
    const reads = reading.take();
    await sending.more(5);
    await Promise.all([sending.stop(), reading.stop()]);
    expect(wrong([...reads, ...reading.take()])).toEqual([]);
    if (isLong) expect(wait90(reads, "/livez")).toBeLessThan(25);
    await expectAllOnce(scene, sending.sent);
    return { refused: [...scene.refused, ...refused] };
  } finally {
    writes.close();
    looks.close();
    await scene.close();
  }
}

async function holdWriter(path: string, milliseconds: number): Promise<void> {
  const other = new Sqlite(path);
  other.exec("begin immediate");
  await wait(milliseconds);
  other.exec("rollback");
  other.close();
}
