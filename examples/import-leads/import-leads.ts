import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ApiError, createClient } from "../../api/client.ts";
import type { ApiSignatures } from "../../api/resources/index.ts";
import { type CsvRow, parseCsv } from "./csv.ts";
import { importLeads } from "./importer.ts";

const usage = `Usage: VALETHON_KEY=crm_… node import-leads.ts <file.csv> [options]

  --url <address>            the product's address (default http://localhost:8080)
  --on-duplicate <what>      error (default), update or ignore an email that an open lead has`;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string", default: "http://localhost:8080" },
    "on-duplicate": { type: "string", default: "error" },
  },
});

/** Back to the line's start and wipes it, where the progress stands on a terminal. */
const clear = process.stdout.isTTY ? "\r\u001B[K" : "";

process.exitCode = await main();

async function main(): Promise<number> {
  const [file] = positionals;
  const key = process.env["VALETHON_KEY"];
  const onDuplicate = (["error", "update", "ignore"] as const).find((known) => known === flags["on-duplicate"]);
  if (file === undefined || key === undefined || onDuplicate === undefined) {
    console.error(usage);
    return 2;
  }
  // Beside the file: a run that was cut off goes on from here.
  const marksFile = `${file}.imported`;
  const finished = new Set(existsSync(marksFile) ? readFileSync(marksFile, "utf8").split("\n") : []);
  const counts = { imported: 0, failed: 0, skipped: 0 };
  try {
    const rows: readonly CsvRow[] = parseCsv(readFileSync(file, "utf8"));
    await importLeads({
      rows,
      client: createClient<ApiSignatures>({ baseUrl: new URL("/admin/api/v1/crm", flags.url).href, key }),
      onDuplicate,
      finished,
      wait,
      random: Math.random,
      onRow: (outcome, row, { mark, message }) => {
        counts[outcome] += 1;
        if (outcome === "imported") appendFileSync(marksFile, `${mark}\n`);
        if (outcome === "failed") console.error(`${clear}Line ${row.line}: ${message}`);
        showProgress(`${counts.imported + counts.failed + counts.skipped} of ${rows.length} rows`);
      },
    });
  } catch (error) {
    console.error(`${clear}${explain(error)}`);
    return 1;
  }
  console.log(`${clear}${counts.imported} imported, ${counts.failed} failed, ${counts.skipped} imported earlier.`);
  return counts.failed === 0 ? 0 : 1;
}

function showProgress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(clear + text);
}

function explain(error: unknown): string {
  const passing = error instanceof ApiError && (error.status === 0 || error.status >= 500);
  if (passing) return `${error.message} Run the same command again to go on from here.`;
  return error instanceof Error ? error.message : String(error);
}
