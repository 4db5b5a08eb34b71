import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach } from "vitest";
import { readConfig } from "../config.ts";
import type { Engine, Space } from "../store/space.ts";
import { createSpaces } from "../store/spaces.ts";
import { createDatabase } from "./api.ts";
import { createTestClock } from "./clock.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A database that processes open one after another, or beside each other. */
export async function openHouse(engine: Engine) {
  const folder = mkdtempSync(join(tmpdir(), "valethon-restored-"));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const database = engine === "postgres" ? await createDatabase() : null;
  if (database !== null) closing.push(database.drop);
  const replaced: string[] = [];
  const warnings: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => void warnings.push(JSON.parse(line).msg) });
  const dataDir = join(folder, "data");

  async function open(place = dataDir) {
    const env = database === null ? {} : { DATABASE_URL: database.url };
    const spaces = createSpaces({
      config: readConfig({ NODE_ENV: "test", DATA_DIR: place, ...env }),
      ...{ clock: createTestClock(), log },
      onReplaced: (name, reason) => replaced.push(`${name}: ${reason}`),
    });
    closing.push(spaces.close);
    const space = await spaces.open("main", "live");
    return { space, close: spaces.close };
  }

  /** Writes so many events and returns the epoch that they were written in. */
  async function grow(events: number, place?: string): Promise<string> {
    const { space, close } = await open(place);
    for (let count = 0; count < events; count += 1) await happen(space);
    await close();
    return space.epoch;
  }

  const file = join(dataDir, "spaces", "main_live.db");
  const mark = join(dataDir, "spaces", "main_live.mark");
  return { folder, dataDir, file, mark, database, replaced, warnings, open, grow };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

export const happen = ({ write }: Space) => write(({ emit }) => emit("note.created", { entity_type: "lead" }));

export const countEvents = async ({ read }: Space) =>
  (await read.selectFrom("events").select("event_id").execute()).length;
