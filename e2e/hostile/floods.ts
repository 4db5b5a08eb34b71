import { setTimeout as wait } from "node:timers/promises";
import { handshake, openConnection, openRawWebSocket, type RawWebSocket } from "../support/raw-connection.ts";
import { encodeFrame, opcodes } from "../support/raw-frames.ts";
import { canary } from "./packets.ts";
import type { Target } from "./target.ts";

interface Flood {
  readonly name: string;
  /** Sends it. Throws when the product lets a connection go on like that, or leaves a request without an answer. */
  readonly send: (target: Target, size: number) => Promise<void>;
}

/** What takes many packets, or many bytes, to be wrong. `size` is how many, at most. */
export const floods: readonly Flood[] = [
  {
    name: "a frame of 70 kB",
    send: (target) => toVisitor(target, 1, () => encodeFrame(`42/widget,1["${canary}","${"x".repeat(70_000)}"]`)),
  },
  {
    name: "one message in fragments of one byte",
    send: async (target, size) => {
      const { socket } = await target.visitor(await target.newSession());
      socket.write(encodeFrame("4", { fin: false }));
      await pour(socket, size, () => encodeFrame("x", { fin: false, opcode: opcodes.continuation }));
    },
  },
  {
    name: "a message that never ends, in empty fragments",
    send: async (target, size) => {
      const { socket } = await target.visitor(await target.newSession());
      socket.write(encodeFrame("4", { fin: false }));
      await pour(socket, size, () => encodeFrame("", { fin: false, opcode: opcodes.continuation }));
    },
  },
  {
    name: "pings of WebSocket, whose answers nobody reads",
    send: async (target, size) => {
      const { socket } = await target.visitor(await target.newSession());
      socket.tcp.pause();
      await pour(socket, size, () => encodeFrame("p".repeat(120), { opcode: opcodes.ping }));
    },
  },
  { name: "pings of Engine.IO", send: (target, size) => toVisitor(target, size, () => encodeFrame("2")) },
  { name: "noops", send: (target, size) => toVisitor(target, size, () => encodeFrame("6")) },
  {
    name: "signals",
    send: (target, size) => toVisitor(target, size, () => encodeFrame('42/widget,["typing",{"typing":true}]')),
  },
  {
    name: "namespaces that do not exist",
    send: (target, size) => toVisitor(target, size, (number) => encodeFrame(`40/${canary}-${number},`)),
  },
  {
    name: "probes of an upgrade",
    send: async (target, size) => {
      const socket = await openRawWebSocket(target.stack.url, { query: `&sid=${await pollSession(target)}` });
      socket.tcp.pause();
      await pour(socket, size, () => encodeFrame("2probe"));
    },
  },
  {
    name: "handshakes that are reset",
    send: async ({ stack }, size) => {
      // A key that nobody has shown yet takes long to be judged: all of them are reset meanwhile.
      const key = await stack.createKey("pk_live");
      const sockets = await Promise.all(Array.from({ length: size / 200 }, () => openConnection(stack.url)));
      for (const socket of sockets) socket.write(handshake(stack.url, { query: `&key=${key}` }));
      await wait(5);
      for (const socket of sockets) socket.resetAndDestroy();
    },
  },
  { name: "polls", send: sendPolls },
];

/** From a visitor that has joined, as long as the product lets it. */
async function toVisitor(target: Target, size: number, frame: (number: number) => Buffer): Promise<void> {
  const { socket } = await target.visitor(await target.newSession());
  await pour(socket, size, frame);
}

const atOnce = 500;
/** Whoever joins nothing is cut after 5 s anyway, which proves nothing about a flood. */
const patienceMs = 3000;

/** Writes until the product hangs up, which it must. */
async function pour(socket: RawWebSocket, size: number, frame: (number: number) => Buffer): Promise<void> {
  for (let sent = 0; sent < size && socket.tcp.writable; sent += atOnce) {
    const frames = Array.from({ length: Math.min(atOnce, size - sent) }, (_, index) => frame(sent + index));
    socket.write(Buffer.concat(frames));
    // A turn of the event loop, so that a hang-up is noticed.
    await wait(1);
  }
  socket.tcp.resume();
  const hungUp = await Promise.race([socket.closed.then(() => true), wait(patienceMs, false, { ref: false })]);
  socket.close();
  if (!hungUp) throw new Error("The product listens to this flood for ever.");
}

const pollAddress = ({ stack, publicKey }: Target) =>
  `${stack.url}/socket.io/?EIO=4&transport=polling&key=${publicKey}`;

async function pollSession(target: Target): Promise<string> {
  const greeting = await (await fetch(pollAddress(target))).text();
  return (JSON.parse(greeting.slice(1)) as { sid: string }).sid;
}

const separator = "\u001e";

/** Long-polling as nobody does it: wrong bodies, two polls at once, a transport that is not the session's. */
async function sendPolls(target: Target): Promise<void> {
  const bodies = [
    "",
    separator.repeat(60_000),
    `6${separator}`.repeat(20_000),
    `2${separator}`.repeat(20_000),
    `4${separator}42/widget,["${canary}"]`,
    "bAAAA",
    `b${canary}`,
    "4\u0000",
    `40/widget,{"session_id":"${canary}"}${separator}40/agent,${separator}40/widget,{}`,
    "x".repeat(70_000),
    `451-/widget,["message:send",{"_placeholder":true,"num":0}]${separator}bAAAA`,
  ];
  for (const body of bodies) {
    const address = `${pollAddress(target)}&sid=${await pollSession(target)}`;
    const [polled, again] = [send(address), send(address)];
    await Promise.all([send(address, { method: "POST", body }), send(address, { method: "POST", body })]);
    await Promise.all([polled, again]);
    await send(address, { method: "PUT", body });
  }
  const octets = { method: "POST", body: "x", headers: { "Content-Type": "application/octet-stream" } };
  await send(`${pollAddress(target)}&sid=${await pollSession(target)}`, octets);
  for (const sid of ["__proto__", "constructor", canary, "%00", "a".repeat(5000)])
    await send(`${pollAddress(target)}&sid=${sid}`);
}

/** Whatever is answered is right, as long as something is. */
async function send(address: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(address, { ...init, signal: AbortSignal.timeout(10_000) }).catch((error: Error) => {
    if (error.name === "TimeoutError") throw new Error("A poll was not answered within 10 s.", { cause: error });
    return null;
  });
  await response?.arrayBuffer().catch(() => undefined);
}
