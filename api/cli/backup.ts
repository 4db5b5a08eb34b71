import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { onlyTenant } from "../store/spaces.ts";
import { copySqlite } from "../store/sqlite-connection.ts";
import { type Command, UsageError } from "./command.ts";

export const backupCommand: Command = {
  name: "backup",
  summary: "Copy the data folder, also while the server runs: both databases and what they are sealed with.",
  options: { to: { type: "string", help: "a folder that is not there yet", required: true } },
  async run({ config, spaces }, options) {
    if (config.databaseUrl !== null)
      throw new UsageError(
        "The data is in Postgres: back it up by pg_dump, and keep secrets.json of DATA_DIR with it.",
      );
    const to = resolve(String(options["to"]));
    if (existsSync(to))
      throw new UsageError(`${to} is there already. Name a folder that is not, for example by the date.`);
    // Named last: what was cut off is never taken for a backup.
    const partial = `${to}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(join(partial, "spaces"), { recursive: true, mode: 0o700 });
    let bytes = 0;
    for (const mode of ["live", "test"] as const) {
      const { name } = await spaces.open(onlyTenant, mode);
      const copy = join(partial, "spaces", `${name}.db`);
      await copySqlite(join(config.dataDir, "spaces", `${name}.db`), copy);
      bytes += statSync(copy).size;
    }
    copyFileSync(join(config.dataDir, "secrets.json"), join(partial, "secrets.json"));
    chmodSync(join(partial, "secrets.json"), 0o600);
    renameSync(partial, to);
    if (options["json"] === true) return JSON.stringify({ folder: to, bytes });
    const megabytes = (bytes / 1_000_000).toLocaleString("en-US", { maximumFractionDigits: 1 });
    return `${to} holds ${megabytes} MB and the keys to what is sealed in it: keep it as safe as the server. To restore it, stop the server and put a copy of it in the place of ${resolve(config.dataDir)}.`;
  },
};
