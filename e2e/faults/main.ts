import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { installTools } from "../run/tools.ts";
import { findPostgres, startPostgres } from "../support/postgres.ts";

const help = `Breaks the product in every way we know of, at full length: kills, full disks, floods, slow and hostile clients.

  npm run faults                    everything, for more than an hour
  npm run faults -- chat-kill       only the test files with this in their name

The same tests run shortened in npm test. Let nothing else run meanwhile: they judge times and memory too.`;

const { values: flags, positionals } = parseArgs({
  options: { help: { type: "boolean", default: false } },
  allowPositionals: true,
});

process.exitCode = flags.help ? show(help) : await main(positionals);

async function main(names: readonly string[]): Promise<number> {
  const missing = installTools();
  for (const { message } of missing) console.log(`! ${message}`);
  if (missing.length > 0) return 1;
  const bin = findPostgres();
  const postgres = bin === null ? null : await startPostgres(bin);
  const env = {
    ...process.env,
    FAULTS: "long",
    ...(postgres === null ? {} : { TEST_DATABASE_URL: postgres.url }),
  };
  const run = (...command: readonly [string, ...string[]]) =>
    spawnSync(command[0], command.slice(1), { env, stdio: "inherit" }).status ?? 1;
  const places = [
    "e2e/faults/",
    "e2e/hostile/",
    "e2e/host/",
    "e2e/looks/",
    "e2e/simulation/",
    "widget/state/adversary/",
  ];
  const wanted = names.length === 0 ? places : names;
  try {
    const servers = run("vitest", "run", "--no-file-parallelism", "--passWithNoTests", ...wanted);
    const browsers = run("playwright", "test", "--workers=1", "--pass-with-no-tests", ...wanted);
    return servers === 0 && browsers === 0 ? 0 : 1;
  } finally {
    await postgres?.stop();
  }
}

function show(text: string): number {
  console.log(text);
  return 0;
}
