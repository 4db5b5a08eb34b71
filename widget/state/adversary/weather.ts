import type { Caller } from "./server.ts";
import type { SimTab } from "./tab.ts";

/** What the network and the server's front do to everybody, until it becomes good. */
export interface Weather {
  /** Chances of a fact to be lost, told twice, late (and so out of order). */
  lost: number;
  doubled: number;
  late: number;
  /** Chance of an answer that comes after more than 5 s. */
  slow: number;
  /** Chance of a command to be refused, and how; half of them after it was done where that can be. */
  busy: number;
  busyCode: "UNAVAILABLE" | "RATE_LIMITED" | "SERVER_ERROR";
  /** Longest way of a packet, in ms. */
  far: number;
  /** Chances of a handshake to fail, or to hang. */
  fails: number;
  hangs: number;
}

export const good: Weather = {
  lost: 0,
  doubled: 0,
  late: 0,
  slow: 0,
  busy: 0,
  busyCode: "UNAVAILABLE",
  far: 40,
  fails: 0,
  hangs: 0,
};

/** One WebSocket, as the server sees it. */
export interface Link {
  readonly tab: SimTab;
  caller: Caller | undefined;
  readonly rooms: Set<number>;
  /** Nothing arrives any more, and nobody is told. */
  dead: boolean;
  open: boolean;
  /** Ends it: the other side is told, unless the link is dead. */
  cut(): void;
  emit(name: string, payload: unknown): void;
  /** The server ends it on purpose. */
  dismiss(): void;
}
