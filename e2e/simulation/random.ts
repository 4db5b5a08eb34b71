/** Numbers of one seed, the same in every run. */
export interface Random {
  /** From 0 to just under 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** One of the values, the heavier the likelier. */
  weighed<T extends { readonly weight: number }>(values: readonly T[]): T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for stories. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));

  function pick<T>(values: readonly T[]): T {
    const index = between(0, values.length - 1);
    if (index >= values.length) throw new Error("There is nothing to pick from.");
    return values[index] as T;
  }

  function weighed<T extends { readonly weight: number }>(values: readonly T[]): T {
    let left = next() * values.reduce((sum, { weight }) => sum + weight, 0);
    const found = values.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    return found ?? pick(values);
  }

  return { next, between, chance: (probability) => next() < probability, pick, weighed };
}
