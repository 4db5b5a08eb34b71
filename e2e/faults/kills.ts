import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "../simulation/random.ts";
import type { Stack } from "../support/stack.ts";

/** Counts what happens, so that somebody can strike at the very moment. */
export interface Count {
  readonly value: number;
  add(): void;
  /** Resolves at the moment when so much has happened. */
  reaches(value: number): Promise<void>;
}

export function createCount(): Count {
  let value = 0;
  const waiting = new Set<() => void>();
  return {
    get value() {
      return value;
    },
    add() {
      value += 1;
      for (const look of waiting) look();
    },
    reaches: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          if (value < wanted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

interface KillOptions {
  readonly kills: number;
  readonly random: Random;
  readonly seen: Count;
  /** What is to happen at least, all kills together: they are spread over it. */
  readonly expected: number;
  /** What was lost never happens: no process lives to wait for it for longer. */
  readonly longestMs?: number;
}

/** Of the processes, so many do not live to the end of their start. */
const earlyShare = 0.25;

/** Kills a running product so often, at moments that chance picks, and starts it anew each time. Leaves it running. */
export async function killAgainAndAgain(
  stack: Pick<Stack, "kill" | "launch" | "ready">,
  { kills, random, seen, expected, longestMs = 3000 }: KillOptions,
): Promise<void> {
  let startMs = 500;

  async function live(share: number): Promise<void> {
    const launched = performance.now();
    await stack.ready();
    startMs = performance.now() - launched;
    const moment = seen.reaches(Math.min(seen.value + random.between(0, 2 * share), expected));
    await Promise.race([moment, wait(longestMs, undefined, { ref: false })]);
  }

  for (let left = kills; left > 0; left -= 1) {
    if (random.chance(earlyShare)) await wait(random.next() * startMs);
    else await live((expected - seen.value) / (left * (1 - earlyShare) + 1));
    await stack.kill();
    stack.launch();
  }
  await stack.ready();
}
