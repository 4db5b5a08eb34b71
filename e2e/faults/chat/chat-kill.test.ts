import { describe, expect, test } from "vitest";
import type { Engine } from "../../../api/store/space.ts";
import { engines } from "../../../api/testing/api.ts";
import { createRandom } from "../../simulation/random.ts";
import { isLong, seed, sized } from "../form.ts";
import { tellMeasured } from "../measured.ts";
import { openProduct } from "./product.ts";
import { faultsIn, tell, tryChat } from "./trial.ts";

interface Size {
  readonly messages: number;
  readonly kills: number;
}

/** Postgres takes a round trip for each statement: less of the same there. */
const sizes: Readonly<Record<Engine, Size>> = {
  sqlite: sized<Size>({ short: { messages: 1500, kills: 6 }, long: { messages: 100_000, kills: 200 } }),
  postgres: sized<Size>({ short: { messages: 500, kills: 2 }, long: { messages: 10_000, kills: 30 } }),
};
const visitors = 16;
const agents = 4;
const convergesWithinMs = 10_000;
/** On a machine that does much else besides it takes longer, and has to happen all the same. */
const patienceMs = 60_000;

describe.each(engines)("a chat whose server is killed again and again on %s", (engine) => {
  const { messages, kills } = sizes[engine];

  test(`${visitors} visitors and ${agents} agents write ${messages} messages through ${kills} kill -9 (seed ${seed}): none lost, doubled or reordered, and every view equals the database${isLong ? ` within ${convergesWithinMs / 1000} s` : ""}`, {
    timeout: 1_800_000,
  }, async () => {
    const world = await openProduct({ engine, visitors, agents, seed });
    try {
      const random = createRandom(seed);
      const outcome = await tryChat(world, { messages, kills, random, patienceMs });
      tellMeasured(`A chat on ${engine}: ${tell(outcome)}`);
      expect(faultsIn(outcome)).toEqual([]);
      expect(outcome.convergedMs).toBeLessThan(sized({ short: patienceMs, long: convergesWithinMs }));
    } finally {
      await world.close();
    }
  });
});
