import { parseArgs } from "node:util";
import { bench } from "./bench.ts";

const help = `Measures the product at size, over HTTP and with its limits off.

  npm run bench                        a million leads; seeds them at the first run, which takes minutes
  npm run bench -- --leads 10000       fewer, to try it
  npm run bench -- --rounds 5          repeats everything more often

Exits with 1 when an answer is wrong or too slow. Let nothing else run meanwhile.`;

const { values: flags } = parseArgs({
  options: {
    leads: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "3" },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = flags.help ? show(help, 0) : await main(Number(flags.leads), Number(flags.rounds));

async function main(leads: number, rounds: number): Promise<number> {
  if (!Number.isInteger(leads) || leads < 1000 || !Number.isInteger(rounds) || rounds < 1) {
    return show("--leads is a whole number from 1000, --rounds one from 1.", 2);
  }
  const few = Math.min(leads, 10_000);
  const failures = await bench({ leads, few, rounds, seconds: 20, print: console.log, judgesTimes: true });
  for (const failure of failures) console.log(`! ${failure}`);
  return failures.length === 0 ? show("Everything is right and quick enough.", 0) : 1;
}

function show(text: string, code: number): number {
  console.log(text);
  return code;
}
