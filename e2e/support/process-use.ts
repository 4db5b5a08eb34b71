import { existsSync, readFileSync } from "node:fs";

/** Linux tells what a process uses; elsewhere it is not measured. */
export const canMeasureProcesses = existsSync("/proc/self/stat");

/** Ticks of /proc are hundredths of a second on every Linux that runs Node. */
const tickMs = 10;

/** Milliseconds of processor time a process has used since its start, all its threads together. */
export function processorMs(pid: number | null): number {
  // The second field is a name in parentheses, which may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** Kilobytes (of 1,024 bytes) of memory that a process holds now. */
export function residentKilobytes(pid: number | null): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
