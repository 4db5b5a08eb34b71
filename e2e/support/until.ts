import { setTimeout as wait } from "node:timers/promises";

/**
 * Asks again and again until `condition` returns something other than null, undefined or false, and returns that.
 * Throws an error that says `what` was awaited after `timeoutMs` (default 10 s), with the last error as its cause.
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { timeoutMs = 10_000, everyMs = 25 } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const value = await condition();
      if (value !== null && value !== undefined && value !== false) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await wait(everyMs);
  } while (performance.now() < end);
  throw new Error(`Waited ${timeoutMs} ms in vain for: ${what}`, { cause });
}
