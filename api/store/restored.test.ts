import { copyFileSync, cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { countEvents, type House, happen, openHouse } from "../testing/restorable.ts";
import type { Engine, Space } from "./space.ts";

/** Copies a folder as `cp -a` does: into the files that stand there. */
const copy = (from: string, to: string) => cpSync(from, to, { recursive: true, preserveTimestamps: true });

/** Backs up what is there now. Returns what puts it back. */
type BackUp = (house: House) => Promise<() => Promise<unknown> | unknown>;

const ways: readonly (readonly [Engine, string, BackUp])[] = [
  [
    "sqlite",
    "copied over the file",
    async ({ file, folder }) => {
      copyFileSync(file, join(folder, "backup.db"));
      return () => copyFileSync(join(folder, "backup.db"), file);
    },
  ],
  [
    "sqlite",
    "moved over the file",
    async ({ file, folder }) => {
      copy(file, join(folder, "backup.db"));
      return () => renameSync(join(folder, "backup.db"), file);
    },
  ],
  [
    "sqlite",
    "put back with its whole folder",
    async ({ dataDir, folder }) => {
      copy(dataDir, join(folder, "backup"));
      return () => {
        rmSync(dataDir, { recursive: true });
        copy(join(folder, "backup"), dataDir);
      };
    },
  ],
  [
    "sqlite",
    "put back with its whole folder, into the files that stood there",
    async ({ dataDir, folder }) => {
      copy(dataDir, join(folder, "backup"));
      return () => copy(join(folder, "backup"), dataDir);
    },
  ],
  [
    "postgres",
    "put back under its name",
    async ({ database }) => {
      const putBack = await database?.backUp();
      return () => putBack?.();
    },
  ],
  [
    "postgres",
    "put back table by table",
    async ({ open }) => {
      const { space, close } = await open();
      await makeCopies(space);
      await close();
      return async () => {
        const { space: later, close: closeLater } = await open();
        await takeCopies(later);
        await closeLater();
      };
    },
  ],
  [
    "postgres",
    "put back below the server, as a disk is",
    async ({ open, mark }) =>
      async () => {
        const { space, close } = await open();
        await space.write(({ db }) => db.deleteFrom("events").where("seq", ">", 2).execute());
        const seen = readFileSync(mark);
        await close();
        writeFileSync(mark, seen);
      },
  ],
];

/** What pg_dump and pg_restore --clean do with the two tables that matter here. */
const makeCopies = async ({ read }: Space) => {
  for (const table of ["meta", "events"]) await sql.raw(`create table ${table}_copy as table ${table}`).execute(read);
};
const takeCopies = async ({ read }: Space) => {
  await sql.raw("create table meta_new (like meta including all)").execute(read);
  await sql.raw("insert into meta_new select * from meta_copy").execute(read);
  await sql.raw("drop table meta; alter table meta_new rename to meta").execute(read);
  await sql.raw("delete from events where event_id not in (select event_id from events_copy)").execute(read);
};

describe.each(ways.filter(([engine]) => engines.includes(engine)))("a backup on %s", (engine, way, backUp) => {
  test(`${way} is another epoch, although it grew beyond what it held before; its events keep theirs`, async () => {
    const house = await openHouse(engine);
    const before = await house.grow(2);
    const putBack = await backUp(house);
    await house.grow(3);
    await putBack();

    const { space, close } = await house.open();
    expect(space.epoch).not.toBe(before);
    for (let count = 0; count < 5; count += 1) await happen(space);
    expect(await countEvents(space)).toBe(7);
    const rows = await space.read.selectFrom("events").select("event_id").orderBy("seq").execute();
    const epochs = rows.map(({ event_id }) => (space.epochOf(event_id) === before ? "before" : "now"));
    expect(epochs).toEqual(["before", "before", ...Array(5).fill("now")]);
    await close();

    expect(await house.grow(0), "it is told once").toBe(space.epoch);
    expect(house.warnings).toEqual([expect.stringMatching(/^the database was restored: .*Clients load anew$/)]);
  });
});

test("a backup that is restored a second time, over what grew from the first, is another epoch again", async () => {
  const house = await openHouse("sqlite");
  const backup = join(house.folder, "backup.db");
  const epochs = [await house.grow(2)];
  copyFileSync(house.file, backup);
  await house.grow(1);
  for (const events of [5, 0]) {
    copyFileSync(backup, house.file);
    epochs.push(await house.grow(events));
  }
  expect(new Set(epochs).size).toBe(3);
});

describe.each(engines)("a database on %s", (engine) => {
  test("exchanged under an open space is noticed, and nothing is written to it", async () => {
    const house = await openHouse(engine);
    await house.grow(2);
    const putBack = await (engine === "sqlite" ? ways[1] : ways[4])?.[2](house);
    const server = await house.open();
    await happen(server.space);
    await putBack?.();
    await expect
      .poll(() => house.replaced, { timeout: 10_000 })
      .toEqual(["main_live: another database is in its place"]);
    await expect(happen(server.space)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await server.close();
    const again = await house.open();
    expect(again.space.epoch).not.toBe(server.space.epoch);
    expect(await countEvents(again.space)).toBe(2);
  });
});
