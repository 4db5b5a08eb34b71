import type { Random } from "../simulation/random.ts";
import { encodeFrame, opcodes } from "../support/raw-frames.ts";

/** Stands in every hostile packet, and must never stand in a log. */
export const canary = "canary-5f1d0c";

export type Namespace = "/widget" | "/agent";

/** One packet of Engine.IO 4 and Socket.IO 5, and the binary frames that come with it. */
export interface HostilePacket {
  readonly text: string;
  readonly attachments: readonly Buffer[];
}

const commands: Readonly<Record<Namespace, Readonly<Record<string, object>>>> = {
  "/widget": {
    "message:send": { items: [{ client_id: `${canary}-1`, body: canary }] },
    "conversation:sync": { after: 0, limit: 10 },
    "conversation:read": { conversation_id: 1, seq: 1 },
    "conversation:end": { rating: 5, comment: canary },
    "visitor:identify": { identity: { email: `${canary}@example.com`, name: canary } },
    "page:view": { page_url: `https://shop.example/${canary}` },
    typing: { typing: true },
  },
  "/agent": {
    "feed:sync": { after: 0, limit: 5 },
    "conversation:sync": { conversation_id: 1, after: 0, limit: 5 },
    "conversation:assign": { conversation_id: 1, assigned_to: null },
    "message:send": { conversation_id: 999, items: [{ client_id: `${canary}-2`, body: canary }] },
    "note:add": { conversation_id: 999, client_id: `${canary}-3`, content: canary },
    viewing: { conversation_id: 1 },
    presence: { status: "away" },
    typing: { conversation_id: 1, typing: true },
  },
};

const names = [
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "then"],
  ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener", "error", "", canary],
  ...["\ud800", "\u0000", "message:send\u0000", "a".repeat(5000)],
];
const numbers = ["1e999", "-1", "0.5", "9007199254740993", "99999999999999999999999999", "-0", "NaN", "1e-400"];
const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

/** JSON of values that nobody expects, as text: not all of it can be a value of JavaScript first. */
function oddValue(random: Random): string {
  return random.pick([
    () => random.pick(numbers),
    () => JSON.stringify(random.pick(names)),
    () => `{"__proto__":{"ok":true},"${canary}":1}`,
    () => `{"constructor":{"prototype":{"ok":true}}}`,
    () => `{"_placeholder":true,"num":${random.between(-1, 12)}}`,
    () => `{"_placeholder":true,"num":"__proto__"}`,
    () => deep("[", "]", random.between(10, 20_000)),
    () => `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`,
    () => random.pick(["null", "true", "[]", "{}", '""', '"\\ud800"', '"\\u0000"', "undefined", "[,]"]),
    () => JSON.stringify("\u202e".repeat(random.between(1, 4000))),
  ])();
}

/** A right packet of the protocol with one to three things wrong about it. */
export function createPacket(random: Random, namespace: Namespace): HostilePacket {
  const [name, input] = random.pick(Object.entries(commands[namespace]));
  const parts = {
    engine: "4",
    type: "2",
    count: "",
    namespace: `${namespace},`,
    // Ids are used again and again, on purpose.
    ack: random.chance(0.7) ? String(random.between(0, 5)) : "",
    name: JSON.stringify(name),
    input: JSON.stringify(input),
    more: "",
    attachments: [] as Buffer[],
  };
  for (let wrong = random.between(1, 3); wrong > 0; wrong -= 1) random.pick(mutations)(parts, random);
  const { engine, type, count, ack, more, attachments } = parts;
  const text = `${engine}${type}${count}${parts.namespace}${ack}[${parts.name}${parts.input && `,${parts.input}`}${more}]`;
  return { text: random.chance(0.1) ? damage(text, random) : text, attachments };
}

interface Parts {
  engine: string;
  type: string;
  count: string;
  namespace: string;
  ack: string;
  name: string;
  input: string;
  more: string;
  attachments: Buffer[];
}

const mutations: readonly ((parts: Parts, random: Random) => void)[] = [
  (parts, random) => {
    parts.name = random.chance(0.7) ? JSON.stringify(random.pick(names)) : oddValue(random);
  },
  (parts, random) => {
    parts.input = random.chance(0.3) ? "" : oddValue(random);
  },
  (parts, random) => {
    // One field of what is right.
    parts.input = parts.input.replace(/:("[^"]*"|-?\d+|true|null)/, () => `:${oddValue(random)}`);
  },
  (parts) => {
    parts.input = parts.input.replace("{", `{"__proto__":{"admin":true},"${canary}":1,`);
  },
  (parts, random) => {
    parts.more = `,${oddValue(random)}`;
  },
  (parts, random) => {
    parts.ack = random.pick(["", "0", "00", "18446744073709551616", "1".repeat(400), "-1", "1e3"]);
  },
  (parts, random) => {
    // An acknowledgement of nothing, a disconnect, an error, a type that does not exist.
    parts.type = random.pick(["3", "1", "4", "0", "7", "9", "x", ""]);
  },
  (parts, random) => {
    // Open, close, ping, pong, upgrade, noop, binary in text.
    parts.engine = random.pick(["0", "1", "2", "3", "5", "6", "b", "9", "", "bAAAA"]);
  },
  (parts, random) => {
    parts.namespace = random.pick([
      "",
      "/,",
      "/widget,",
      "/agent,",
      "/__proto__,",
      `/${canary},`,
      "/widget?a=b,",
      "//,",
    ]);
  },
  (parts, random) => {
    const promised = random.pick([0, 1, 1, 2, 3, 10, 11, 1000, -1]);
    parts.type = random.pick(["5", "6"]);
    parts.count = random.pick([`${promised}-`, `${promised}`, "-", "1e1-", "0x1-"]);
    parts.input = `{"_placeholder":true,"num":${random.between(-1, 3)}}`;
    const sent = random.chance(0.6) ? promised : random.between(0, 3);
    for (let number = 0; number < Math.min(sent, 12); number += 1)
      parts.attachments.push(Buffer.alloc(number * 100, canary));
  },
];

/** Cut, doubled, with a NUL or with other letters in it. */
function damage(text: string, random: Random): string {
  const at = random.between(0, Math.max(0, text.length - 1));
  return random.pick([
    text.slice(0, at),
    text + text,
    `${text.slice(0, at)}\u0000${text.slice(at)}`,
    `${text.slice(0, at)}${String.fromCharCode(random.between(1, 0xffff))}${text.slice(at + 1)}`,
  ]);
}

/** As the frames of a WebSocket, of which some are broken themselves. */
export function framesOf({ text, attachments }: HostilePacket, random: Random): Buffer {
  const frames = [
    encodeFrame(text, random.chance(0.97) ? {} : brokenFrame(random)),
    ...attachments.map((bytes) => encodeFrame(bytes, { opcode: opcodes.binary })),
  ];
  return Buffer.concat(frames);
}

function brokenFrame(random: Random) {
  return random.pick([
    { reserved: 4 },
    { reserved: random.between(1, 3) },
    { opcode: random.between(3, 7) },
    { opcode: random.between(11, 15) },
    { masked: false },
    { opcode: opcodes.continuation },
    { opcode: opcodes.ping, fin: false },
    { opcode: opcodes.close },
    { opcode: opcodes.pong },
    { fin: false },
    { length: random.between(0, 200) },
    { length: 65_537 },
    { length: 2n ** 63n - 1n },
  ]);
}
