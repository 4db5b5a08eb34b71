import { setTimeout as wait } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sized } from "../faults/form.ts";
import { ask } from "../support/http.ts";
import { command, connectVisitor, startSession } from "../support/socket-people.ts";
import { type Stack, startStack } from "../support/stack.ts";

const seconds = sized({ short: 12, long: 150 });
const limit = 30;
const windowMs = 60_000;
/** Two processes read two clocks. */
const toleranceMs = 5;

let stack: Stack;
let key: string;
beforeAll(async () => {
  stack = await startStack({ env: { TRUST_PROXY: "1", LOG_LEVEL: "warn" } });
  key = await stack.createKey("pk_live");
}, 120_000);
afterAll(() => stack.stop());

/** What a client knows of one request: the server decided between these two moments. */
interface Try {
  readonly sent: number;
  readonly received: number;
  readonly accepted: boolean;
  readonly remaining?: number;
  readonly retryAfter?: number;
}

async function observe(request: () => Promise<Omit<Try, "sent" | "received">>): Promise<Try> {
  const sent = performance.now();
  const answer = await request();
  return { ...answer, sent, received: performance.now() };
}

async function overHttp(session: string) {
  const { status, headers } = await ask(`${stack.api}/widget/message`, {
    key,
    body: { session_id: session, message: "Hello" },
  });
  expect([200, 429]).toContain(status);
  const remaining = Number(headers.get("X-RateLimit-Remaining"));
  return { accepted: status === 200, remaining, retryAfter: Number(headers.get("Retry-After")) };
}

let ids = 0;
async function overSocket(socket: Socket) {
  ids += 1;
  const reply = await command(socket, "message:send", { items: [{ client_id: `message-${ids}`, body: "Hello" }] });
  const {
    ok,
    code,
    limit: left,
    retry_after,
  } = reply as { ok: boolean; code?: string; limit?: { remaining: number } } & {
    retry_after?: number;
  };
  expect(ok || code === "RATE_LIMITED").toBe(true);
  return { accepted: ok, ...(left === undefined ? {} : left), retryAfter: retry_after ?? 0 };
}

/** One visitor who writes as often as he can, over both ways, or who waits as long as he is told to. */
async function write(number: number, isPolite: boolean): Promise<readonly Try[]> {
  const address = `198.51.100.${number}`;
  let session = "";
  const tries = [
    await observe(async () => {
      session = await startSession(stack, key, address);
      return { accepted: true };
    }),
  ];
  const socket = await connectVisitor(stack, { key, session, address });
  const end = performance.now() + seconds * 1000;
  for (let count = 0; performance.now() < end; count += 1) {
    const one = await observe(() => (count % 2 === 0 ? overHttp(session) : overSocket(socket)));
    tries.push(one);
    const pauseMs = isPolite && !one.accepted ? (one.retryAfter ?? 0) * 1000 : 150;
    if (performance.now() + pauseMs > end) break;
    await wait(pauseMs);
  }
  socket.disconnect();
  return tries;
}

/** All that the bounds of a client's knowledge allow to say about an exact window of a minute. */
function check(tries: readonly Try[]): void {
  const accepted = tries.filter((one) => one.accepted);
  const certainly = (one: Try) =>
    accepted.filter((other) => other.sent > one.received - windowMs + toleranceMs && other.sent <= one.sent);
  const possibly = (one: Try) =>
    accepted.filter((other) => other.received > one.sent - windowMs - toleranceMs && other.sent <= one.sent);
  for (const one of accepted) expect(certainly(one).length).toBeLessThanOrEqual(limit);
  for (const one of tries.filter((other) => !other.accepted))
    expect(possibly(one).length).toBeGreaterThanOrEqual(limit);
  for (const one of accepted.filter(({ remaining }) => remaining !== undefined)) {
    expect(one.remaining).toBeLessThanOrEqual(limit - certainly(one).length);
    expect(one.remaining).toBeGreaterThanOrEqual(limit - possibly(one).length);
  }
}

/** Whoever waits as long as he is told to is let through: Retry-After is never too early. */
function checkWaits(tries: readonly Try[]): void {
  for (const [index, one] of tries.entries())
    if (!one.accepted && index + 1 < tries.length) expect(tries[index + 1]?.accepted).toBe(true);
}

test(
  `six visitors write for ${seconds} s: what each can know of the server's clock agrees with ${limit} in any minute`,
  async () => {
    const visitors = Array.from({ length: 6 }, (_, number) => write(number, number % 2 === 0));
    const all = await Promise.all(visitors);
    for (const [number, tries] of all.entries()) {
      check(tries);
      if (number % 2 === 0) checkWaits(tries);
      expect(tries.filter(({ accepted }) => accepted).length).toBeGreaterThanOrEqual(limit);
      expect(tries.some(({ accepted }) => !accepted)).toBe(true);
    }
  },
  (seconds + 90) * 1000,
);
