import { expect, test } from "vitest";
import { startSession } from "../support/socket-people.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { until } from "../support/until.ts";
import { openCrowd } from "./idle-clients.ts";

/** Connections are closed 200 at a time: so many take three rounds. */
const sockets = 500;
/** What one session may open in a minute, and some to spare. */
const perSession = 25;

test(`while ${sockets} sockets are drained the process says that it lives and is not ready, then it ends`, async () => {
  const stack = await startStack({ env: { LOG_LEVEL: "warn" } });
  try {
    const crowd = await openCrowd(await makeClients(stack));
    await until("all to be connected", async () => (await crowd.counts()).connected === sockets, { timeoutMs: 60_000 });
    expect(await statusOf(stack, "/readyz")).toBe(200);
    process.kill(stack.pid ?? 0, "SIGTERM");
    const seen = { "/readyz": new Set<number>(), "/livez": new Set<number>() };
    await until(
      "the process to end",
      async () => {
        for (const path of ["/readyz", "/livez"] as const) {
          const status = await statusOf(stack, path);
          if (status !== null) seen[path].add(status);
        }
        return stack.pid === null;
      },
      { timeoutMs: 25_000, everyMs: 5 },
    );
    expect([...seen["/readyz"]].filter((status) => status !== 200)).toEqual([503]);
    expect([...seen["/livez"]]).toEqual([200]);
    await crowd.leave();
  } finally {
    await stack.stop();
  }
}, 180_000);

/** Over a connection of its own, as a probe asks; null when nobody listens any more. */
async function statusOf({ url }: Stack, path: string): Promise<number | null> {
  const response = await fetch(url + path, { headers: { Connection: "close" } }).catch(() => null);
  return response?.status ?? null;
}

async function makeClients(stack: Stack) {
  const key = await stack.createKey("pk_live");
  const url = `${stack.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket&key=${key}`;
  const sessions = await Promise.all(Array.from({ length: sockets / perSession }, () => startSession(stack, key)));
  return sessions.flatMap((session_id) => {
    const hello = `40/widget,${JSON.stringify({ session_id })}`;
    return Array.from({ length: perSession }, () => ({ url, headers: {}, hello }));
  });
}
