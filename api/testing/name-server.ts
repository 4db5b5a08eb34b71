import { createSocket } from "node:dgram";
import { once } from "node:events";
import ipaddr from "ipaddr.js";

/** What a name server says about one kind of record: addresses, a failure, or nothing at all. */
export type DnsAnswer = readonly string[] | "no such name" | "server failure" | "silence";

export interface TestNameServer {
  /** As a resolver takes it, `address:port`. */
  readonly address: string;
  /** Names asked about, one for each question. */
  readonly asked: readonly string[];
  answers(name: string, answer: { readonly a: DnsAnswer; readonly aaaa: DnsAnswer }): void;
  close(): Promise<void>;
}

const typeA = 1;
const codes = { "no such name": 3, "server failure": 2 } as const;

/** A real name server on a port of this machine (RFC 1035), for A and AAAA. */
export async function openNameServer(): Promise<TestNameServer> {
  const asked: string[] = [];
  const zone = new Map<string, { readonly a: DnsAnswer; readonly aaaa: DnsAnswer }>();
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const { name, type, end } = readQuestion(question);
    asked.push(name);
    const known = zone.get(name);
    const answer = known === undefined ? "no such name" : type === typeA ? known.a : known.aaaa;
    if (answer !== "silence") socket.send(writeAnswer(question.subarray(0, end), answer), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    answers: (name, answer) => void zone.set(name, answer),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(message: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function writeAnswer(question: Buffer, answer: Exclude<DnsAnswer, "silence">): Buffer {
  const addresses = typeof answer === "string" ? [] : answer;
  const header = Buffer.from(question);
  header.writeUInt16BE(0x8180 | (typeof answer === "string" ? codes[answer] : 0), 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, ...addresses.map(writeRecord)]);
}

/** The name by a pointer to the question, an hour to live. */
function writeRecord(address: string): Buffer {
  const bytes = ipaddr.parse(address).toByteArray();
  const type = bytes.length === 4 ? typeA : 28;
  return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0x0e, 0x10, 0, bytes.length, ...bytes]);
}
