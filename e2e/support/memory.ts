import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Linux tells what a process holds; elsewhere tests of memory do not run. */
export const canMeasureMemory = existsSync("/proc/self/status");

/** Resident megabytes of a process now. */
export const residentMegabytes = (pid: number | null) => read(pid, "VmRSS");

/** The most it held since its start or since `forgetPeak`. */
export const peakMegabytes = (pid: number | null) => read(pid, "VmHWM");

/** The peak starts anew from what the process holds now. */
export function forgetPeak(pid: number | null): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

const read = (pid: number | null, field: string) =>
  Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
