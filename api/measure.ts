/** How often each of a few things happened since the start. Their names come from the code, never from a caller. */
export interface Tally<Name extends string = string> {
  add(name: Name): void;
  read(): ReadonlyMap<Name, number>;
}

/** Counts from zero for those that are named beforehand, so that the first of them shows as a change. */
export function createTally<Name extends string>(names: readonly Name[] = []): Tally<Name> {
  const counts = new Map<Name, number>(names.map((name) => [name, 0]));
  return {
    add: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    read: () => new Map(counts),
  };
}

/** Values by size: `counts[i]` are at most `bounds[i]` and above the bound before; the last are above all bounds. */
export interface Spread {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

export interface Distribution {
  add(value: number): void;
  read(): Spread;
}

/** Costs a few comparisons for each value and keeps none. */
export function createDistribution(bounds: readonly number[]): Distribution {
  const counts = new Float64Array(bounds.length + 1);
  let sum = 0;
  return {
    add(value) {
      let place = 0;
      while (place < bounds.length && value > (bounds[place] ?? 0)) place += 1;
      counts[place] = (counts[place] ?? 0) + 1;
      sum += value;
    },
    read: () => ({ bounds, counts: [...counts], sum }),
  };
}

/** Bounds in seconds for what somebody waits for: a request, a command. */
export const answerSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Bounds in seconds for what should hardly be felt: a commit, the way from it to a socket. */
export const momentSeconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
