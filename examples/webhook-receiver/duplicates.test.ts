import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openSeenIds } from "./seen.ts";
import { message, openReceiver } from "./testing/receiver.ts";

const day = 86_400_000;
let folder: string;
let file: string;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-03-13T10:00:01Z") });
  folder = mkdtempSync(join(tmpdir(), "valethon-receiver-"));
  file = join(folder, "seen.db");
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});
const wait = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

describe("a delivery that comes again", () => {
  test("is answered 200 and processed once", async () => {
    await using receiver = await openReceiver();
    expect(await receiver.send(message())).toEqual([200, "processed"]);
    expect(await receiver.send(message())).toEqual([200, "seen before"]);
    wait(14 * 3_600_000);
    expect(await receiver.send(message()), "hours later, signed anew").toEqual([200, "seen before"]);
    expect(receiver.processed).toHaveLength(1);
  });

  test("is processed once after the receiver was started anew", async () => {
    {
      await using receiver = await openReceiver({ seen: openSeenIds(file) });
      expect(await receiver.send(message())).toEqual([200, "processed"]);
    }
    await using receiver = await openReceiver({ seen: openSeenIds(file) });
    expect(await receiver.send(message())).toEqual([200, "seen before"]);
    expect(receiver.processed).toEqual([]);
  });

  test("while it is still being processed is processed once, and answered when that is done", async () => {
    const { promise: working, resolve: finish } = Promise.withResolvers<void>();
    await using receiver = await openReceiver({ work: () => working });
    const answers = Promise.all([receiver.send(message()), receiver.send(message())]);
    await vi.waitUntil(() => receiver.requests() === 2);
    finish();
    expect((await answers).map(([, text]) => text).toSorted()).toEqual(["processed", "seen before"]);
    expect(receiver.processed).toHaveLength(1);
  });

  test("is another's when its id is another, although all else is the same", async () => {
    await using receiver = await openReceiver();
    expect(await receiver.send(message({ id: "evt_1a2b3c4d_43" }))).toEqual([200, "processed"]);
    expect(await receiver.send(message({ id: "evt_1a2b3c4d_44" }))).toEqual([200, "processed"]);
    expect(receiver.processed).toHaveLength(2);
  });

  test("is not known by an id that nobody signed", async () => {
    await using receiver = await openReceiver();
    const forged = { ...message(), headers: { ...message().headers, "webhook-id": "evt_1a2b3c4d_44" } };
    expect((await receiver.send(forged))[0]).toBe(401);
    expect(await receiver.send(message({ id: "evt_1a2b3c4d_44" }))).toEqual([200, "processed"]);
  });
});

describe("a delivery whose processing fails", () => {
  // As a client of some other service throws it.
  const gone = Object.assign(new Error("secret details of our database"), { status: 410, expose: true });

  test("is answered 500, whatever was thrown, tells the sender nothing of it, and is processed when it comes again", async () => {
    let fails = true;
    await using receiver = await openReceiver({
      work: () => {
        if (fails) throw gone;
      },
    });
    expect(await receiver.send(message())).toEqual([500, "Processing failed here: send it again."]);
    expect(receiver.failures).toEqual(["500 lead.created evt_1a2b3c4d_43 could not be processed"]);
    expect(receiver.causes).toEqual([gone]);
    fails = false;
    expect(await receiver.send(message())).toEqual([200, "processed"]);
    expect(await receiver.send(message())).toEqual([200, "seen before"]);
    expect(receiver.processed).toHaveLength(2);
  });

  test("fails for all that came at the same time", async () => {
    const { promise: working, reject: fail } = Promise.withResolvers<void>();
    await using receiver = await openReceiver({ work: () => working });
    const answers = Promise.all([receiver.send(message()), receiver.send(message())]);
    await vi.waitUntil(() => receiver.requests() === 2);
    fail(gone);
    expect((await answers).map(([status]) => status)).toEqual([500, 500]);
    expect(receiver.processed).toHaveLength(1);
  });

  test("is processed again rather than lost when it could not be noted", async () => {
    const seen = openSeenIds(file);
    let full = true;
    const add = (id: string) => {
      if (full) throw new Error("The disk is full.");
      seen.add(id);
    };
    await using receiver = await openReceiver({ seen: { ...seen, add } });
    expect((await receiver.send(message()))[0]).toBe(500);
    full = false;
    expect(await receiver.send(message())).toEqual([200, "processed"]);
    expect(receiver.processed).toHaveLength(2);
  });
});

/** Holds the file for a moment, as a backup or somebody who looks into it does. */
const holder = `
  const { workerData, parentPort } = require("node:worker_threads");
  const db = new (require("node:sqlite").DatabaseSync)(workerData);
  db.exec("begin exclusive");
  parentPort.postMessage("held");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  db.exec("commit");
`;

describe("the memory of ids", () => {
  test("waits for whoever else holds its file", async () => {
    const seen = openSeenIds(file);
    const other = new Worker(holder, { eval: true, workerData: file });
    await once(other, "message");
    seen.add("first");
    expect(seen.has("first")).toBe(true);
    await once(other, "exit");
    seen.close();
  });

  test("keeps each for thirty days and no longer", () => {
    const seen = openSeenIds(file);
    seen.add("first");
    wait(30 * day);
    seen.add("second");
    expect([seen.has("first"), seen.has("second")]).toEqual([true, true]);
    wait(1);
    seen.add("third");
    expect([seen.has("first"), seen.has("second"), seen.has("third")]).toEqual([false, true, true]);
    seen.close();
  });

  test("keeps no more than it is told to, the latest", () => {
    const seen = openSeenIds(file, { most: 3 });
    for (let number = 1; number <= 10; number += 1) seen.add(`evt_${number}`);
    seen.add("evt_10");
    const kept = Array.from({ length: 10 }, (_, index) => `evt_${index + 1}`).filter((id) => seen.has(id));
    expect(kept).toEqual(["evt_8", "evt_9", "evt_10"]);
    seen.close();
  });
});
