import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { until } from "./until.ts";

/** One of the websites in examples/, as its README starts it. */
export interface ExampleSite {
  /** Of another site than the product, as customers' websites are. */
  readonly url: string;
  /** What it printed, line by line. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** Starts `examples/<name>/server.ts` on a free port. Throws with its output when it ends instead. */
export async function startExample(name: string, env: Readonly<Record<string, string>>): Promise<ExampleSite> {
  const server = spawn(process.execPath, [resolve(import.meta.dirname, "../../examples", name, "server.ts")], {
    env: { PATH: process.env["PATH"] ?? "", PORT: "0", ...env },
  });
  let output = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = once(server, "close");
  const port = await until(
    `${name} to say where it is`,
    () => (server.exitCode === null ? /http:\/\/localhost:(\d+)/.exec(output)?.[1] : "none"),
    { timeoutMs: 30_000 },
  );
  if (port === "none") throw new Error(`${name} ended. It wrote:\n${output}`);
  return {
    url: `http://127.0.0.1:${port}`,
    get lines() {
      return output.split("\n").slice(1, -1);
    },
    async stop() {
      server.kill();
      await ended;
    },
  };
}
