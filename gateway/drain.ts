import { setTimeout as pause } from "node:timers/promises";
import type { Socket } from "socket.io";

type EngineConnection = Socket["conn"];

const closedAtOnce = 200;
const betweenClosesMs = 100;
/** Clients come back spread over this time, so that the next process is not met by all of them at once. */
const spreadMs = 8000;
/** Whoever has not taken his last packets by then does not read. */
const flushMs = 2000;

export interface Drained {
  /** Commands that were accepted before the drain. */
  readonly working: ReadonlySet<Promise<unknown>>;
  readonly connections: () => readonly EngineConnection[];
  /** Tells every socket when to come back. */
  readonly tell: (afterMs: () => number) => void;
  readonly random: () => number;
}

/**
 * Empties a process before it stops: waits for the acks of accepted commands, says when to come back, then closes
 * connections little by little, and resolves once all that was said is written. Never `socket.disconnect`: that tells
 * Socket.IO's client to stay away.
 */
export async function drainConnections({ working, connections, tell, random }: Drained): Promise<void> {
  while (working.size > 0) await Promise.allSettled(working);
  tell(() => Math.floor(random() * spreadMs));
  const open = [...connections()];
  for (let first = 0; first < open.length; first += closedAtOnce) {
    if (first > 0) await pause(betweenClosesMs);
    for (const connection of open.slice(first, first + closedAtOnce)) connection.close();
  }
  const patience = new AbortController();
  const late = pause(flushMs, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([Promise.all(open.map(closed)), late]);
  patience.abort();
}

/** `close` writes what waits before it closes: the last acks and the word when to come back are among that. */
async function closed(connection: EngineConnection): Promise<void> {
  if (connection.readyState !== "closed") await new Promise((resolve) => connection.once("close", resolve));
}
