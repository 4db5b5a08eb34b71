import type { protocolVersion, Refusal } from "../../gateway/protocol.ts";
import { createBackoff } from "./backoff.ts";
import type { Environment } from "./environment.ts";
import type { ConnectionState } from "./types.ts";
import { openWebSocket, type Wire, type WireEvents } from "./wire.ts";

/** The catalogue this code was built with; the server refuses a page that was left open over a change of it. */
const protocol: typeof protocolVersion = 1;

type Call = (...input: never) => void;
/** Names of `Sends` that are answered, and those that are not. */
export type Commands<Sends> = {
  [Name in keyof Sends]: Sends[Name] extends Call
    ? Parameters<Sends[Name]>["length"] extends 2
      ? Name
      : never
    : never;
}[keyof Sends] &
  string;
export type Signals<Sends> = Exclude<keyof Sends & string, Commands<Sends>>;
type InputOf<F> = F extends Call ? Parameters<F>[0] : never;
type ReplyOf<F> = F extends (input: never, acknowledge: (reply: infer Reply) => void) => void ? Reply : never;

export interface ConnectionOptions<Receives> {
  /** Origin of the server, for example `https://acme.valethon.com`. */
  readonly url: string;
  readonly namespace: "/widget" | "/agent";
  /** Public facts of the handshake; credentials belong in `auth`, never in an address. */
  readonly query?: Readonly<Record<string, string>>;
  /** Asked at each attempt. */
  readonly auth: () => Record<string, unknown>;
  readonly withCredentials?: boolean;
  readonly receives: Partial<Receives>;
  /**
   * The server refused who we are (AUTH_REQUIRED, FORBIDDEN, NOT_FOUND) or cut us off. The connection then stays
   * closed until `open` is called again.
   */
  readonly refused?: (refusal: Pick<Refusal, "code" | "message">) => void;
  readonly environment: Pick<Environment, "after" | "random" | "onWake">;
}

/** One socket that keeps itself connected. It never buffers: what must not be lost waits in an outbox. */
export interface Connection<Sends> {
  readonly state: ConnectionState;
  /** Connects, and from then on comes back by itself. Idempotent. */
  open(): void;
  /** Disconnects and stays so. */
  close(): void;
  /** Resolves to the server's answer, or to an UNAVAILABLE refusal when there is none within 5 s. Never rejects. */
  request<Name extends Commands<Sends>>(
    name: Name,
    input: InputOf<Sends[Name]>,
  ): Promise<ReplyOf<Sends[Name]> | Refusal>;
  /** Sent if that is possible right now, else forgotten. */
  signal<Name extends Signals<Sends>>(name: Name, input: InputOf<Sends[Name]>): void;
  /** Calls back after each change of `state`; returns the undo. */
  subscribe(listener: (state: ConnectionState) => void): () => void;
}

const acknowledgeWithin = 5_000;
/** Refusals that the same credentials cannot overcome. */
const final = new Set<unknown>(["AUTH_REQUIRED", "FORBIDDEN", "NOT_FOUND"]);

/** No answer came, for whatever reason: it is tried again by whoever asked. */
export const unavailable: Refusal = { ok: false, code: "UNAVAILABLE", message: "No answer." };

/** Keeps one socket to a namespace, and speaks the catalogue's commands over it. */
export function createConnection<Sends, Receives extends object>(
  options: ConnectionOptions<Receives>,
): Connection<Sends> {
  const { environment, url, namespace } = options;
  const receives = options.receives as Record<string, ((payload: unknown) => void) | undefined>;
  const backoff = createBackoff(environment);
  const listeners = new Set<(state: ConnectionState) => void>();
  /** Commands without an answer yet. */
  const unanswered = new Set<(reply: Refusal) => void>();
  let state: ConnectionState = "idle";
  let wire: Wire | null = null;
  let wanted = false;
  let failures = 0;
  let silences = 0;
  /** Ends the wait for this browser's turn; null when there is none. */
  let forgetDrain: (() => void) | null = null;
  let forgetWake = () => {};

  function become(next: ConnectionState): void {
    if (next === state) return;
    state = next;
    for (const listener of [...listeners]) listener(next);
  }

  function hangUp(): void {
    wire?.close();
    wire = null;
    for (const resolve of [...unanswered]) resolve(unavailable);
  }

  async function attempt(): Promise<void> {
    if (!wanted || wire !== null) return;
    const pending: Wire = { send: () => {}, close: () => {} };
    wire = pending;
    let open = openWebSocket;
    // Every other failure is answered by the transports that pass where WebSockets do not.
    if (failures % 2 === 1)
      open = await import("./socket-io.ts").then(
        ({ openSocketIo }) => openSocketIo,
        () => open,
      );
    if (wire !== pending) return;
    const address = { url, namespace, query: options.query ?? {}, auth: { ...options.auth(), protocol } };
    wire = open({ ...address, withCredentials: options.withCredentials ?? false }, events, environment);
  }

  function comeBack(next: ConnectionState, atLeast = 0): void {
    hangUp();
    become(next);
    // A drain has its own timer. By the clock it could be endless: people set theirs back.
    if (wanted && forgetDrain === null) backoff.schedule(() => void attempt(), atLeast);
  }

  function stop(left: ConnectionState): void {
    wanted = false;
    backoff.cancel();
    endDrain();
    forgetWake();
    hangUp();
    become(left);
  }

  function giveUp(refusal: Refusal): void {
    stop("offline");
    options.refused?.(refusal);
  }

  /** Spreads the crowd: this browser's turn to connect to the next server comes after its own random wait. */
  function drain(milliseconds: number): void {
    endDrain();
    forgetDrain = environment.after(milliseconds, () => {
      forgetDrain = null;
      comeBack("connecting");
    });
  }

  function endDrain(): void {
    forgetDrain?.();
    forgetDrain = null;
  }

  const events: WireEvents = {
    connected() {
      failures = 0;
      silences = 0;
      endDrain();
      backoff.reset();
      become("online");
    },
    failed(data) {
      const refusal =
        data instanceof Object && "code" in data ? { ...unavailable, ...(data as Partial<Refusal>) } : null;
      if (refusal !== null && final.has(refusal.code)) return giveUp({ ...refusal, ok: false });
      if (refusal === null) failures += 1;
      comeBack("offline", (refusal?.retry_after ?? 0) * 1_000);
    },
    lost(byServer) {
      if (byServer) giveUp({ ...unavailable, code: "AUTH_REQUIRED" });
      else comeBack("connecting");
    },
    received(name, payload) {
      if (name === "drain") drain((payload as { after_ms: number }).after_ms);
      receives[name]?.(payload);
    },
  };

  /** Two silent commands in a row: the network died without telling, as after a laptop's sleep. */
  function noAnswer(): Refusal {
    silences += 1;
    if (silences >= 2 && state === "online") comeBack("connecting");
    return unavailable;
  }

  function request(name: string, input: unknown): Promise<unknown> {
    const line = wire;
    if (state !== "online" || line === null) return Promise.resolve(unavailable);
    return new Promise((resolve) => {
      const settle = (reply: unknown) => {
        forget();
        unanswered.delete(settle);
        resolve(reply);
      };
      const forget = environment.after(acknowledgeWithin, () => settle(noAnswer()));
      unanswered.add(settle);
      line.send(name, input, (reply) => {
        silences = 0;
        settle(reply);
      });
    });
  }

  return {
    get state() {
      return state;
    },
    open() {
      if (wanted) return;
      wanted = true;
      forgetWake = environment.onWake(() => backoff.wake());
      become("connecting");
      void attempt();
    },
    close: () => stop("idle"),
    request: request as Connection<Sends>["request"],
    signal(name, input) {
      if (state === "online") wire?.send(name, input);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
