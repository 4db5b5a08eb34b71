import { afterAll, beforeAll, expect, test } from "vitest";
import { isLong, sized } from "../faults/form.ts";
import { createRandom } from "../simulation/random.ts";
import { createTraffic } from "./limiter/traffic.ts";
import type { Act } from "./limiter/visitor-acts.ts";
import { openWorld, type World } from "./limiter/world.ts";

const requests = sized({ short: 3_000, long: 20_000 });
const seed = 20_260_310;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** What came of equal requests at one moment, and what had to; in whichever order they were taken. */
async function perform(acts: readonly Act[]) {
  const at = world.at();
  const expected = acts.map((act) => act.expect(at));
  const seen = await Promise.all(acts.map((act) => act.perform(at)));
  const [came, due] = [seen, expected].map((answers) => answers.map(asText).sort());
  return { what: acts[0]?.what, at, came, due };
}

const asText = (answer: object) => JSON.stringify(Object.entries(answer).sort());

test(
  `an accountant who knows the spec alone foretells ${requests} answers of the limiter (seed ${seed})`,
  async () => {
    const keys = [
      ...[await world.makeKey("pk_live"), await world.makeKey("pk_live", { own: 40, scope: "key" })],
      ...[await world.makeKey("pk_live", { own: 12, site: 40 }), await world.makeKey("pk_test")],
      ...[await world.makeKey("crm"), await world.makeKey("crm_test"), await world.makeKey("crm", { own: 20 })],
    ];
    const traffic = createTraffic(world, createRandom(seed), keys);
    for (const act of traffic.start()) {
      const { came, due } = await perform([act]);
      expect(came).toEqual(due);
    }
    for (let asked = 0; asked < requests; world.clock.advance(traffic.pause())) {
      const acts = traffic.next();
      const { came, due, ...where } = await perform(acts);
      expect({ asked, ...where, came }).toEqual({ asked, ...where, came: due });
      asked += acts.length;
    }
    // Traffic that fills no window proves nothing about it.
    expect([...world.books.refusals().keys()]).toEqual(expect.arrayContaining(isLong ? allWindows : mostWindows));
  },
  sized({ short: 60_000, long: 600_000 }),
);

const mostWindows = ["address", "commands", "connects", "poll", "secret", "session", "shared", "site", "stranger"];
const allWindows = [...mostWindows, "employee", "sessions", "wrong-keys"];
