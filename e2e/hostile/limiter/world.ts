import type { Socket } from "socket.io-client";
import { createSession } from "../../../api/access/sessions.ts";
import { openReal, type SignIn } from "../../../gateway/testing/real.ts";
import { connected } from "../../../gateway/testing/stage.ts";
import { type Books, createBooks, type Instant, type Told } from "./books.ts";
import { counted, type Key, type Visitor } from "./rules.ts";

/** What a caller sees of an answer, and what the oracle says it must be. */
export interface Seen {
  /** HTTP's status, or what a socket was answered. */
  readonly status: number | string;
  readonly limit?: number;
  readonly remaining?: number;
  readonly reset?: number;
  readonly retryAfter?: number;
}

export interface Answered extends Seen {
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever fields it is about.
  readonly body: any;
}

export interface Asked {
  readonly key?: string;
  readonly address?: string;
  readonly signIn?: SignIn;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An open connection of a visitor or an agent. */
export interface Line {
  readonly name: string;
  readonly kind: "visitor" | "agent";
  readonly socket: Socket;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Two clocks that a test moves; they differ, so that mixing them up shows. */
function createClocks() {
  const start = Date.parse("2026-03-10T14:30:00Z");
  let passed = 0;
  return {
    now: () => start + passed,
    monotonic: () => 7_000 + passed,
    advance(milliseconds: number) {
      passed += Math.round(milliseconds);
    },
  };
}

/** The real API and gateway on a clock that the test moves, behind one trusted proxy; and the oracle's books beside. */
export async function openWorld() {
  const clock = createClocks();
  const real = await openReal("sqlite", { clock, env: { TRUST_PROXY: "1" } });
  const { test } = real;
  const owner = await real.signIn();
  const books: Books = createBooks();
  const visitors: Visitor[] = [];
  const lines = new Map<string, Line>();

  async function makeKey(type: "crm" | "crm_test" | "pk_live" | "pk_test", limits: Partial<Limits> = {}): Promise<Key> {
    const { own = type.startsWith("pk") ? 30 : 120, site = 1200, scope = "visitor" } = limits;
    const mode = type.endsWith("test") ? "test" : "live";
    const text = await test.key(type, {
      ...{ rate_limit_per_minute: own, site_limit_per_minute: site },
      ...(type.startsWith("pk") ? { rate_limit_scope: scope } : {}),
    });
    const rows = (await test.space(mode)).read.selectFrom("api_keys").select("key_id");
    const { key_id } = await rows.where("last4", "=", text.slice(-4)).executeTakeFirstOrThrow();
    return { text, id: key_id, mode, own, site, scope };
  }

  /** Another sign-in of the owner: each is counted by itself. */
  async function signInAgain(): Promise<SignIn> {
    const live = await test.space();
    const wish = { employeeId: 1, address: null, userAgent: null, now: new Date(clock.now()).toISOString() };
    const { token, csrfToken } = await live.write(({ db }) => createSession(db, wish));
    return { cookie: `valethon=${token}`, csrf: csrfToken };
  }

  return {
    books,
    visitors,
    lines,
    clock,
    at: (): Instant => ({ monotonic: clock.monotonic(), wall: clock.now() }),
    makeKey,
    signIns: [owner, await signInAgain()] as const,
    async ask(call: string, { key, address, signIn, headers, body }: Asked): Promise<Answered> {
      const answer = await test.request(call, {
        key,
        body,
        headers: {
          ...(address === undefined ? {} : { "X-Forwarded-For": address }),
          ...(signIn === undefined ? {} : { Cookie: signIn.cookie, "X-CSRF-Token": signIn.csrf, Origin: test.origin }),
          ...headers,
        },
      });
      const number = (name: string) => {
        const text = answer.headers.get(name);
        return text === null ? undefined : Number(text);
      };
      return definite({
        status: answer.status,
        limit: number("X-RateLimit-Limit"),
        remaining: number("X-RateLimit-Remaining"),
        reset: number("X-RateLimit-Reset"),
        retryAfter: number("Retry-After"),
        body: answer.body,
      });
    },
    /** A visitor who has just got a session: its init is counted in what it will be counted by. */
    arrive(key: Key, session: string, at: Instant): void {
      const visitor: Visitor = { name: String(visitors.length), key, session, sent: [], conversation: null };
      visitors.push(visitor);
      const windows = counted.newSession(visitor);
      if (windows.length > 0) books.take(windows, 1, at);
    },
    /** Connects, and takes the place of the line of this name; answers what the server said. */
    async connect(name: string, who: Visitor | SignIn, address: string): Promise<Seen> {
      const headers = { "x-forwarded-for": address };
      const socket =
        "session" in who
          ? real.dial("/widget", {
              auth: { session_id: who.session },
              query: { key: who.key.text },
              extraHeaders: { ...headers, origin: "https://shop.example" },
            })
          : real.dial("/agent", {
              auth: { csrf_token: who.csrf },
              extraHeaders: { ...headers, origin: test.origin, cookie: who.cookie },
            });
      try {
        await connected(socket);
      } catch (refused) {
        socket.disconnect();
        const { code, retry_after } = (refused as { data: { code: string; retry_after?: number } }).data;
        return definite({ status: code, retryAfter: retry_after });
      }
      lines.get(name)?.socket.disconnect();
      lines.set(name, { name: `${name} ${socket.id}`, kind: "session" in who ? "visitor" : "agent", socket });
      return { status: "connected" };
    },
    async command({ socket }: Line, name: string, input: object): Promise<Answered> {
      const reply = await socket.timeout(5000).emitWithAck(name, input);
      const { ok, code, retry_after, limit } = reply;
      return { ...definite({ status: ok === true ? "ok" : code, retryAfter: retry_after }), ...limit, body: reply };
    },
    close: () => real.close(),
  };
}

interface Limits {
  readonly own: number;
  readonly site: number;
  readonly scope: Key["scope"];
}

/** The answer to a request that is counted: with this status if there is room, else 429. */
export function answer(status: number | string, told: Told): Seen {
  const { limit, remaining, reset } = told;
  if (told.allowed) return { status, limit, remaining, reset };
  return { status: 429, limit, remaining, reset, retryAfter: told.retryAfter };
}

/** The answer to a request that is free: the count is told, and refuses nothing. */
export const free = (status: number | string, { limit, remaining, reset }: Told): Seen => ({
  ...{ status, limit, remaining, reset },
});

type Definite<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

const definite = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Definite<T>;
