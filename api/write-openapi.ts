import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openApiDocument } from "./openapi.ts";
import { operations } from "./resources/index.ts";

/** Writes api/openapi.json, the committed description of the API; with `--check` only says whether it is up to date. */
const file = fileURLToPath(new URL("./openapi.json", import.meta.url));
const document = openApiDocument(operations, {
  basePath: "/admin/api/v1/crm",
  serverUrl: "https://{tenant}.valethon.com",
});
const wanted = `${JSON.stringify(document, null, 2)}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(file, wanted);
} else {
  const difference = firstDifference(readCommitted(), wanted);
  if (difference !== null) {
    console.error(`api/openapi.json is not what the operations say. ${difference}\nRun: node api/write-openapi.ts`);
    process.exitCode = 1;
  }
}

function readCommitted(): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Where two texts part, in words; null when they are the same. Line endings do not count. */
function firstDifference(committed: string, current: string): string | null {
  const [before, after] = [committed, current].map((text) => text.replaceAll("\r\n", "\n").split("\n"));
  if (before === undefined || after === undefined) return null;
  const line = after.findIndex((text, i) => text !== before[i]);
  if (line === -1 && before.length === after.length) return null;
  const at = line === -1 ? after.length : line;
  const place =
    before
      .slice(0, at)
      .findLast((text) => /^ {4}"\//.test(text))
      ?.trim() ?? "";
  return `Line ${at + 1} ${place}\n  committed: ${(before[at] ?? "").trim()}\n  now:       ${(after[at] ?? "").trim()}`;
}
