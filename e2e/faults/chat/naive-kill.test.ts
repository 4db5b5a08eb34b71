import { expect, test } from "vitest";
import { createRandom } from "../../simulation/random.ts";
import { seed, sized } from "../form.ts";
import { tellMeasured } from "../measured.ts";
import { openNaive } from "../naive/world.ts";
import { tell, tryChat } from "./trial.ts";
import { isFlawless, together } from "./verdict.ts";

const { messages, kills } = sized({ short: { messages: 600, kills: 4 }, long: { messages: 10_000, kills: 60 } });
const visitors = 16;
const agents = 4;

test(`the same people at a gateway that relies on Socket.IO's recovery and retries see ${messages} messages go wrong in ${kills} kill -9 (seed ${seed})`, {
  timeout: 600_000,
}, async () => {
  const world = await openNaive({ visitors, agents, seed });
  try {
    const outcome = await tryChat(world, { messages, kills, random: createRandom(seed), patienceMs: 10_000 });
    tellMeasured(`A naive gateway: ${tell(outcome)}`);
    expect(isFlawless(together([outcome.stored, outcome.shown]))).toBe(false);
    expect(outcome.convergedMs).toBeNull();
  } finally {
    await world.close();
  }
});
