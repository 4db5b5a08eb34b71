import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";

/** A server of this machine that nobody is to reach. */
export interface Canary {
  /** The same on 127.0.0.1 and, where the machine has it, on ::1. */
  readonly port: number;
  /** How many connections came until now, those included that are still on their way. */
  visits(): Promise<number>;
  close(): Promise<void>;
}

const hasIPv6 = Object.values(networkInterfaces()).some((found) => found?.some(({ address }) => address === "::1"));

export async function openCanary(): Promise<Canary> {
  let seen = 0;
  let own = 0;
  const servers: Server[] = [];
  const listen = async (host: string, port: number) => {
    const server = createServer((socket) => {
      seen += 1;
      socket.on("error", () => {});
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    server.listen(port, host);
    await once(server, "listening");
    servers.push(server);
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  };
  const port = await listen("127.0.0.1", 0);
  if (hasIPv6) await listen("::1", port);

  return {
    port,
    async visits() {
      // Connections are accepted in order: when one of ours is through, so are all before it.
      for (const host of hasIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"]) {
        const socket = connect(port, host);
        socket.resume();
        await once(socket, "close");
        own += 1;
      }
      return seen - own;
    },
    async close() {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
