import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { isLong, sized } from "../faults/form.ts";
import { createRandom } from "../simulation/random.ts";
import { canMeasureProcesses, residentMegabytes } from "../support/process-use.ts";
import { until } from "../support/until.ts";
import { gatherCrowd } from "./crowd.ts";
import { floods } from "./floods.ts";
import { inviteNeighbours, type Neighbours, p99 } from "./neighbours.ts";
import { canary } from "./packets.ts";
import { startTarget, type Target } from "./target.ts";

const seed = 20_261;
const rounds = sized({ short: 4, long: 20 });
const packetsPerRound = sized({ short: 250, long: 500 });
const roundMs = sized({ short: 500, long: 3000 });
const floodSize = sized({ short: 20_000, long: 100_000 });
/** What a process may hold more than after its first round, when its own caches are warm. */
const growthMegabytes = 64;

let target: Target;
let neighbours: Neighbours;
let pid: number | null;
let warm: number;

beforeAll(async () => {
  target = await startTarget();
  pid = target.stack.pid;
  neighbours = await inviteNeighbours(target);
});
afterAll(() => target.stack.stop());

afterEach(async () => {
  await expectUnharmed();
  if (canMeasureProcesses && warm !== undefined) {
    await until("memory to come back", () => residentMegabytes(pid) < warm + growthMegabytes);
  }
});

async function expectUnharmed() {
  expect((await fetch(`${target.stack.url}/livez`)).status).toBe(200);
  expect(target.stack.pid).toBe(pid);
  const { output } = target.stack;
  expect(output).not.toMatch(/uncaught|unhandled/i);
  expect(output).not.toContain(canary);
  // What strangers do wrong is counted, not written down.
  expect(output.split("\n").filter((line) => line.startsWith("{"))).toEqual([]);
}

test(`seed ${seed}: ${rounds * packetsPerRound} hostile packets leave the process alive and its neighbours served`, {
  timeout: 300_000,
}, async ({ annotate }) => {
  const crowd = await gatherCrowd(target, createRandom(seed));
  const quiet: number[] = [];
  const busy: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    quiet.push(...(await neighbours.during(() => wait(roundMs))));
    busy.push(...(await neighbours.during(() => Promise.all([crowd.send(packetsPerRound), wait(roundMs)]))));
    await expectUnharmed();
    if (round === 0 && canMeasureProcesses) warm = residentMegabytes(pid);
  }
  const joined = `${crowd.joined["/widget"]} visitors and ${crowd.joined["/agent"]} agents let in`;
  await annotate(
    `p99 ${p99(quiet).toFixed(1)} → ${p99(busy).toFixed(1)} ms of ${quiet.length} and ${busy.length}; ${joined}`,
  );
  expect(crowd.joined["/widget"]).toBeGreaterThan(rounds);
  expect(crowd.joined["/agent"]).toBeGreaterThan(rounds);
  if (isLong) expect(p99(busy)).toBeLessThan(2 * p99(quiet));
});

test.each(floods)(
  `a flood of $name, ${floodSize} at most, is somebody else's trouble`,
  { timeout: 120_000 },
  async ({ send }) => {
    await neighbours.during(() => send(target, floodSize));
  },
);

test("what the neighbours said meanwhile is stored and told, whole and in order", async () => {
  await neighbours.finish();
});
