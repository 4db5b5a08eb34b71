import { createHash } from "node:crypto";
import { constants, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Sqlite from "better-sqlite3";
import type { Recipe } from "../../api/seed/lead.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type Connection, connect } from "./connection.ts";

const checkout = resolve(import.meta.dirname, "../..");

/** The real product over a seeded test space, with the keys to call it. */
export interface Product {
  readonly leads: number;
  readonly stack: Stack;
  readonly connection: Connection;
  readonly secretKey: string;
  readonly publicKey: string;
  /** What the leads were made of. */
  readonly recipe: Recipe;
  stop(): Promise<void>;
}

/** Starts it on a copy of the seeded data, so that what is written here is gone afterwards. */
export async function startProduct(leads: number): Promise<Product> {
  const seeded = await seededData(leads);
  const folder = mkdtempSync(join(tmpdir(), "valethon-bench-run-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  cpSync(seeded, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const stack = await start(folder);
  const recipe = readRecipe(folder);
  const [secretKey, publicKey] = [await stack.createKey("crm_test"), await stack.createKey("pk_test")];
  const connection = connect(stack.api);
  return {
    leads,
    stack,
    connection,
    secretKey,
    publicKey,
    recipe,
    async stop() {
      connection.close();
      await stack.stop();
      remove();
      process.removeListener("exit", remove);
    },
  };
}

const start = (dataDir: string): Promise<Stack> =>
  startStack({
    env: { DATA_DIR: dataDir, RATE_LIMITS: "off", LOG_LEVEL: "warn", WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" },
  });

/** The folder of a space with so many leads, seeded by the command line at its first use and kept in the system's temporary folder. */
async function seededData(leads: number): Promise<string> {
  const kept = join(tmpdir(), `valethon-bench-${leads}-${fingerprint()}`);
  if (existsSync(kept)) return kept;
  const folder = mkdtempSync(join(tmpdir(), "valethon-bench-seed-"));
  const started = performance.now();
  console.log(`Seeding ${leads} leads, once …`);
  const stack = await start(folder);
  try {
    const { code, stderr } = await stack.cli(["seed", "--leads", String(leads)]);
    if (code !== 0) throw new Error(`Seeding failed:\n${stderr}`);
  } finally {
    await stack.stop();
  }
  console.log(`Seeded ${leads} leads in ${Math.round((performance.now() - started) / 1000)} s, kept in ${kept}.`);
  renameSync(folder, kept);
  return kept;
}

function readRecipe(folder: string): Recipe {
  const database = new Sqlite(join(folder, "spaces", "main_test.db"), { readonly: true });
  const state = database.prepare("select value from meta where key = 'seed'").pluck().get();
  database.close();
  return JSON.parse(String(state)).recipe as Recipe;
}

/** Of everything that decides what stands in a seeded database. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const texts = (folder: string, pattern: RegExp) =>
    readdirSync(join(checkout, folder))
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => readFileSync(join(checkout, folder, name), "utf8"));
  for (const text of texts("api/seed", /^[a-z-]+\.ts$/)) hash.update(text);
  for (const text of texts("api/store", /^(normalise|search-[a-z]+)\.ts$/)) hash.update(text);
  for (const text of texts("api/store/migrations", /\.ts$/)) hash.update(text);
  return hash.digest("hex").slice(0, 12);
}
