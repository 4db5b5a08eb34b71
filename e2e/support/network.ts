import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { freePort } from "./ports.ts";

/**
 * A browser's whole network, which a test can take away without a word: nothing is closed or refused, there is only silence,
 * as for a laptop whose lid is shut. Nobody on either side is told.
 */
export interface Network {
  /** What a browser has to be started with to be on it. */
  readonly flags: readonly string[];
  /** From now on no byte passes; what is sent meanwhile arrives after `wake`. */
  sleep(): void;
  wake(): void;
  /** No byte passes any more through the connections there are; those that are made after this work. */
  lose(): void;
  close(): Promise<void>;
}

interface Link {
  readonly browser: Socket;
  readonly server: Socket;
  lost: boolean;
}

/** SOCKS 5 without authentication, as far as a browser needs it for TCP. Source: RFC 1928. */
export async function startNetwork(): Promise<Network> {
  const links = new Set<Link>();
  let asleep = false;

  function join(browser: Socket, server: Socket): void {
    const link: Link = { browser, server, lost: false };
    links.add(link);
    for (const [from, to] of [
      [browser, server],
      [server, browser],
    ] as const) {
      from.on("data", (bytes) => {
        if (!link.lost) to.write(bytes);
      });
      from.on("error", () => {});
      from.on("close", () => {
        if (link.lost) return;
        links.delete(link);
        to.end();
      });
      if (asleep) from.pause();
    }
  }

  async function admit(browser: Socket): Promise<void> {
    await read(browser);
    browser.write(Uint8Array.of(5, 0));
    const { host, port } = readAddress(await read(browser));
    const server = connect(port, host);
    await once(server, "connect");
    browser.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    join(browser, server);
  }

  const listener = createServer({ noDelay: true }, (browser) => {
    admit(browser).catch(() => browser.destroy());
  });
  const port = await freePort();
  await once(listener.listen(port, "127.0.0.1"), "listening");

  const each = (act: (socket: Socket) => void) => {
    for (const { browser, server } of links) for (const socket of [browser, server]) act(socket);
  };
  return {
    // Left to itself a browser takes no proxy to addresses of its own machine.
    flags: [`--proxy-server=socks5://127.0.0.1:${port}`, "--proxy-bypass-list=<-loopback>"],
    sleep() {
      asleep = true;
      each((socket) => socket.pause());
    },
    wake() {
      asleep = false;
      each((socket) => socket.resume());
    },
    lose() {
      for (const link of links) link.lost = true;
      each((socket) => socket.resume());
    },
    async close() {
      each((socket) => socket.destroy());
      await new Promise((closed) => listener.close(closed));
    },
  };
}

async function read(socket: Socket): Promise<Buffer> {
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return bytes;
}

/** Of a request to connect: a name of given length, or an IPv4 address, then the port. */
function readAddress(request: Buffer): { readonly host: string; readonly port: number } {
  const isName = request[3] === 3;
  const end = isName ? 5 + (request[4] ?? 0) : 8;
  const host = isName ? request.toString("latin1", 5, end) : request.subarray(4, end).join(".");
  return { host, port: request.readUInt16BE(end) };
}
