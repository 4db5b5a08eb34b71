import { createHash } from "node:crypto";
import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What the build reads besides widget/, where it is there: npm packs no lock. */
const outside = ["api/client.ts", "gateway/protocol.ts", "package.json", "package-lock.json"];

function isSource(entry: Dirent): boolean {
  return entry.isFile() && !entry.name.endsWith(".test.ts");
}

function sources(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== "dist") visit(path);
      else if (isSource(entry)) found.push(path);
    }
  };
  visit("widget");
  return [...found.sort(), ...outside.filter((path) => existsSync(join(root, path)))];
}

/** Changes when any file the build reads was written: by size and time, which takes milliseconds. */
export function fingerprint(root: string): string {
  const hash = createHash("sha256");
  for (const path of sources(root)) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest("hex");
}
