import { once } from "node:events";
import type { Socket } from "node:net";
import { setInterval as every, setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { isLong, sized } from "../faults/form.ts";
import { handshake, openConnection } from "../support/raw-connection.ts";
import { canSeeConnections, heldConnections } from "../support/tcp-table.ts";
import { inviteNeighbours, p99 } from "./neighbours.ts";
import { startTarget, type Target } from "./target.ts";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stack.stop());

interface Kind {
  readonly name: string;
  /** What it sends at once. */
  readonly start: () => string | Promise<string>;
  /** What it sends then, a byte a second. Nothing: it is silent. */
  readonly trickle?: string;
  readonly goneAfterSeconds: number;
}

const host = () => `Host: ${new URL(target.stack.url).host}\r\n`;
const withKey = () => ({ query: `&key=${target.publicKey}` });
const post = (path: string, type = "application/json") =>
  `POST ${path} HTTP/1.1\r\n${host()}X-API-Key: ${target.publicKey}\r\nContent-Type: ${type}\r\nContent-Length: 9000\r\n\r\n`;
const polling = () => `/socket.io/?EIO=4&transport=polling&key=${target.publicKey}`;

async function pollSession(): Promise<string> {
  const greeting = await (await fetch(target.stack.url + polling())).text();
  return (JSON.parse(greeting.slice(1)) as { sid: string }).sid;
}

const headers: readonly Kind[] = [
  { name: "says nothing at all", start: () => "", goneAfterSeconds: 17 },
  {
    name: "sends its headers a byte a second",
    start: () => "GET / HTTP/1.1\r\n",
    trickle: "X-A: b\r\n",
    goneAfterSeconds: 17,
  },
  {
    name: "never completes its upgrade",
    start: () => handshake(target.stack.url, withKey()).slice(0, -2),
    goneAfterSeconds: 17,
  },
];
const upgrades: readonly Kind[] = [
  { name: "joins nothing", start: () => handshake(target.stack.url, withKey()), goneAfterSeconds: 8 },
  {
    name: "probes an upgrade and stays there",
    start: async () => handshake(target.stack.url, { query: `&sid=${await pollSession()}` }),
    goneAfterSeconds: 8,
  },
  {
    name: "asks again and again where nobody upgrades",
    start: () => `GET /nowhere HTTP/1.1\r\n${host()}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    goneAfterSeconds: 8,
  },
  { name: "keeps an answered connection", start: () => `GET /livez HTTP/1.1\r\n${host()}\r\n`, goneAfterSeconds: 8 },
];
const bodies: readonly Kind[] = [
  {
    name: "sends a body a byte a second",
    start: () => post(new URL(`${target.stack.api}/widget/init`).pathname),
    trickle: " ",
    goneAfterSeconds: 37,
  },
  {
    name: "never sends its body",
    start: () => post(new URL(`${target.stack.api}/widget/init`).pathname),
    goneAfterSeconds: 37,
  },
  {
    name: "posts to a poll a byte a second",
    start: async () => post(`${polling()}&sid=${await pollSession()}`, "text/plain"),
    trickle: "4",
    goneAfterSeconds: 37,
  },
];
const kinds = [...headers, ...upgrades, ...bodies];
const count = sized({ short: 150, long: 500 });
/** A machine that is busy with other tests lets timers wait. */
const allowance = sized({ short: 1.5, long: 1 });

describe.runIf(canSeeConnections).concurrent("clients that take their time", () => {
  test(`${count} of ${kinds.length} kinds at once are let go of in time, and nobody else waits for them`, {
    timeout: 120_000,
  }, async ({ annotate, expect }) => {
    const neighbours = await inviteNeighbours(target);
    const quiet = await neighbours.during(() => wait(sized({ short: 2000, long: 20_000 })));
    const late: string[] = [];
    const longest = new Map<string, number>();
    const busy = await neighbours.during(async () => {
      const opened = await openAll();
      for (const { kind, seconds } of await measureEnds(opened)) {
        longest.set(kind.name, Math.max(longest.get(kind.name) ?? 0, seconds));
        if (seconds > kind.goneAfterSeconds * allowance) late.push(`${kind.name}: ${seconds.toFixed(1)} s`);
      }
    });
    const ends = [...longest].map(([name, seconds]) => `${name}: ${seconds.toFixed(1)} s`);
    await annotate(`${ends.join(", ")}; p99 ${p99(quiet).toFixed(1)} → ${p99(busy).toFixed(1)} ms`);
    expect(late).toEqual([]);
    if (isLong) expect(p99(busy)).toBeLessThan(2 * p99(quiet));
    await neighbours.finish();
  });

  test("a polled session that joins nothing is gone after 8 s", async ({ expect }) => {
    const sid = await pollSession();
    await wait(8000);
    const answer = await fetch(`${target.stack.url}${polling()}&sid=${sid}`, { method: "POST", body: "3" });
    expect(answer.status).toBe(400);
  });
});

interface Opened {
  readonly kind: Kind;
  readonly socket: Socket;
  readonly port: number;
  readonly since: number;
}

/** Twenty at a time: it is their staying that is judged, not how fast so many handshakes are answered. */
async function openAll(): Promise<Opened[]> {
  const opened: Opened[] = [];
  while (opened.length < count) {
    const some = Array.from({ length: Math.min(20, count - opened.length) }, (_, index) => opened.length + index);
    opened.push(...(await Promise.all(some.map((number) => open(kinds[number % kinds.length] as Kind)))));
    await wait(100);
  }
  return opened;
}

async function open(kind: Kind): Promise<Opened> {
  const first = await kind.start();
  const socket = await openConnection(target.stack.url);
  const since = performance.now();
  socket.write(first);
  // What is answered is read and its end ignored.
  socket.resume();
  if (kind.trickle !== undefined) void trickle(socket, kind.trickle);
  return { kind, socket, port: socket.localPort ?? 0, since };
}

async function trickle(socket: Socket, text: string): Promise<void> {
  let next = 0;
  for await (const _ of every(1000)) {
    if (!socket.writable) return;
    socket.write(text[next % text.length] ?? "");
    next += 1;
  }
}

/** When the server let go of each: what a client sees of it, a hostile one need not care about. */
async function measureEnds(opened: readonly Opened[]): Promise<{ readonly kind: Kind; readonly seconds: number }[]> {
  const waiting = new Set(opened);
  const ends: { readonly kind: Kind; readonly seconds: number }[] = [];
  for await (const _ of every(100)) {
    const held = heldConnections(target.port);
    const now = performance.now();
    for (const one of waiting) {
      const seconds = (now - one.since) / 1000;
      if (held.has(one.port) && seconds < 60) continue;
      waiting.delete(one);
      ends.push({ kind: one.kind, seconds });
      one.socket.destroy();
      await Promise.race([once(one.socket, "close"), wait(0)]);
    }
    if (waiting.size === 0) break;
  }
  return ends;
}
