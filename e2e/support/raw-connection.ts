import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { createInbox, type Inbox } from "./inbox.ts";
import { createFrameReader, encodeFrame, opcodes } from "./raw-frames.ts";
import type { RawSocket } from "./raw-socket.ts";

/** A TCP connection to the product, over which a test writes what it likes. It never hangs up by itself. */
export async function openConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const host = hostname === "localhost" ? "127.0.0.1" : hostname;
  const socket = connect({ host, port: Number(port), allowHalfOpen: true, noDelay: true });
  // Resets are what a hostile client has coming.
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("connect", resolve).once("close", resolve));
  return socket;
}

/** A WebSocket whose bytes the test writes itself. */
export interface RawWebSocket extends RawSocket, Pick<Inbox, "take"> {
  readonly tcp: Socket;
  write(bytes: Uint8Array): void;
}

export interface Knock {
  /** What stands behind `EIO=4&transport=websocket`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The text of a handshake that asks for a WebSocket. */
export function handshake(url: string, { query = "", headers = {} }: Knock): string {
  const lines = {
    Host: new URL(url).host,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET /socket.io/?EIO=4&transport=websocket${query} HTTP/1.1\r\n${head.join("")}\r\n`;
}

/** Connects up to Engine.IO's own greeting. Its pings are answered. Throws with what came instead of a WebSocket. */
export async function openRawWebSocket(url: string, knock: Knock): Promise<RawWebSocket> {
  const tcp = await openConnection(url);
  const inbox = createInbox();
  const write = (bytes: string | Uint8Array) => {
    if (tcp.writable) tcp.write(bytes);
  };
  const send = (packet: string) => write(encodeFrame(packet));
  const read = createFrameReader((opcode, payload) => {
    const packet = payload.toString();
    if (opcode === opcodes.close) tcp.destroy();
    else if (opcode === opcodes.text && packet === "2") send("3");
    else if (opcode === opcodes.text) inbox.add(packet);
  });
  const closed = new Promise<void>((resolve) => tcp.once("close", () => resolve()));
  void closed.then(() => inbox.end());
  tcp.on("end", () => tcp.destroy());
  const greeted = readHead(tcp, read);
  write(handshake(url, knock));
  const head = await Promise.race([greeted, closed.then(() => "nothing")]);
  if (!head.startsWith("HTTP/1.1 101")) {
    tcp.destroy();
    throw new Error(`The handshake was answered by ${head}`);
  }
  if (!knock.query?.includes("sid=")) await inbox.next("0{");
  return { tcp, write, send, next: inbox.next, take: inbox.take, closed, close: () => tcp.destroy() };
}

/** Resolves with the head of the answer; what follows it goes on to `read`. */
function readHead(tcp: Socket, read: (bytes: Buffer) => void): Promise<string> {
  return new Promise((resolve) => {
    let head = Buffer.alloc(0);
    tcp.on("data", function look(bytes: Buffer) {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      tcp.off("data", look);
      tcp.on("data", read);
      if (head.length > end + 4) read(head.subarray(end + 4));
      resolve(head.subarray(0, end).toString("latin1"));
    });
  });
}
