import { type BigIntStats, statSync } from "node:fs";

/**
 * Tells a file from every other, from copies of itself too: its number and when it was made. Null for no file. Times in
 * nanoseconds, because a file system gives the number of a file that is gone to the next one.
 */
export function fileIdentity(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : identityOf(stats);
}

/** File systems without a time of birth answer 0. The device is left out: its number may change at each boot. */
export const identityOf = ({ ino, birthtimeNs }: Pick<BigIntStats, "ino" | "birthtimeNs">) => `${ino}:${birthtimeNs}`;
