import { fork } from "node:child_process";
import { once } from "node:events";

/** One browser that only keeps its connection: where it connects and what it shows there. */
export interface IdleClient {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The packet that connects it to its namespace. */
  readonly hello: string;
}

export interface IdleCounts {
  readonly connected: number;
  /** Connections that were refused or ended. */
  readonly dropped: number;
  /** Pings that the one with the fewest has answered. */
  readonly leastPings: number;
}

export interface IdleCrowd {
  counts(): Promise<IdleCounts>;
  leave(): Promise<void>;
}

const lanes = 20;

/** Opens connections in a process of its own, so that what they cost here is not measured with the server. */
export async function openCrowd(clients: readonly IdleClient[]): Promise<IdleCrowd> {
  const child = fork(import.meta.filename, { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const endWithTests = () => child.kill("SIGKILL");
  process.once("exit", endWithTests);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The crowd's process ended with ${code}.`);
  });
  ended.catch(() => undefined);
  child.send(clients);
  return {
    async counts() {
      child.send("count");
      const [counts] = (await Promise.race([once(child, "message"), ended])) as [IdleCounts];
      return counts;
    },
    async leave() {
      process.removeListener("exit", endWithTests);
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

if (process.argv[1] === import.meta.filename) keepConnections();

function keepConnections(): void {
  const crowd = { isConnected: new Set<number>(), pings: [] as number[], dropped: 0 };
  process.on("message", (message: readonly IdleClient[] | "count") => {
    if (message !== "count") {
      crowd.pings = message.map(() => 0);
      void connectAll(crowd, message);
      return;
    }
    const { isConnected, pings, dropped } = crowd;
    process.send?.({ connected: isConnected.size, dropped, leastPings: Math.min(...pings) } satisfies IdleCounts);
  });
}

interface Crowd {
  readonly isConnected: Set<number>;
  pings: number[];
  dropped: number;
}

/** Each lane connects one after another: a crowd that comes at once is another test. */
async function connectAll(crowd: Crowd, clients: readonly IdleClient[]): Promise<void> {
  const waiting = clients.entries();
  const lane = async () => {
    for (const [index, client] of waiting) await connect(crowd, index, client);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Resolves once it is connected, or refused. */
function connect(crowd: Crowd, index: number, { url, headers, hello }: IdleClient): Promise<void> {
  const socket = new WebSocket(url, { headers });
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.addEventListener("message", ({ data }) => {
    const packet = String(data);
    if (packet.startsWith("0{")) socket.send(hello);
    if (packet.startsWith("40/")) {
      crowd.isConnected.add(index);
      resolve();
    }
    if (packet !== "2") return;
    socket.send("3");
    crowd.pings[index] = (crowd.pings[index] ?? 0) + 1;
  });
  socket.addEventListener("close", () => {
    crowd.dropped += 1;
    crowd.isConnected.delete(index);
    resolve();
  });
  return promise;
}
