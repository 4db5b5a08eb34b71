import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { type House, happen, openHouse } from "../testing/restorable.ts";
import { readHead, renewEpoch } from "./epoch.ts";
import { writeMark } from "./mark.ts";

describe.each(engines)("the database on %s", (engine) => {
  test("that was restored twice knows in which epoch each event was written", async () => {
    const house = await openHouse(engine);
    const epochs: string[] = [];
    for (const events of [2, 0, 1]) {
      const { space, close } = await house.open();
      for (let count = 0; count < events; count += 1) await happen(space);
      epochs.push(space.epoch);
      await space.write(({ db }) => renewEpoch(db));
      await close();
    }
    const { space } = await house.open();
    const [first, , third] = epochs;
    const ids = (await space.read.selectFrom("events").select("event_id").orderBy("seq").execute()).map(
      (row) => row.event_id,
    );
    expect(ids.map(space.epochOf)).toEqual([first, first, third]);
    expect(space.epochOf(Number(ids.at(-1)) + 1)).toBe(space.epoch);
  });

  test.each<[string, (house: House, before: string) => Promise<unknown> | unknown]>([
    ["that is gone", ({ mark }) => rmSync(mark)],
    ["that broke off", ({ mark }) => writeFileSync(mark, readFileSync(mark, "utf8").slice(0, 20))],
    [
      "that is behind, because the process was killed",
      ({ mark }, epoch) => writeMark(mark, { epoch, events: 1, messages: 0 }),
    ],
    ["that knows nothing yet", ({ mark }, epoch) => writeMark(mark, { epoch, events: 0, messages: 0 })],
  ])("keeps its epoch over a mark %s", async (_, damage) => {
    const house = await openHouse(engine);
    const before = await house.grow(3);
    await damage(house, before);
    expect(await house.grow(1)).toBe(before);
    expect(await house.grow(0)).toBe(before);
  });

  test("keeps its epoch where the mark cannot be written, which each process says once", async () => {
    const house = await openHouse(engine);
    const before = await house.grow(1);
    rmSync(house.mark);
    mkdirSync(house.mark);
    expect(await house.grow(2)).toBe(before);
    expect(house.warnings).toEqual(["how far the database is could not be noted"]);
    expect(readdirSync(join(house.dataDir, "spaces")).filter((name) => name.includes(".mark."))).toEqual([]);
    expect(await house.grow(0)).toBe(before);
  });

  test("keeps its epoch while other processes open it, write and leave", async () => {
    const house = await openHouse(engine);
    const server = await house.open();
    for (let count = 0; count < 10; count += 1) {
      const [beside] = await Promise.all([house.open(), happen(server.space)]);
      await Promise.all([happen(beside.space), happen(server.space)]);
      expect(beside.space.epoch).toBe(server.space.epoch);
      await beside.close();
    }
    expect(house.replaced).toEqual([]);
  });

  test("told to be restored is told to whoever has it open, who then takes no writes", async () => {
    const house = await openHouse(engine);
    const [server, beside] = [await house.open(), await house.open()];
    await beside.space.write(({ db }) => renewEpoch(db));
    const { epoch } = await readHead(beside.space.read);
    await expect.poll(() => house.replaced.length, { timeout: 5000 }).toBe(2);
    expect(house.replaced[0]).toMatch(/^main_live: it was told to be restored/);
    await expect(happen(server.space)).rejects.toMatchObject({ code: "UNAVAILABLE", retryAfter: 1 });
    await Promise.all([server.close(), beside.close()]);
    const again = await house.open();
    await happen(again.space);
    expect(epoch).not.toBe(server.space.epoch);
    expect(again.space.epoch, "it is told once").toBe(epoch);
  });
});

describe.runIf(engines.includes("postgres"))("several nodes on one Postgres", () => {
  test("agree on one epoch, whichever of them finds that it was restored", async () => {
    const house = await openHouse("postgres");
    const other = join(house.folder, "other");
    const before = await house.grow(2);
    expect(await house.grow(1, other), "a node that is new here knows of nothing").toBe(before);
    cpSync(house.dataDir, join(house.folder, "copied"), { recursive: true });
    expect(await house.grow(0, join(house.folder, "copied"))).toBe(before);
    const { space, close } = await house.open();
    await space.write(({ db }) => db.deleteFrom("events").where("seq", ">", 1).execute());
    await close();
    await writeMark(house.mark, { epoch: before, events: 3, messages: 0 });
    const renewed = await house.grow(1);
    expect(renewed).not.toBe(before);
    expect(await house.grow(0, other)).toBe(renewed);
    expect(await house.grow(0)).toBe(renewed);
  });
});
