import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { sql } from "kysely";
import { expect, onTestFinished, test as promise } from "vitest";
import { openTestApi } from "../../testing/api.ts";
import type { Space } from "../space.ts";

const heavy = sql<{ last: number }>`
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select max(i) as last from n`;
/** Never ends by itself; a row now and then lets its thread notice that it was killed. */
const endless = sql`with recursive n(i) as (select 1 union all select i + 1 from n) select i from n where i % 99999 = 0`;
const light = (space: Space) => space.wide.selectFrom("meta").select("key").execute();

/** The threads that this process starts from now on. */
function watchThreads(): readonly Worker[] {
  const threads: Worker[] = [];
  const note = (worker: Worker) => threads.push(worker);
  process.on("worker", note);
  onTestFinished(() => void process.off("worker", note));
  return threads;
}

const fileOf = (house: { api: { config: { dataDir: string } } }) =>
  join(house.api.config.dataDir, "spaces", "main_live.db");

promise("no thread starts before the first wide read, and two serve all spaces", async () => {
  const threads = watchThreads();
  const house = await openTestApi({ engine: "sqlite" });
  const [live, test] = [await house.space("live"), await house.space("test")];
  await live.read.selectFrom("meta").selectAll().execute();
  expect(threads).toHaveLength(0);
  await light(live);
  await light(test);
  expect(threads).toHaveLength(1);
  await Promise.all([live, test, live, test].map(light));
  expect(threads).toHaveLength(2);
  await house.close();
});

promise("a total is right after a change by another process", async () => {
  const house = await openTestApi({ engine: "sqlite" });
  const space = await house.space();
  const count = () => space.count(sql`select count(*) from meta where value = 'foreign'`.compile(space.wide));
  const driver = import.meta.resolve("better-sqlite3");
  const run = (statement: string) => {
    const program = `import Sqlite from ${JSON.stringify(driver)}; new Sqlite(process.argv[1]).exec(process.argv[2])`;
    execFileSync(process.execPath, ["--input-type=module", "-e", program, fileOf(house), statement]);
  };
  expect([await count(), await count()]).toEqual([0, 0]);
  run("insert into meta (key, value) values ('x', 'foreign'), ('y', 'foreign')");
  expect([await count(), await count()]).toEqual([2, 2]);
  run("delete from meta where key = 'x'");
  expect(await count()).toBe(1);
  await house.close();
});

promise("a thread that dies refuses its read with UNAVAILABLE, and the next read finds another", async () => {
  const threads = watchThreads();
  const house = await openTestApi({ engine: "sqlite" });
  const space = await house.space();
  const readings = [endless, heavy, heavy].map((query) => query.execute(space.wide));
  const outcomes = Promise.allSettled(readings);
  await expect.poll(() => threads.length).toBe(2);
  await threads[0]?.terminate();
  expect(await outcomes).toMatchObject([
    { status: "rejected", reason: { code: "UNAVAILABLE", retryAfter: 1 } },
    { status: "fulfilled" },
    { status: "fulfilled" },
  ]);
  await threads[1]?.terminate();
  expect(await light(space)).not.toEqual([]);
  await house.close();
});

promise("a read that takes too much memory ends its thread, not the process", async () => {
  const house = await openTestApi({ engine: "sqlite" });
  const space = await house.space();
  const huge = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
    select hex(zeroblob(2000000)) || i as text from n`;
  await expect(huge.execute(space.wide)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(await light(space)).not.toEqual([]);
  await house.close();
});

promise("closing a space waits for the reads under way", async () => {
  const threads = watchThreads();
  const house = await openTestApi({ engine: "sqlite", checksEvents: false });
  const space = await house.space();
  const order: string[] = [];
  const readings = [1, 2, 3].map(() => heavy.execute(space.wide).then(() => order.push("read")));
  await expect.poll(() => threads.length).toBe(2);
  await space.close();
  order.push("closed");
  await Promise.all(readings);
  expect(order).toEqual(["read", "read", "read", "closed"]);
  await house.close();
});

promise("once a space is closed no thread holds its file, and another space reads on", async () => {
  const house = await openTestApi({ engine: "sqlite", checksEvents: false });
  const [live, test] = [await house.space("live"), await house.space("test")];
  await Promise.all([live, live, test, test].map(light));
  await live.close();
  // SQLite removes the log with the last connection.
  expect(existsSync(`${fileOf(house)}-wal`)).toBe(false);
  expect(await light(test)).not.toEqual([]);
  await expect(light(live)).rejects.toThrow("The database is closed.");
  await house.close();
});

promise("threads keep the process alive while they read and no longer", async () => {
  const house = await openTestApi({ engine: "sqlite" });
  await house.api.spaces.close();
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `
    import { createReaders } from ${module("./readers.ts")};
    const reader = createReaders(() => undefined).open(process.argv[1]);
    const read = (from) => reader.rows("select count(*) as n from meta where key >= ?", [from]);
    await Promise.all([read("a"), read("b"), read("c")]);
    console.log(JSON.stringify(await read("")));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", program, fileOf(house)]).toString();
  expect(JSON.parse(said)).toEqual([{ n: expect.any(Number) }]);
  await house.close();
});
