/** Milliseconds that `work` took, and what it answered. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

/** The time that all but one in a hundred are within; of few, the longest. */
export function p99(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const last = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99) - 1)];
  if (last === undefined) throw new Error("Nothing was measured.");
  return last;
}
