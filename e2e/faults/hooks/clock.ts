import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../simulation/random.ts";

// Loaded before the product: each start of it has another wall clock, up to an hour off either way. CLOCK_SEED says which.

if (process.env["NODE_ENV"] !== "test") throw new Error("Clocks are moved in tests alone.");
process.channel?.unref();

const hourMs = 3_600_000;
const file = join(process.env["DATA_DIR"] ?? "", "starts-with-another-clock");
const start = countStarts();
writeFileSync(file, String(start));
const off = createRandom(Number(process.env["CLOCK_SEED"]) + start).between(-hourMs, hourMs);

const RealDate = Date;
const now = () => RealDate.now() + off;
globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, given, asked) => Reflect.construct(target, given.length === 0 ? [now()] : given, asked) as Date,
  get: (target, name, asked) => (name === "now" ? now : Reflect.get(target, name, asked)),
});

function countStarts(): number {
  try {
    return Number(readFileSync(file, "utf8")) + 1;
  } catch {
    return 1;
  }
}
