import type { Environment } from "./environment.ts";

/** Where and as whom a wire connects. */
export interface WireAddress {
  /** Origin of the server, for example `https://acme.valethon.com`. */
  readonly url: string;
  readonly namespace: string;
  readonly query: Readonly<Record<string, string>>;
  readonly auth: Readonly<Record<string, unknown>>;
  readonly withCredentials: boolean;
}

/** What happens on a wire, in this order: `connected` or `failed` once; after `connected` events, then `lost` once. */
export interface WireEvents {
  connected(): void;
  /** `refusal` is what the server's namespace said; null when the network was at fault. */
  failed(refusal: unknown): void;
  received(name: string, payload: unknown): void;
  /** `byServer`: the server ended this connection on purpose. */
  lost(byServer: boolean): void;
}

/** One connection, from its attempt to its end. */
export interface Wire {
  /** Only between `connected` and `lost`. Without `acknowledge` it is a signal, dropped when the line is slow. */
  send(name: string, input: unknown, acknowledge?: (reply: unknown) => void): void;
  /** Ends it without a further event. */
  close(): void;
}

export type OpenWire = (address: WireAddress, events: WireEvents, environment: Pick<Environment, "after">) => Wire;

/** A slow phone needs longer for a TLS handshake than a command may take. */
const connectWithin = 10_000;

/** Unsent bytes; a command of the same moment is fewer. */
const slowFrom = 4_096;

const connectPacket = "0";
const disconnectPacket = "1";
const eventPacket = "2";
const ackPacket = "3";
const refusedPacket = "4";

interface Packet {
  readonly type: string;
  /** NaN where there is none. */
  readonly id: number;
  readonly data: unknown;
}

/** `<type>[<namespace>,][<ack id>][<JSON>]` behind Engine.IO's "4"; null for another namespace or what is no packet. */
function parse(text: string, namespace: string): Packet | null {
  const [, type = "", place, id, json] = /^4(\d)(?:(\/[^,]*),)?(\d+)?(.*)$/s.exec(text) ?? [];
  if (place !== namespace) return null;
  try {
    return { type, id: Number(id), data: json && JSON.parse(json) };
  } catch {
    return null;
  }
}

/** JSON of `value` as it is: old libraries give every list a `toJSON` of theirs, whose text would be sent in its place. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key) {
    return this[key];
  });

function socketAddress({ url, query }: WireAddress): string {
  const search = new URLSearchParams({ ...query, EIO: "4", transport: "websocket" });
  return `${url.replace(/^http/, "ws")}/socket.io/?${search}`;
}

/**
 * Socket.IO over WebSocket as far as this product uses it: one namespace, JSON events, acknowledgements. It is a tenth of
 * socket.io-client's size, which is fetched only where WebSockets do not pass (connection.ts).
 * Source: Engine.IO protocol 4, Socket.IO protocol 5.
 */
export const openWebSocket: OpenWire = (address, events, environment) => {
  const { namespace } = address;
  const acknowledges = new Map<number, (reply: unknown) => void>();
  let socket: WebSocket | null = null;
  let lastId = 0;
  let isConnected = false;
  let aliveFor = connectWithin;
  let forgetSilence = () => {};

  /** The server pings; when it has been silent for too long the connection is dead, whatever the system says. */
  function alive(): void {
    forgetSilence();
    forgetSilence = environment.after(aliveFor, broken);
  }

  function broken(): void {
    end(() => (isConnected ? events.lost(false) : events.failed(null)));
  }

  function end(tell: () => void): void {
    if (socket === null) return;
    const ended = socket;
    socket = null;
    forgetSilence();
    ended.close();
    tell();
  }

  function opened(json: string): void {
    const { pingInterval, pingTimeout } = JSON.parse(json) as { pingInterval: number; pingTimeout: number };
    aliveFor = pingInterval + pingTimeout;
    socket?.send(`4${connectPacket}${namespace},${JSON.stringify(address.auth)}`);
  }

  function take({ type, id, data }: Packet): void {
    if (type === connectPacket) {
      isConnected = true;
      alive();
      events.connected();
    } else if (type === refusedPacket) {
      end(() => events.failed((data as { data?: unknown } | undefined)?.data));
    } else if (type === disconnectPacket) {
      end(() => events.lost(true));
    } else if (type === ackPacket) {
      acknowledges.get(id)?.((data as unknown[])[0]);
      acknowledges.delete(id);
    } else if (type === eventPacket) {
      const [name, payload] = data as [string, unknown];
      events.received(name, payload);
    }
  }

  function message(text: string): void {
    if (text.startsWith("0")) opened(text.slice(1));
    else if (text === "2") {
      socket?.send("3");
      // Until the namespace has answered, the time for connecting runs on.
      if (isConnected) alive();
    } else {
      const packet = parse(text, namespace);
      if (packet !== null) take(packet);
    }
  }

  try {
    socket = new WebSocket(socketAddress(address));
    const current = socket;
    current.onmessage = ({ data }) => {
      if (socket === current && typeof data === "string") message(data);
    };
    current.onclose = broken;
    alive();
  } catch {
    // A Content-Security-Policy may throw at once.
    queueMicrotask(() => events.failed(null));
  }

  return {
    send(name, input, acknowledge) {
      if (socket === null || (!acknowledge && socket.bufferedAmount > slowFrom)) return;
      const id = acknowledge ? ++lastId : "";
      if (acknowledge) acknowledges.set(lastId, acknowledge);
      socket.send(`4${eventPacket}${namespace},${id}${toJson([name, input])}`);
    },
    close: () => end(() => {}),
  };
};
