/** Chance that a seed decides: the same draws every time. */
export interface Draw {
  /** True this often, from 0 to 1. */
  chance(probability: number): boolean;
  /** A whole number from 0 up to, but not including, `bound`. */
  below(bound: number): number;
  /** One of them, each as likely. */
  pick<T>(list: readonly T[]): T;
  /** One of them, the first ones more often: as likely as the square of a draw says. */
  early<T>(list: readonly T[]): T;
  /** One by its weight. Weights add up to 1. */
  weighted<T>(list: readonly (readonly [T, number])[]): T;
}

/** The draws of one record. Neighbouring numbers give draws that have nothing in common. */
export function drawFor(number: number): Draw {
  const random = mulberry32(Math.imul(number, 0x9e3779b1) ^ 0x5bd1e995);
  const at = <T>(list: readonly T[], place: number): T => list[Math.floor(place * list.length)] as T;
  return {
    chance: (probability) => random() < probability,
    below: (bound) => Math.floor(random() * bound),
    pick: (list) => at(list, random()),
    early: (list) => at(list, random() ** 2),
    weighted(list) {
      let left = random();
      for (const [value, weight] of list) {
        left -= weight;
        if (left < 0) return value;
      }
      return (list.at(-1) as (typeof list)[number])[0];
    },
  };
}

/** Numbers from 0 to 1, by Tommy Ettinger's generator of 32 bits. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
