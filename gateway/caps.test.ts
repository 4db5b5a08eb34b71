import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import {
  answerPings,
  boundInbound,
  boundOutbound,
  createCommandCap,
  createSignalGate,
  outboundBounds,
  signalGapMs,
} from "./caps.ts";

function fakeClock() {
  let at = 0;
  return { now: () => at, monotonic: () => at, pass: (milliseconds: number) => (at += milliseconds) };
}

type Connection = Parameters<typeof boundOutbound>[0];

/** The events of an engine.io connection in the order it emits them, over a transport that this test opens and shuts. */
function fakeConnection() {
  const wire = Object.assign(new EventEmitter(), { bufferedAmount: 0, pongs: 0, pong: () => (wire.pongs += 1) });
  const transport = { writable: true, socket: wire };
  const emitter = Object.assign(new EventEmitter(), { transport, readyState: "open" });
  return {
    transport,
    wire,
    connection: emitter as unknown as Connection,
    receive: (what: "packet" | "probe" | "ping") => {
      if (what === "packet") emitter.emit("packet", {});
      else if (what === "probe") emitter.emit("upgrading", transport);
      else wire.emit("ping", Buffer.alloc(0));
    },
    write(text: string) {
      emitter.emit("packetCreate", { data: text });
      if (transport.writable) {
        emitter.emit("flush");
        transport.writable = false;
      }
    },
    writable() {
      transport.writable = true;
      emitter.emit("flush");
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("command cap", () => {
  test("allows the limit in any 10 seconds, and tells when the next fits", () => {
    const clock = fakeClock();
    const cap = createCommandCap(40, clock);
    for (let count = 0; count < 40; count += 1) {
      expect(cap.take()).toBe("ok");
      clock.pass(100);
    }
    expect(cap.take()).toBe("refuse");
    expect(cap.retryAfter()).toBe(6);
    clock.pass(6000);
    expect(cap.take()).toBe("ok");
    expect(cap.take()).toBe("refuse");
  });

  test("hangs up at five times the limit, counting what it refused", () => {
    const cap = createCommandCap(40, fakeClock());
    const verdicts = Array.from({ length: 201 }, () => cap.take());
    expect(verdicts.filter((verdict) => verdict === "ok")).toHaveLength(40);
    expect(verdicts.slice(40, 200).every((verdict) => verdict === "refuse")).toBe(true);
    expect(verdicts.at(-1)).toBe("close");
  });
});

describe("the signal gate", () => {
  function createGate() {
    const clock = fakeClock();
    const passed: string[] = [];
    const later: (() => void)[] = [];
    const bound = createSignalGate(signalGapMs, clock, (milliseconds, run) => {
      later.push(() => {
        clock.pass(milliseconds);
        run();
      });
    });
    return { clock, passed, later, send: (name: string, what = name) => bound(name, () => passed.push(what)) };
  }

  test("typing passes once in two seconds and does not hold other signals back", () => {
    const { clock, passed, later, send } = createGate();
    send("typing");
    send("viewing");
    clock.pass(1999);
    send("typing");
    expect(passed).toEqual(["typing", "viewing"]);
    expect(later).toEqual([]);
    clock.pass(1);
    send("typing");
    expect(passed).toEqual(["typing", "viewing", "typing"]);
  });

  test("of presence and viewing that come too soon the last one passes when it may", () => {
    const { clock, passed, later, send } = createGate();
    send("presence", "away");
    clock.pass(50);
    send("presence", "online");
    send("presence", "away again");
    send("presence", "back");
    expect(passed).toEqual(["away"]);
    expect(later).toHaveLength(1);
    later[0]?.();
    expect(passed).toEqual(["away", "back"]);
    send("presence", "gone");
    expect(passed).toEqual(["away", "back"]);
    later[1]?.();
    expect(passed).toEqual(["away", "back", "gone"]);
  });

  test("what waited is forgotten when a later one passes first", () => {
    const { clock, passed, later, send } = createGate();
    send("viewing", "one");
    send("viewing", "two");
    clock.pass(100);
    send("viewing", "three");
    later[0]?.();
    expect(passed).toEqual(["one", "three"]);
  });
});

describe("outbound bound", () => {
  test("ends a connection as soon as a mebibyte waits, what the transport holds included", () => {
    const { connection, write } = fakeConnection();
    let ended = 0;
    boundOutbound(connection, () => (ended += 1));
    const half = "x".repeat(outboundBounds.bytes / 2);
    write(half);
    write(half);
    expect(ended).toBe(0);
    write("x");
    expect(ended).toBe(1);
  });

  test("ends a connection that leaves more than 256 packets unread", async () => {
    const { connection, write } = fakeConnection();
    let ended = 0;
    boundOutbound(connection, () => (ended += 1));
    for (let count = 0; count < 257; count += 1) write("x");
    expect(ended).toBe(0);
    await turn();
    expect(ended).toBe(1);
  });

  test("lets a burst pass that a healthy connection flushes in the same turn of the event loop", async () => {
    const { connection, write, writable } = fakeConnection();
    let ended = 0;
    boundOutbound(connection, () => (ended += 1));
    for (let count = 0; count < 1000; count += 1) write("x");
    writable();
    await turn();
    expect(ended).toBe(0);
  });
});

test.each(["packet", "probe", "ping"] as const)("a connection that floods with %ss is ended", (what) => {
  const clock = fakeClock();
  const { connection, receive } = fakeConnection();
  let ended = 0;
  boundInbound(connection, clock, () => (ended += 1));
  for (let count = 0; count < 2000; count += 1) receive(what);
  expect(ended).toBe(0);
  receive(what);
  expect(ended).toBe(1);
});

test("pings are answered until a mebibyte of answers waits, then the connection is ended", () => {
  const { connection, receive, wire } = fakeConnection();
  let ended = 0;
  answerPings(connection, () => (ended += 1));
  receive("ping");
  expect([wire.pongs, ended]).toEqual([1, 0]);
  wire.bufferedAmount = outboundBounds.bytes + 1;
  receive("ping");
  expect([wire.pongs, ended]).toEqual([1, 1]);
});
