import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Report } from "../report.ts";
import { judge } from "./limits.ts";
import { measure } from "./measure.ts";
import { putBetweenMarkers } from "./readme.ts";
import { markdownOf, plainOf } from "./table.ts";

const help = `Measures the chat beside other chat widgets, in Chromium, on a page of this machine.

  npm run bench:widget                     five rounds; installs the others at the first run
  npm run bench:widget -- --rounds 9       more
  npm run bench:widget -- --write          puts the table into README.md

Writes all that was measured to dist/bench/widget.json. Exits with 1 when ours misses a limit. Let nothing else run
meanwhile.`;

const root = resolve(import.meta.dirname, "../../..");
const json = resolve(root, "dist/bench/widget.json");
const readme = resolve(root, "README.md");

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = flags.help ? show(help, 0) : await main(Number(flags.rounds));

async function main(rounds: number): Promise<number> {
  if (!Number.isInteger(rounds) || rounds < 1) return show("--rounds is a whole number from 1.", 2);
  const measurement = await measure(rounds, console.log);
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify(measurement, null, 2)}\n`);
  console.log(`\n${plainOf(measurement)}`);
  for (const { name, failure } of measurement.results)
    if (failure !== null) console.log(`! ${name} could not be made to work: ${failure}`);
  if (flags.write) writeFileSync(readme, putBetweenMarkers(readFileSync(readme, "utf8"), markdownOf(measurement)));
  const report = new Report(console.log, true);
  judge(measurement, report);
  for (const failure of report.failures) console.log(`! ${failure}`);
  return report.failures.length === 0 ? 0 : 1;
}

function show(text: string, code: number): number {
  console.log(text);
  return code;
}
