import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

/** A customer's server that says what it likes, HTTP or not. */
export interface RawReceiver {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
  /** What it does with a connection from now on, once a whole request has come; with `greet`, as soon as it is there. */
  does(act: (socket: Socket) => void, greet?: "greet"): void;
  close(): Promise<void>;
}

export async function openRawReceiver(tls?: TlsOptions): Promise<RawReceiver> {
  const open = new Set<Socket>();
  let act: (socket: Socket) => void = (socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n");
  let greets = false;
  const take = (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => {}).on("close", () => open.delete(socket));
    if (greets) {
      act(socket);
      return;
    }
    let heard = "";
    socket.on("data", (part) => {
      const before = heard;
      heard += part;
      if (isWhole(heard) && !isWhole(before)) act(socket);
    });
  };
  const server = tls === undefined ? createServer(take) : createTlsServer(tls, take).on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    open,
    does(next, greet) {
      act = next;
      greets = greet === "greet";
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isWhole(heard: string): boolean {
  const [head = "", ...rest] = heard.split("\r\n\r\n");
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  return length !== undefined && rest.join("\r\n\r\n").length >= Number(length);
}
