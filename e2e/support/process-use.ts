import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Linux tells what a process uses and holds; elsewhere it is not measured. */
export const canMeasureProcesses = existsSync("/proc/self/stat");

/** Ticks of /proc are hundredths of a second on every Linux that runs Node. */
const tickMs = 10;

/** Milliseconds of processor time a process has used since its start, all its threads together. */
export function processorMs(pid: number | null): number {
  // The second field is a name in parentheses, which may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** Megabytes (of 1,024 × 1,024 bytes) of memory that a process holds now. */
export const residentMegabytes = (pid: number | null) => read(pid, "VmRSS");

/** The most it held since its start or since `forgetPeak`. */
export const peakMegabytes = (pid: number | null) => read(pid, "VmHWM");

/** The peak starts anew from what the process holds now. */
export function forgetPeak(pid: number | null): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

const read = (pid: number | null, field: string) =>
  Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
