import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../support/browsers.ts";
import { until } from "../../support/until.ts";

/** A system call that came to its end, as the kernel saw it. */
export interface SystemCall {
  readonly name: string;
  /** All that strace says of it; file descriptors with their paths, texts cut after 64 bytes. */
  readonly text: string;
}

/** Watches some system calls of a running process and all its threads, until told to stop. */
export interface Trace {
  /** The calls in the order of their ends. */
  stop(): Promise<readonly SystemCall[]>;
}

const howTo =
  "This test watches the server by strace. Install strace, and run where a process may trace another: as root, with kernel.yama.ptrace_scope=0, or in a container with the capability SYS_PTRACE.";

export async function traceCalls(pid: number, names: readonly string[]): Promise<Trace> {
  if (findProgram(["strace"]) === null) throw new Error(`There is no strace. ${howTo}`);
  const folder = mkdtempSync(join(tmpdir(), "valethon-strace-"));
  const output = join(folder, "calls");
  const flags = ["-f", "-y", "-s", "64", "-e", `trace=${names.join(",")}`, "-e", "signal=none", "-o", output];
  const strace = spawn("strace", [...flags, "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(strace, "close");
  await attached(strace);
  return {
    async stop() {
      strace.kill("SIGINT");
      await ended;
      const calls = readCalls(readFileSync(output, "utf8"));
      rmSync(folder, { recursive: true });
      return calls;
    },
  };
}

async function attached(strace: ChildProcess): Promise<void> {
  let said = "";
  strace.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until("strace to attach", () => /attached/.test(said) || strace.exitCode !== null);
  if (strace.exitCode !== null) throw new Error(`strace could not attach: ${said.trim()} ${howTo}`);
}

/** `<thread> <call>(…) = <result>`, in two halves where another thread's call came between its start and its end. */
function readCalls(output: string): SystemCall[] {
  const begun = new Map<string, string>();
  return output.split("\n").flatMap((line) => {
    const [, thread = "", text = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const start = /^(.*) <unfinished \.\.\.>$/.exec(text)?.[1];
    if (start !== undefined) {
      begun.set(thread, start);
      return [];
    }
    const end = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
    const whole = end === undefined ? text : `${begun.get(thread) ?? ""}${end}`;
    const name = /^(\w+)\(/.exec(whole)?.[1];
    return name === undefined ? [] : [{ name, text: whole }];
  });
}
