import { createRandom, type Random } from "./random.ts";

/** Who runs code of the product: a tab of a browser, with all that it can be in. */
export interface Runner {
  readonly name: string;
  /** Runs now, when the tab is thawed, or never, when it is closed. */
  run(call: () => void): void;
}

/** Virtual time, and one thing after the other: what happens hangs on the seed alone. */
export interface World {
  readonly random: Random;
  /** Milliseconds since the story began. */
  readonly now: number;
  /** Whose code runs. */
  readonly current: Runner | null;
  /** Names of things that are there once: the story's log, and what it found. */
  readonly log: string[];
  readonly faults: string[];
  note(line: string): void;
  /** Breaks the story: an invariant does not hold. Told once each. */
  fault(line: string): void;
  /** Calls back after `delay` ms; returns the undo. */
  after(delay: number, call: () => void): () => void;
  enter(runner: Runner, call: () => void): void;
  /** Lets time pass until `end`; `look` is called after each step. Ends early at the first fault. */
  pass(end: number, look: () => void): Promise<void>;
}

interface Task {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/** More steps than this within one virtual second are a loop that waits for nothing. */
const mostSteps = 4_000;

/** `settle` resolves once no promise of the product can go on without a further step. */
export function createWorld(seed: number, settle: () => Promise<void>): World {
  const random = createRandom(seed);
  const tasks: Task[] = [];
  const log: string[] = [];
  const faults: string[] = [];
  let now = 0;
  let made = 0;
  let current: Runner | null = null;
  let steps = { second: 0, count: 0 };

  function place({ at, order }: Task): number {
    let low = 0;
    let high = tasks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = tasks[middle];
      if (other !== undefined && (other.at < at || (other.at === at && other.order < order))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function note(line: string): void {
    log.push(`${(now / 1_000).toFixed(3).padStart(7)}  ${line}`);
  }

  function fault(line: string): void {
    if (faults.includes(line)) return;
    faults.push(line);
    note(`✗ ${line}`);
  }

  function count(): void {
    const second = Math.floor(now / 1_000);
    steps = { second, count: steps.second === second ? steps.count + 1 : 1 };
    if (steps.count > mostSteps) fault("something loops without waiting");
  }

  return {
    random,
    log,
    faults,
    get now() {
      return now;
    },
    get current() {
      return current;
    },
    note,
    fault,
    after(delay, call) {
      made += 1;
      const task: Task = { at: now + Math.max(0, delay), order: made, call };
      tasks.splice(place(task), 0, task);
      return () => {
        const index = tasks.indexOf(task);
        if (index >= 0) tasks.splice(index, 1);
      };
    },
    enter(runner, call) {
      current = runner;
      call();
    },
    async pass(end, look) {
      for (let next = tasks[0]; next !== undefined && next.at <= end; next = tasks[0]) {
        tasks.shift();
        now = next.at;
        count();
        next.call();
        await settle();
        current = null;
        look();
        if (faults.length > 0) return;
      }
      now = Math.max(now, end);
    },
  };
}
