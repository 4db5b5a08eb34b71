import type { Environment } from "./environment.ts";

/** Waits that grow from 0.5 to 5 s, jittered so that many browsers do not come back at the same instant. */
export interface Backoff {
  /** Calls back after the next wait, or after `atLeast` ms when that is longer; a second call replaces the first. */
  schedule(call: () => void, atLeast?: number): void;
  /** Calls back at once what is scheduled, and starts anew at the shortest wait. */
  wake(): void;
  /** The work succeeded: the next wait is the shortest again. */
  reset(): void;
  cancel(): void;
}

const shortest = 500;
const longest = 5_000;

export function createBackoff(environment: Pick<Environment, "after" | "random">): Backoff {
  let failures = 0;
  let pending: { readonly call: () => void; readonly undo: () => void } | null = null;

  function cancel(): void {
    pending?.undo();
    pending = null;
  }

  return {
    schedule(call, atLeast = 0) {
      cancel();
      const whole = Math.min(longest, shortest * 2 ** failures);
      failures += 1;
      const wait = Math.max(atLeast, whole * (0.5 + environment.random() / 2));
      const run = () => {
        pending = null;
        call();
      };
      pending = { call: run, undo: environment.after(wait, run) };
    },
    wake() {
      failures = 0;
      const waiting = pending;
      cancel();
      waiting?.call();
    },
    reset() {
      failures = 0;
    },
    cancel,
  };
}
