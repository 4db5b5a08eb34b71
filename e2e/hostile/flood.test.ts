import { setTimeout as wait } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isLong, sized } from "../faults/form.ts";
import { createRandom } from "../simulation/random.ts";
import { forgeKey } from "../support/forged-keys.ts";
import { ask } from "../support/http.ts";
import { command, connectVisitor, type SignedIn, signIn, startSession } from "../support/socket-people.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { p99, timed } from "../support/tail-latency.ts";
import { type Shot, startFlood } from "./flood.ts";

const seconds = sized({ short: 3, long: 20 });
/** Quiet and flooded times take turns, so that both are judged on the same machine. */
const turns = sized({ short: 1, long: 4 });
const turnMs = (seconds * 1000) / turns;
const perSecond = sized({ short: 135, long: 300 });
const seed = 135;
const office = "203.0.113.7";

/** Twice the tail of a quiet time. What is below five milliseconds there is the machine's own breath, not the product's. */
const twice = (quiet: readonly number[]) => 2 * Math.max(5, p99(quiet));

/** Begun minutes: in each of them an exact window lets its limit through once at most. */
const minutesSince = (start: number) => Math.ceil((performance.now() - start) / 60_000);

function total(answered: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const statuses of answered) {
    for (const [status, count] of Object.entries(statuses)) sum[status] = (sum[status] ?? 0) + count;
  }
  return sum;
}

let stack: Stack;
let admin: SignedIn;
beforeAll(async () => {
  stack = await startStack({ env: { TRUST_PROXY: "1", LOG_LEVEL: "warn" } });
  admin = await signIn(stack, await stack.createOwner());
}, 120_000);
afterAll(() => stack.stop());

/** At this pace each stays within 30 a minute and all together within the website's 1,200. */
const betweenMessagesMs = 2_400;

describe(`a flood of ${perSecond} requests a second for ${seconds} s harms none of 40 visitors of the same key`, () => {
  let key: string;
  let sockets: Socket[];
  beforeAll(async () => {
    key = await stack.createKey("pk_live");
    // Twenty share the flooder's address, as colleagues in an office do.
    const visitors = Array.from({ length: 40 }, async (_, number) => {
      const address = number % 2 === 0 ? office : `198.51.100.${number}`;
      const session = await startSession(stack, key, address);
      return await connectVisitor(stack, { key, session, address });
    });
    sockets = await Promise.all(visitors);
  }, 60_000);
  afterAll(() => {
    for (const socket of sockets) socket.disconnect();
  });

  let messages = 0;
  async function say(socket: Socket): Promise<number> {
    messages += 1;
    const items = [{ client_id: `message-${messages}`, body: `Number ${messages}` }];
    const { ms, value } = await timed(() => command(socket, "message:send", { items }));
    expect(value).toMatchObject({ ok: true });
    return ms;
  }

  /** All of them chat for a while; answers how long their messages took. */
  async function chat(): Promise<number[]> {
    const rounds = Math.ceil(turnMs / betweenMessagesMs);
    const all = sockets.map(async (socket, number) => {
      const times: number[] = [];
      // Each at a time of its own.
      await wait((number * betweenMessagesMs) / sockets.length);
      for (let round = 0; round < rounds; round += 1) {
        const [ms] = await Promise.all([say(socket), wait(betweenMessagesMs)]);
        times.push(ms);
      }
      return times;
    });
    return (await Promise.all(all)).flat();
  }

  const shot = (path: string, body: object): Shot => ({
    address: stack.api + path,
    method: "POST",
    headers: { "X-API-Key": key, "X-Forwarded-For": office, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

  test.each(["one of the visitors", "their office without a session"])(
    "by %s",
    async (who) => {
      const session = await startSession(stack, key, "192.0.2.1");
      const shots = who.startsWith("one")
        ? [shot("/widget/message", { session_id: session, message: "Buy!" })]
        : [shot("/widget/init", {}), shot("/widget/message", { session_id: `ws_${"n".repeat(32)}`, message: "Buy!" })];
      const start = performance.now();
      const [before, during]: [number[], number[]] = [[], []];
      const answered: Record<string, number>[] = [];
      for (let turn = 0; turn < turns; turn += 1) {
        before.push(...(await chat()));
        const flood = await startFlood({ shots, perSecond });
        during.push(...(await chat()));
        answered.push(await flood.stop());
      }
      const { 429: refused = 0, none = 0, ...others } = total(answered);
      const accepted = Object.values(others).reduce((sum, count) => sum + count, 0);
      expect(none).toBe(0);
      expect(accepted).toBeLessThanOrEqual(30 * minutesSince(start));
      expect(refused).toBeGreaterThan(accepted);
      if (isLong) expect(p99(during)).toBeLessThan(twice(before));
    },
    120_000,
  );
});

const addresses = sized({ short: 4, long: 24 });

describe(`135 junk keys a second for ${seconds} s from ${addresses} addresses (seed ${seed})`, () => {
  const random = createRandom(seed);
  const newKeys = sized({ short: 5, long: 100 });

  async function makeKey(): Promise<string> {
    const body = { type: "crm", name: "Server", rate_limit_per_minute: 100_000 };
    const made = await ask(`${stack.api}/api-keys`, { headers: admin.headers, body });
    return (made.body["data"] as { key: string }).key;
  }

  /** Junk of every kind: mistyped, made up whole, and with the visible part of a key that exists. */
  const junk = (known: string): Shot[] =>
    Array.from({ length: 600 }, (_, number) => {
      const guess = number % 4 === 0 ? forgeKey(random.next) : forgeKey(random.next, known);
      const key = number % 10 === 0 ? `${guess.slice(0, -1)}!` : guess;
      const headers = { "X-API-Key": key, "X-Forwarded-For": `198.51.100.${number % addresses}` };
      return { address: `${stack.api}/leads?per_page=1`, method: "GET", headers };
    });

  async function use(key: string): Promise<number> {
    const { ms, value } = await timed(() => ask(`${stack.api}/leads?per_page=1`, { key }));
    expect(value.status).toBe(200);
    return ms;
  }

  /** How long a key takes that is used all the time, and keys that are used for the first time. */
  const createTimes = () => ({ known: [] as number[], fresh: [] as number[] });

  async function measure(times: ReturnType<typeof createTimes>, known: string, fresh: readonly string[]) {
    const end = performance.now() + turnMs;
    const left = [...fresh];
    while (performance.now() < end) {
      times.known.push(await use(known));
      const due = Math.ceil(((end - performance.now()) / turnMs) * fresh.length);
      const next = left.length > due ? left.pop() : undefined;
      if (next !== undefined) times.fresh.push(await use(next));
      await wait(10);
    }
    for (const key of left) times.fresh.push(await use(key));
  }

  test("are refused, and slow neither a key that is known nor one that is new", async () => {
    const known = await makeKey();
    const fresh = { before: [] as string[], during: [] as string[] };
    for (let number = 0; number < newKeys; number += 1) {
      fresh.before.push(await makeKey());
      fresh.during.push(await makeKey());
    }
    await use(known);
    const start = performance.now();
    const [before, during] = [createTimes(), createTimes()];
    const answered: Record<string, number>[] = [];
    const share = Math.ceil(newKeys / turns);
    for (let turn = 0; turn < turns; turn += 1) {
      await measure(before, known, fresh.before.splice(0, share));
      const flood = await startFlood({ shots: junk(known), perSecond: 135 });
      await measure(during, known, fresh.during.splice(0, share));
      answered.push(await flood.stop());
    }
    const { 401: wrong = 0, 429: limited = 0, ...others } = total(answered);
    expect(others).toEqual({});
    expect(wrong + limited).toBeGreaterThan(seconds * 100);
    // One in ten is mistyped, which needs no look. Of the others each address may show twenty a minute.
    expect(wrong).toBeLessThanOrEqual(addresses * 20 * minutesSince(start) + Math.ceil((wrong + limited) / 10) + 1);
    if (isLong) {
      expect(p99(during.known)).toBeLessThan(twice(before.known));
      expect(p99(during.fresh)).toBeLessThan(twice(before.fresh));
    }
  }, 300_000);
});
