import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundle } from "./build/bundles.ts";
import { type Manifest, writeOutput } from "./build/output.ts";
import { fingerprint } from "./build/stale.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = fileURLToPath(new URL("./dist", import.meta.url));
const stamp = `${dist}/.fingerprint`;

/** Brotli bytes (widget.md, "Budgets"). */
const budgets = { launcher: 8 * 1024, message: 24 * 1024 } as const;

interface Build {
  readonly manifest: Manifest;
  readonly untilMessage: readonly string[];
}

async function buildAll(): Promise<Build> {
  const before = fingerprint(root);
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
  const bundles = await bundle(root, version);
  const manifest = await writeOutput(dist, version, bundles);
  // Of the sources as they were at the start: what was saved meanwhile is built by the next call.
  await writeFile(stamp, before);
  return { manifest, untilMessage: [...bundles.untilMessage, ...largest(manifest, bundles.locales)] };
}

/** The one of these files that is the largest on the wire. */
function largest({ files }: Manifest, names: readonly string[]): string[] {
  const sorted = files.filter(({ file }) => names.includes(file)).sort((a, b) => b.brotli - a.brotli);
  return sorted.slice(0, 1).map(({ file }) => file);
}

/**
 * Builds widget/dist unless it is newer than all it is made from. Resolves to whether it built. Called at the server's
 * start: milliseconds when there is nothing to do.
 */
export async function buildIfStale(): Promise<boolean> {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(root)) return false;
  await buildAll();
  return true;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`.padStart(9);
}

/** Prints a table of sizes; returns the budgets that are exceeded. */
function report({ manifest, untilMessage }: Build): string[] {
  for (const { file, size, brotli } of [...manifest.files, ...(manifest.console?.files ?? [])]) {
    console.log(`${kilobytes(size)} ${kilobytes(brotli)} brotli${untilMessage.includes(file) ? " *" : "  "} ${file}`);
  }
  const brotliOf = (name: string) => manifest.files.find(({ file }) => file === name)?.brotli ?? 0;
  const sums = {
    launcher: brotliOf("chat.js"),
    message: untilMessage.reduce((sum, name) => sum + brotliOf(name), 0),
  };
  const lines = [
    { what: "until the launcher shows", is: sums.launcher, most: budgets.launcher },
    { what: "until a message can be sent (*)", is: sums.message, most: budgets.message },
  ];
  return lines.flatMap(({ what, is, most }) => {
    // To the byte: a budget is exceeded by one.
    const line = `${kilobytes(is)} of ${kilobytes(most).trim()} brotli ${what}, ${most - is} bytes left`;
    console.log(line);
    return is > most ? [line] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const exceeded = report(await buildAll());
  if (exceeded.length > 0 && process.argv.includes("--check")) {
    console.error(`Too large:\n${exceeded.join("\n")}`);
    process.exitCode = 1;
  }
}
