import type { Socket } from "socket.io";
import type { Clock } from "../api/clock.ts";

type EngineConnection = Socket["conn"];

const windowMs = 10_000;
/** Commands per 10 seconds and socket (spec: realtime, Bounds). */
export const commandsPerWindow = { visitor: 40, agent: 200 } as const;
const closeAtMultiple = 5;

export interface CommandCap {
  /** `close` means that the caller ignored its refusals long enough for the connection to end. */
  take(): "ok" | "refuse" | "close";
  /** Whole seconds after which `take` may succeed; at least 1. */
  retryAfter(): number;
}

/** An exact sliding window over accepted commands, and a count of all tries that decides when to hang up. */
export function createCommandCap(limit: number, clock: Clock): CommandCap {
  const accepted: number[] = [];
  let tries = 0;
  let triesSince = Number.NEGATIVE_INFINITY;
  return {
    take() {
      const now = clock.monotonic();
      if (now - triesSince >= windowMs) {
        tries = 0;
        triesSince = now;
      }
      tries += 1;
      if (tries > limit * closeAtMultiple) return "close";
      while (accepted[0] !== undefined && accepted[0] <= now - windowMs) accepted.shift();
      if (accepted.length >= limit) return "refuse";
      accepted.push(now);
      return "ok";
    },
    retryAfter() {
      const oldest = accepted[0] ?? clock.monotonic() - windowMs;
      return Math.max(1, Math.ceil((oldest + windowMs - clock.monotonic()) / 1000));
    },
  };
}

/** The cap of RATE_LIMITS=off. */
export const noCommandCap: CommandCap = { take: () => "ok", retryAfter: () => 1 };

/** Least milliseconds between two signals of a kind. */
export const signalGapMs = { typing: 2000, presence: 200, viewing: 100, watching: 200 } as const;
type SignalName = keyof typeof signalGapMs;
/** What is shown until the next one says otherwise. Typing is not: it expires by itself. */
const lasting: ReadonlySet<string> = new Set<SignalName>(["presence", "viewing", "watching"]);

/**
 * Lets a signal pass now, or, when it comes too soon after the last of its name, not at all: without a word. Of those that
 * last, the newest of a gap passes at its end, because what it says stays true.
 */
export function createSignalGate(
  gaps: Readonly<Record<string, number>>,
  clock: Clock,
  after: (milliseconds: number, run: () => void) => void = (milliseconds, run) => setTimeout(run, milliseconds).unref(),
): (name: string, pass: () => void) => void {
  const last = new Map<string, number>();
  const waiting = new Map<string, () => void>();

  function passWaiting(name: string): void {
    const pass = waiting.get(name);
    if (pass === undefined) return;
    waiting.delete(name);
    last.set(name, clock.monotonic());
    pass();
  }

  return (name, pass) => {
    const now = clock.monotonic();
    const wait = (last.get(name) ?? Number.NEGATIVE_INFINITY) + (gaps[name] ?? 0) - now;
    if (wait <= 0) {
      waiting.delete(name);
      last.set(name, now);
      pass();
    } else if (lasting.has(name)) {
      if (!waiting.has(name)) after(wait, () => passWaiting(name));
      waiting.set(name, pass);
    }
  };
}

export const outboundBounds = { bytes: 1_048_576, packets: 256 } as const;
/** Packets of any kind that one connection may send in 10 seconds; a flood of signals or pings costs parsing too. */
const inboundPackets = 2000;

interface EnginePacket {
  readonly data?: unknown;
  readonly options?: { readonly wsPreEncodedFrame?: readonly Uint8Array[] };
}

/**
 * Ends a connection whose client does not read: its unread packets would be held in memory for ever. What it missed it
 * gets by sync when it is back. Bytes are judged at once; the packet count is judged after a turn of the event loop,
 * because one commit may write hundreds of small facts before a healthy socket had a chance to flush the first.
 */
export function boundOutbound(connection: EngineConnection, exceeded: () => void): void {
  const nothing = { packets: 0, bytes: 0 };
  let queued = nothing;
  // A batch handed to the transport counts until the transport is writable again, which is when it left the process.
  let sending = nothing;
  let judging = false;
  const waiting = (unit: keyof typeof nothing) => queued[unit] + (connection.transport.writable ? 0 : sending[unit]);

  connection.on("packetCreate", (packet: EnginePacket) => {
    queued = { packets: queued.packets + 1, bytes: queued.bytes + sizeOf(packet) };
    if (waiting("bytes") > outboundBounds.bytes) {
      exceeded();
    } else if (!judging && waiting("packets") > outboundBounds.packets) {
      judging = true;
      setImmediate(() => {
        judging = false;
        if (connection.readyState === "open" && waiting("packets") > outboundBounds.packets) exceeded();
      });
    }
  });
  connection.on("flush", () => {
    sending = queued;
    queued = nothing;
  });
}

/** Answers the pings of WebSocket itself, which browsers never send, and ends a connection that does not read the answers. */
export function answerPings(connection: EngineConnection, exceeded: () => void): void {
  const listen = (transport: Transport) => {
    const wire = wireOf(transport);
    wire?.on("ping", (payload) => {
      if (wire.bufferedAmount > outboundBounds.bytes) exceeded();
      else wire.pong(payload);
    });
  };
  listen(connection.transport);
  connection.on("upgrade", listen);
}

/** Ends a connection that floods, whatever it floods with: packets, WebSocket's own pings, probes before an upgrade. */
export function boundInbound(connection: EngineConnection, clock: Clock, exceeded: () => void): void {
  let count = 0;
  let since = clock.monotonic();
  const take = () => {
    const now = clock.monotonic();
    if (now - since >= windowMs) {
      count = 0;
      since = now;
    }
    count += 1;
    if (count > inboundPackets) exceeded();
  };
  const listen = (transport: Transport) => wireOf(transport)?.on("ping", take);
  connection.on("packet", take);
  connection.on("upgrading", take);
  listen(connection.transport);
  connection.on("upgrade", listen);
}

/** Ends a connection now, without the closing handshake, for which a client that does not read would keep it for longer. */
export function hangUp(connection: EngineConnection): void {
  wireOf(connection.transport)?.terminate();
  connection.close(true);
}

type Transport = EngineConnection["transport"];

/** What we use of a WebSocket of ws. */
interface Wire {
  readonly bufferedAmount: number;
  on(event: "ping", listener: (payload: Buffer) => void): void;
  pong(payload: Buffer): void;
  terminate(): void;
}

/** The WebSocket of a transport, which engine.io declares private; long-polling has none. */
const wireOf = (transport: Transport) => (transport as unknown as { readonly socket?: Wire }).socket;

function sizeOf({ data, options }: EnginePacket): number {
  if (options?.wsPreEncodedFrame) return options.wsPreEncodedFrame.reduce((sum, part) => sum + part.byteLength, 0);
  return typeof data === "string" ? Buffer.byteLength(data) : 0;
}
