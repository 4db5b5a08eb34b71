import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { backupCommand } from "./backup.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal(process);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "valethon-backup-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a backup", () => {
  let house: TestApi;
  beforeAll(async () => {
    house = await openTestApi({ checksEvents: false });
  });
  afterAll(() => house.close());

  const backUp = async (to: string) =>
    JSON.parse(String(await backupCommand.run(house.api, { to, json: true }, terminal)));
  const happen = async () =>
    await (await house.space()).write(({ emit }) => emit("note.created", { entity_type: "lead" }));
  const openBackup = async (to: string) => {
    const copy = await openTestApi({ config: { ...house.api.config, dataDir: to }, checksEvents: false });
    const space = await copy.space();
    const rows = await space.read.selectFrom("events").select("seq").orderBy("seq").execute();
    return { copy, epoch: space.epoch, seqs: rows.map(({ seq }) => Number(seq)) };
  };

  test("that is made while others write is a data folder of one moment, in an epoch of its own", async () => {
    const to = join(folder, "while");
    for (let count = 0; count < 20; count += 1) await happen();
    const writing = Array.from({ length: 200 }, happen);
    await backUp(to);
    await Promise.all(writing);
    const { copy, epoch, seqs } = await openBackup(to);
    expect(seqs.length).toBeGreaterThanOrEqual(20);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    expect(epoch).not.toBe((await house.space()).epoch);
    expect(copy.api.secrets).toEqual(house.api.secrets);
    await copy.close();
  });

  test("holds what was acknowledged before it was asked for, and can be read by its owner alone", async () => {
    const to = join(folder, "whole");
    const before = (await house.events()).length;
    await happen();
    expect(await backUp(to)).toEqual({ folder: to, bytes: expect.any(Number) });
    for (const path of readdirSync(to, { recursive: true, encoding: "utf8" }))
      expect(statSync(join(to, path)).mode & 0o077, path).toBe(0);
    const { copy, seqs } = await openBackup(to);
    expect(seqs).toHaveLength(before + 1);
    await copy.close();
  });

  test("takes the place of nothing, and one that was cut off is none", async () => {
    const to = join(folder, "taken");
    mkdirSync(join(`${to}.partial`, "spaces"), { recursive: true });
    writeFileSync(join(`${to}.partial`, "spaces", "main_live.db"), "half a file");
    await backUp(to);
    expect(existsSync(`${to}.partial`)).toBe(false);
    const kept = readFileSync(join(to, "spaces", "main_live.db"));
    await expect(backUp(to)).rejects.toThrow(`${to} is there already`);
    expect(readFileSync(join(to, "spaces", "main_live.db")).equals(kept)).toBe(true);
  });
});

test.runIf(engines.includes("postgres"))("a backup of Postgres is its own tools' work", async () => {
  const house = await openTestApi({ engine: "postgres" });
  const to = join(folder, "postgres");
  await expect(backupCommand.run(house.api, { to }, terminal)).rejects.toThrow("pg_dump");
  expect(existsSync(to)).toBe(false);
  await house.close();
});
