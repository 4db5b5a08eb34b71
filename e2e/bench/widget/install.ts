import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../peers");
/** npm writes it last, so it stands for an installation that is complete; and again with every change. */
const installed = join(folder, "node_modules/.package-lock.json");

/** Where the peers' packages lie, with their exact versions by name. Installs them at the first use, by the network. */
export function installPeers(print: (line: string) => void): {
  readonly folder: string;
  readonly versions: Readonly<Record<string, string>>;
} {
  if (!existsSync(installed)) {
    print("Installing the other widgets in e2e/bench/peers, once: 120 MB from npm's registry.");
    const command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    const { status } = spawnSync("npm", command, { cwd: folder, stdio: "inherit" });
    if (status !== 0) throw new Error("The other widgets could not be installed: npm ci failed in e2e/bench/peers.");
  }
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return { folder: join(folder, "node_modules"), versions: dependencies };
}
