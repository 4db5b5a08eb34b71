import { spawn } from "node:child_process";
import { once } from "node:events";

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the product's command line from `root` with these settings, and resolves once it has ended. */
export async function runCommandLine(
  root: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  stdin: string,
): Promise<CliResult> {
  const child = spawn(process.execPath, ["api/cli/main.ts", ...args], { cwd: root, env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.end(stdin);
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? 1, stdout, stderr };
}
