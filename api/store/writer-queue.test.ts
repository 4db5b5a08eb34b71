import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWriter } from "./sqlite-connection.ts";
import type { Tables } from "./tables.ts";
import { createWriterQueue } from "./writer-queue.ts";

/** A real connection on which the named statement fails as on a broken disk, while `broken` says so. */
function openBroken(name: string) {
  const connection = new Sqlite(":memory:");
  connection.exec("create table t (n integer)");
  const state = { broken: false };
  const prepare = (text: string) => {
    const statement = connection.prepare(text);
    if (text !== name) return statement;
    return {
      run() {
        if (state.broken) throw new Error("disk I/O error");
        return statement.run();
      },
    };
  };
  const double = {
    prepare,
    get inTransaction() {
      return connection.inTransaction;
    },
  } as unknown as Sqlite.Database;
  // Kysely is not needed: an operation writes through the connection itself.
  const queue = createWriterQueue(double, {} as Kysely<Tables>, (error) => error);
  const insert = (n: number, fails = false) =>
    queue.transact(async () => {
      connection.prepare("insert into t values (?)").run(n);
      if (fails) throw new Error("refused");
      return n;
    });
  const stored = () => connection.prepare("select n from t order by n").pluck().all();
  return { queue, insert, stored, state };
}

describe("when SQLite itself fails, the queue", () => {
  test.each(["begin immediate", "savepoint operation", "release operation", "rollback to operation", "commit"])(
    "tells every operation at %s what became of it, and goes on afterwards",
    async (name) => {
      const { insert, stored, state, queue } = openBroken(name);
      state.broken = true;
      const outcomes = await Promise.allSettled([insert(1), insert(2, true), insert(3)]);
      const kept = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
      // Nothing that is acknowledged is missing, nothing that is refused is there.
      expect(stored()).toEqual(kept);
      expect(kept).not.toContain(1);
      // The second was refused by itself.
      if (name === "commit") expect(queue.stats()).toMatchObject({ waiting: 0, lost: 2 });
      state.broken = false;
      expect(await insert(4)).toBe(4);
      expect(stored()).toEqual([...kept, 4]);
      await queue.idle();
    },
  );

  test("somebody who writes one thing after another lets others be heard in between", async () => {
    const { insert, queue } = openBroken("nothing");
    let isHeard = false;
    setTimeout(() => {
      isHeard = true;
    });
    let written = 0;
    const start = performance.now();
    while (!isHeard && performance.now() - start < 2000) written += await insert(1);
    expect(isHeard).toBe(true);
    expect(written).toBeGreaterThan(0);
    await queue.idle();
  });

  test("a listener of a commit that throws stops nobody", async () => {
    const { queue, insert, stored } = openBroken("nothing");
    const loud = queue.transact(
      async () => 1,
      () => {
        throw new Error("a listener failed");
      },
    );
    const outcomes = await Promise.allSettled([loud, insert(2)]);
    expect(outcomes[1]?.status).toBe("fulfilled");
    expect(await insert(3)).toBe(3);
    expect(stored()).toEqual([2, 3]);
  });
});

test("many operations keep their order and their own results", async () => {
  const { insert, stored } = openBroken("nothing");
  const wanted = Array.from({ length: 200 }, (_, n) => n);
  const outcomes = await Promise.allSettled(wanted.map((n) => insert(n, n % 7 === 0)));
  const kept = wanted.filter((n) => n % 7 !== 0);
  expect(outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []))).toEqual(kept);
  expect(stored()).toEqual(kept);
});

describe("what another process holds", () => {
  let folder: string;
  let connection: Sqlite.Database;
  let other: Sqlite.Database;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "valethon-queue-"));
    [connection, other] = [openWriter(join(folder, "held.db")), openWriter(join(folder, "held.db"))];
    other.exec("begin immediate");
  });
  afterEach(() => {
    for (const one of [connection, other]) one.close();
    rmSync(folder, { recursive: true });
  });

  test("is waited for, here for three seconds", async () => {
    const queue = createWriterQueue(connection, {} as Kysely<Tables>, (error) => error);
    setTimeout(() => other.exec("commit"), 3000);
    expect(await queue.transact(async () => "written")).toBe("written");
  });

  test("is not waited for inside SQLite, where it would hold up everybody", () => {
    const times = Array.from({ length: 3 }, () => {
      const began = performance.now();
      expect(() => connection.exec("begin immediate")).toThrow("database is locked");
      return performance.now() - began;
    });
    // The quickest: a busy machine may take a process off its processor, but not every time.
    expect(Math.min(...times)).toBeLessThan(20);
  });

  test("is waited for when a database is opened: nobody is served yet", async () => {
    const script = `
      const { openWriter } = await import(${JSON.stringify(new URL("./sqlite-connection.ts", import.meta.url).href)});
      openWriter(${JSON.stringify(join(folder, "held.db"))});`;
    const opening = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
    const ended = once(opening, "exit");
    setTimeout(() => other.exec("commit"), 1500);
    expect(await ended).toEqual([0, null]);
  });
});
