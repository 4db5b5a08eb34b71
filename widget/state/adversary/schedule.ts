import { createRandom } from "./random.ts";

/** What may happen, the heavier the more often. */
const weights = {
  write: 22,
  reply: 8,
  bot: 6,
  read: 6,
  refused: 2,
  cut: 6,
  dead: 3,
  offline: 3,
  online: 4,
  storm: 6,
  calm: 4,
  drain: 2,
  revoke: 1,
  forget: 2,
  backup: 2,
  restore: 2,
  grow: 1,
  end: 1,
  close: 2,
  openTab: 3,
  closeTab: 3,
  freeze: 2,
  thaw: 3,
  hide: 2,
  show: 3,
  clock: 2,
  diskRefuses: 1,
  storageRefuses: 1,
  chunksFail: 1,
  reloadConsole: 1,
} as const;

export type What = keyof typeof weights;

/** One thing that happens. */
export interface Act {
  /** Milliseconds since the story began. */
  readonly at: number;
  readonly what: What;
  /** Which tab, which session …: taken modulo how many there are. */
  readonly which: number;
  /** 0 to just under 1: how many, how long, how bad. */
  readonly much: number;
}

export interface Schedule {
  readonly seed: number;
  /** What this visitor's browser has. */
  readonly has: {
    readonly locks: boolean;
    readonly channels: boolean;
    readonly storage: boolean;
    readonly disk: boolean;
  };
  readonly acts: readonly Act[];
}

const names = Object.keys(weights) as What[];
const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);

function whatAt(share: number): What {
  let left = share * total;
  for (const name of names) {
    left -= weights[name];
    if (left < 0) return name;
  }
  return "write";
}

/** Draws a story. The same seed draws the same one. */
export function drawSchedule(seed: number): Schedule {
  const random = createRandom(seed);
  const power = random.next();
  // Most browsers have all of it; one that keeps nothing is a frame or a private window.
  const has = {
    locks: power < 0.75 || power > 0.9,
    channels: power < 0.65 || power > 0.85,
    storage: power < 0.9,
    disk: power < 0.9 && random.chance(0.9),
  };
  const length = random.between(5_000, 60_000);
  const acts = Array.from({ length: random.between(4, 45) }, (): Act => {
    const at = random.between(0, length);
    return { at, what: whatAt(random.next()), which: random.between(0, 99), much: random.next() };
  });
  return { seed, has, acts: acts.sort((a, b) => a.at - b.at) };
}
