import { io } from "socket.io-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AppError } from "../api/errors.ts";
import { protocolVersion } from "./protocol.ts";
import { ask, connected, cookieToken, next, openStage, type Stage, website } from "./testing/stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const refused = (code: string) => expect.objectContaining({ data: expect.objectContaining({ ok: false, code }) });

describe("handshake", () => {
  test.each(["websocket", "polling"] as const)(
    "a website the key does not allow is refused (%s)",
    async (transport) => {
      stage = await openStage();
      await connected(stage.visitor({ transports: [transport] }));
      const foreign = stage.visitor({ transports: [transport], origin: "https://evil.example" });
      await expect(connected(foreign)).rejects.toThrow();
      await expect(connected(stage.visitor({ transports: [transport], origin: null }))).rejects.toThrow();
      expect(stage.gateway.connections()).toBe(1);
      expect(stage.gateway.counts().refused_handshake).toBe(2);
    },
  );

  test("without a key only the console's own origin gets in, and no key opens the console", async () => {
    stage = await openStage();
    await connected(stage.agent());
    await expect(connected(stage.agent({ origin: "https://evil.example" }))).rejects.toThrow();
    const throughKey = io(`${stage.url}/agent`, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      query: { key: "pk_live_1" },
      auth: { csrf_token: "csrf" },
      extraHeaders: { origin: website, cookie: `valethon=${cookieToken}` },
    });
    await expect(connected(throughKey)).rejects.toEqual(refused("FORBIDDEN"));
    throughKey.disconnect();
  });

  test("polling answers websites with their origin and without credentials, and the console without CORS", async () => {
    stage = await openStage();
    const poll = `${stage.url}/socket.io/?EIO=4&transport=polling`;
    const fromWebsite = await fetch(`${poll}&key=pk_live_1`, { headers: { origin: website } });
    expect(fromWebsite.headers.get("access-control-allow-origin")).toBe(website);
    expect(fromWebsite.headers.get("vary")).toBe("Origin");
    expect(fromWebsite.headers.get("access-control-allow-credentials")).toBeNull();
    const fromConsole = await fetch(poll, { headers: { "sec-fetch-site": "same-origin" } });
    expect(fromConsole.status).toBe(200);
    expect(fromConsole.headers.get("access-control-allow-origin")).toBeNull();
    const fromNowhere = await fetch(poll);
    expect(fromNowhere.status).toBe(403);
  });

  test("an unknown session, a wrong CSRF token and a missing sign-in are told apart by their codes", async () => {
    stage = await openStage();
    await expect(connected(stage.visitor({ session: "ws_guess" }))).rejects.toEqual(refused("NOT_FOUND"));
    await expect(connected(stage.agent({ csrf: "other" }))).rejects.toEqual(refused("FORBIDDEN"));
    await expect(connected(stage.agent({ cookie: "" }))).rejects.toEqual(refused("AUTH_REQUIRED"));
  });

  test("a page left open over a change of the protocol is told to reload", async () => {
    stage = await openStage();
    const socket = stage.visitor();
    Object.assign(socket.auth, { protocol: protocolVersion + 1 });
    await expect(connected(socket)).rejects.toEqual(refused("VALIDATION_ERROR"));
    Object.assign(socket.auth, { protocol: protocolVersion });
    await connected(socket.connect());
  });

  test("nobody is at home in the main namespace", async () => {
    stage = await openStage();
    const socket = io(stage.url, {
      transports: ["websocket"],
      reconnection: false,
      query: { key: "pk_live_1" },
      extraHeaders: { origin: website },
    });
    await expect(connected(socket)).rejects.toThrow("/widget");
    socket.disconnect();
  });

  test("a session that connects too often is told to wait", async () => {
    const take = async () => ({ allowed: false, limit: 30, remaining: 0, reset: 0, retryAfter: 12 });
    stage = await openStage();
    Object.assign(stage.limiter, { take });
    const error = await connected(stage.visitor()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ data: { code: "RATE_LIMITED", retry_after: 12 } });
  });

  test("one connection cannot try sessions for ever", async () => {
    stage = await openStage();
    const socket = stage.visitor({ session: "ws_guess" });
    await expect(connected(socket)).rejects.toThrow();
    for (let count = 0; count < 5; count += 1) socket.io.engine.write('0/widget,{"session_id":"ws_guess"}');
    await vi.waitFor(() => expect(stage.gateway.connections()).toBe(0));
  });
});

describe("a credential that ends", () => {
  test("while its socket is on the way in is cut off as well", async () => {
    const looked = vi.fn(() => {
      if (looked.mock.calls.length > 1) throw new AppError("NOT_FOUND", "This session does not exist.");
      // Nobody is in the rooms yet that this reaches.
      stage.live.bus.publish({ kind: "revoked", what: "widget_session", id: 1 });
      return { widget_session_id: 1, widget_token_id: 1000, conversation_id: null };
    });
    stage = await openStage({ "GET /widget/session": looked });
    const socket = stage.visitor();
    expect((await next(socket, "disconnect"))[0]).toBe("io server disconnect");
  });

  test("without a revocation is found out at the next look, which our own failures do not decide", async () => {
    let answer: Error | null = null;
    const looked = vi.fn(() => {
      if (answer !== null) throw answer;
      return { widget_session_id: 1, conversation_id: null };
    });
    stage = await openStage({ "GET /widget/session": looked }, { times: { recheck: 10 } });
    const socket = await connected(stage.visitor());
    answer = new AppError("UNAVAILABLE", "The database is away.");
    looked.mockClear();
    await vi.waitFor(() => expect(looked.mock.calls.length).toBeGreaterThan(1));
    expect(socket.connected).toBe(true);
    const cut = next(socket, "disconnect");
    answer = new AppError("NOT_FOUND", "This session has expired.");
    expect((await cut)[0]).toBe("io server disconnect");
  });
});

describe("slow readers", () => {
  test.each([{ rateLimits: true }, { rateLimits: false }])(
    "a connection that does not read is ended before it holds more than a mebibyte (%o)",
    async (options) => {
      stage = await openStage({}, options);
      const slow = await connected(stage.visitor());
      const healthy = await connected(stage.visitor({ session: "ws_2" }));
      pause(slow);
      const body = "x".repeat(4000);
      await vi.waitFor(
        async () => {
          for (let count = 0; count < 100; count += 1) publish(stage, 1, body);
          await new Promise((resolve) => setImmediate(resolve));
          expect(stage.gateway.counts().too_slow).toBe(1);
        },
        { timeout: 10_000, interval: 1 },
      );
      expect(healthy.connected).toBe(true);
      expect(stage.gateway.connections()).toBe(1);
    },
  );
});

describe("drain", () => {
  test("flushes accepted acks, refuses new commands, tells when to come back and closes", async () => {
    const { promise, resolve } = Promise.withResolvers();
    const reached = vi.fn(() => promise);
    stage = await openStage({ "POST /widget/end": reached }, { random: () => 0.5 });
    const socket = await connected(stage.visitor());
    const accepted = ask(socket, "conversation:end", {});
    await vi.waitFor(() => expect(reached).toHaveBeenCalled());
    const told = next(socket, "drain");
    const closed = next(socket, "disconnect");
    const drained = stage.gateway.drain();
    expect(await ask(socket, "conversation:end", {})).toMatchObject({ code: "UNAVAILABLE", retry_after: 1 });
    resolve({ conversation_id: 10 });
    expect(await accepted).toEqual({ ok: true, conversation_id: 10 });
    expect(await told).toEqual([{ after_ms: 4000 }]);
    // Not "io server disconnect", after which Socket.IO's client would stay away.
    expect((await closed)[0]).toBe("transport close");
    await drained;
    await vi.waitFor(() => expect(stage.gateway.connections()).toBe(0));
    await expect(connected(stage.visitor())).rejects.toThrow();
  });

  test("what was written last still arrives when the gateway closes right after it", async () => {
    const { promise, resolve } = Promise.withResolvers();
    const reached = vi.fn(() => promise);
    stage = await openStage({ "POST /widget/end": reached }, { random: () => 0.5 });
    const sockets = await Promise.all(
      Array.from({ length: 20 }, (_, n) => connected(stage.visitor({ session: `ws_${n + 1}` }))),
    );
    const accepted = sockets.map((socket) => ask(socket, "conversation:end", {}));
    await vi.waitFor(() => expect(reached).toHaveBeenCalledTimes(sockets.length));
    const told = sockets.map((socket) => next(socket, "drain"));
    const stopped = stage.gateway.drain().then(() => stage.gateway.close());
    // A fact just before its ack keeps the connection busy, as after every commit.
    for (const [n] of sockets.entries()) publish(stage, n + 1, "x".repeat(10_000));
    resolve({ conversation_id: 10 });
    expect(await Promise.all(accepted)).toEqual(sockets.map(() => ({ ok: true, conversation_id: 10 })));
    expect(await Promise.all(told)).toEqual(sockets.map(() => [{ after_ms: 4000 }]));
    await stopped;
  });
});

function publish(on: Stage, widgetSessionId: number, body: string) {
  on.live.bus.publish({
    kind: "conversation.event",
    epoch: "e1",
    widgetSessionId,
    event: {
      message_id: 1,
      conversation_id: widgetSessionId * 10,
      seq: 1,
      client_id: null,
      type: "message",
      sender: { kind: "bot", id: null, name: null },
      body,
      created_at: "2026-01-01T00:00:00Z",
    },
  });
}

/** Stops reading from the network, as a frozen tab does. */
function pause(socket: Awaited<ReturnType<typeof connected>>) {
  const { ws } = socket.io.engine.transport as unknown as { ws: { pause(): void } };
  ws.pause();
}
