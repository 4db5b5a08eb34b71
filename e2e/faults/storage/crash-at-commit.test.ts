import { expect, onTestFinished, test } from "vitest";
import type { Engine } from "../../../api/store/space.ts";
import { createDatabase, engines } from "../../../api/testing/api.ts";
import { createRandom } from "../../simulation/random.ts";
import { sized } from "../form.ts";
import type { CrashOrder } from "../hooks/crash-at-commit.ts";
import { expectAllOnce, openScene } from "./scene.ts";
import type { Sender } from "./senders.ts";
import type { Truth } from "./truth.ts";

const seed = 1;

/** How often the process dies at a commit, on each engine. */
const deaths: Readonly<Record<Engine, Readonly<Record<CrashOrder["crash"], number>>>> = {
  sqlite: sized({ short: { after: 4, before: 2 }, long: { after: 500, before: 50 } }),
  postgres: sized({ short: { after: 2, before: 1 }, long: { after: 50, before: 10 } }),
};

test.each(engines.map((engine) => ({ engine, ...deaths[engine] })))(
  `$after deaths just after a commit and $before just before one, on $engine (seed ${seed}): what is sent again is told to stand there already, or is stored then`,
  { timeout: 3_600_000 },
  async ({ engine, after, before }) => {
    const random = createRandom(seed);
    const database = engine === "postgres" ? await createDatabase() : null;
    onTestFinished(async () => await database?.drop());
    const scene = await openScene({ hooks: ["crash-at-commit"], databaseUrl: database?.url, hurry: 5 });
    const { stack } = scene.company;
    const sent = new Map(scene.senders.map((sender) => [sender, [] as string[]]));
    for (let left = { after, before }, number = 1; left.after + left.before > 0; number += 1) {
      const crash = random.chance(left.after / (left.after + left.before)) ? "after" : "before";
      left = { ...left, [crash]: left[crash] - 1 };
      const sender = random.pick(scene.senders);
      const text = `Message ${number}`;
      await stack.askHooks({ crash, table: sender.table } satisfies CrashOrder);
      const receipt = sender.send(text);
      expect(await stack.gone(), sender.name).toBe("SIGKILL");
      expect(await countStored(scene.truth, sender, text), `${sender.name}, at the death`).toBe(
        crash === "after" ? 1 : 0,
      );
      stack.launch();
      const { repeated } = await receipt;
      if (repeated !== null) expect(repeated, sender.name).toBe(crash === "after");
      await stack.ready();
      sent.get(sender)?.push(text);
    }
    await expectAllOnce(scene, sent);
  },
);

async function countStored(truth: Truth, { table, storedAs }: Sender, text: string): Promise<number> {
  const stored = table === "leads" ? await truth.leads() : (await truth.events()).map(({ body }) => body);
  return stored.filter((one) => one === storedAs(text)).length;
}
