import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findBrowser, findProgram } from "../support/browsers.ts";
import { findPostgres } from "../support/postgres.ts";

/** A program the tests need beside npm's packages. */
interface Tool {
  readonly name: string;
  readonly package: string;
  readonly without: string;
  found(): boolean;
}

const tools: readonly Tool[] = [
  {
    name: "Chromium",
    package: "chromium",
    without: "every browser journey",
    found: () => findBrowser("chromium") !== null,
  },
  {
    name: "Firefox",
    package: "firefox-esr",
    without: "the embedding journeys in Firefox",
    found: () => findBrowser("firefox") !== null,
  },
  {
    name: "PostgreSQL",
    package: "postgresql",
    without: "the second run of the API's tests, on PostgreSQL",
    found: () => findPostgres() !== null,
  },
  {
    name: "strace",
    package: "strace",
    without: "the proof that each message is on disk before its ack",
    found: () => process.platform !== "linux" || findProgram(["strace"]) !== null,
  },
];

const browsers = new Set(["chromium", "firefox-esr"]);

/** Installs what is missing where it may (root on Debian), and returns what still is, each with what is skipped for it. */
export function installTools(): readonly { name: string; message: string }[] {
  const missing = tools.filter((tool) => !tool.found());
  if (missing.length > 0 && canInstall()) install(missing);
  return missing
    .filter((tool) => !tool.found())
    .map((tool) => ({
      name: tool.name,
      message: `${tool.name} is missing, so this is skipped: ${tool.without}. ${advice(tool)}`,
    }));
}

function advice(tool: Tool): string {
  const packages = `apt-get install ${tool.package}`;
  if (!browsers.has(tool.package)) return `Install it, on Debian or Ubuntu with: ${packages}`;
  return `Install it with: ${packages}, or: npm exec playwright install ${tool.name.toLowerCase()}`;
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function install(missing: readonly Tool[]): void {
  const packages = missing.map((tool) => tool.package);
  console.log(`Installing ${packages.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", ...packages],
  ]) {
    const { status, stderr } = spawnSync("apt-get", args, { env, encoding: "utf8" });
    if (status !== 0) console.log(`apt-get ${args[0]} failed: ${stderr.trim()}`);
  }
}
