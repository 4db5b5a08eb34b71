import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Engine } from "../../../api/store/space.ts";
import { createDatabase, engines } from "../../../api/testing/api.ts";
import { ask } from "../../support/http.ts";
import { type Stack, startStack } from "../../support/stack.ts";
import { until } from "../../support/until.ts";
import { sized } from "../form.ts";
import { openVisitor, readConversations, type Visitor } from "./restored-visitor.ts";

const visitors = sized({ short: 4, long: 40 });
/** What each visitor writes before the backup, after it, and hears after the restore. */
const [kept, lost, since] = [3, 4, sized({ short: 15, long: 60 })];

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface House {
  readonly stack: Stack;
  readonly folder: string;
  readonly database: Awaited<ReturnType<typeof createDatabase>> | null;
}

async function openHouse(engine: Engine): Promise<House> {
  const database = engine === "postgres" ? await createDatabase() : null;
  if (database !== null) closing.push(database.drop);
  const folder = mkdtempSync(join(tmpdir(), "valethon-backup-"));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const env = { RATE_LIMITS: "off", LOG_LEVEL: "warn", ...(database === null ? {} : { DATABASE_URL: database.url }) };
  const stack = await startStack({ env });
  closing.push(() => stack.stop());
  return { stack, folder, database };
}

/** Backs up a running house. Returns what puts it back, and ends when the server runs on what was put back. */
type BackUp = (house: House) => Promise<() => Promise<void>>;

const byCommand: BackUp = async ({ stack, folder }) => {
  const to = join(folder, "backup");
  const { code, stderr } = await stack.cli(["backup", "--to", to]);
  expect(code, stderr).toBe(0);
  return async () => {
    await stack.kill();
    rmSync(stack.dataDir, { recursive: true });
    cpSync(to, stack.dataDir, { recursive: true, preserveTimestamps: true });
    await stack.start();
  };
};

const startsAnew = async ({ stack }: House, times: number) => {
  await until("the server to start anew", () => stack.output.split("Valethon is running").length > times, {
    timeoutMs: 30_000,
  });
  await stack.ready();
};

const underTheServer: BackUp = async (house) => {
  const { stack, folder } = house;
  await byCommand(house);
  return async () => {
    renameSync(join(folder, "backup", "spaces", "main_live.db"), join(stack.dataDir, "spaces", "main_live.db"));
    await startsAnew(house, 2);
  };
};

const inPostgres: BackUp = async (house) => {
  await house.stack.kill();
  const putBack = await house.database?.backUp();
  await house.stack.start();
  return async () => {
    await putBack?.();
    await startsAnew(house, 3);
  };
};

const ways: readonly (readonly [Engine, string, BackUp])[] = [
  ["sqlite", "after a kill -9", byCommand],
  ["sqlite", "under the running server", underTheServer],
  ["postgres", "under the running server", inPostgres],
];

/** Those that look on, one who sleeps, and one who came after the backup. */
async function openVisitors(stack: Stack, count: number): Promise<Visitor[]> {
  const key = await stack.createKey("pk_live");
  const opened = await Promise.all(Array.from({ length: count }, () => openVisitor(stack, key)));
  for (const { leave } of opened) closing.push(leave);
  return opened;
}

const sayAll = async (who: readonly Visitor[], word: string, count: number) => {
  for (let number = 1; number <= count; number += 1) {
    await Promise.all(who.map(({ say }, index) => say(`${word} ${number} of ${index}`)));
  }
};

describe.each(ways.filter(([engine]) => engines.includes(engine)))("on %s", (engine, way, backUp) => {
  test(`an older database is restored ${way}, under ${visitors} connected visitors, one asleep until it grew beyond what he had: no view shows a ghost, and what was unsent arrives once`, {
    timeout: sized({ short: 180_000, long: 600_000 }),
  }, async () => {
    const house = await openHouse(engine);
    const { stack } = house;
    const key = await stack.createKey("crm");
    const all = await openVisitors(stack, visitors + 1);
    const known = all.slice(0, visitors);
    const [sleeper, writer] = known as [Visitor, Visitor];
    const late = all[visitors] as Visitor;
    await sayAll(known, "kept", kept);
    const putBack = await backUp(house);
    for (const visitor of known) visitor.wake();
    await sayAll(all, "lost", lost);

    sleeper.gate.shut();
    writer.gate.shut();
    sleeper.write("unsent of the sleeper");
    writer.write("unsent of the writer");
    writer.write("and one more");
    await putBack();
    writer.gate.open();
    writer.wake();
    // Each conversation, the sleeper's too, grows beyond what its visitor holds.
    for (const id of (await readConversations(stack, key)).keys()) {
      for (let number = 1; number <= since; number += 1) {
        const message = `since ${number} in ${id}`;
        await ask(`${stack.api}/conversations/${id}/messages`, { key, body: { message } });
      }
    }
    sleeper.gate.open();
    sleeper.wake();
    await late.say("hello again");
    await until("everything to be sent", () => all.every(({ waiting }) => waiting() === 0), { timeoutMs: 60_000 });

    await expect
      .poll(async () => all.map((visitor) => visitor.shown().join("\n")).sort(), { timeout: 30_000, interval: 250 })
      .toEqual([...(await readConversations(stack, key)).values()].map((texts) => texts.join("\n")).sort());
    const texts = all.flatMap((visitor) => visitor.shown());
    expect(texts.filter((text) => text.startsWith("lost"))).toEqual([]);
    expect(texts.filter((text) => text.startsWith("kept"))).toHaveLength(kept * visitors);
    for (const once of ["unsent of the sleeper", "unsent of the writer", "and one more", "hello again"])
      expect(
        texts.filter((text) => text === once),
        once,
      ).toHaveLength(1);
    expect(sleeper.shown().filter((text) => text.startsWith("since"))).toHaveLength(since);
  });
});
