import type { Socket } from "socket.io";
import type { Api } from "../api/api.ts";
import { AppError } from "../api/errors.ts";
import type { LocalCaller, LocalClient } from "../api/local-client.ts";
import type { Fanout } from "./fanout.ts";
import { type Gate, toRefusal } from "./handler.ts";
import { type Knock, readKnock } from "./origins.ts";
import { protocolVersion } from "./protocol.ts";

/** What both namespaces work with. */
export interface House {
  readonly api: Pick<
    Api,
    "config" | "clock" | "log" | "limiter" | "presence" | "availability" | "liveVisitors" | "spaces"
  >;
  readonly client: (caller: LocalCaller) => LocalClient;
  readonly fanout: Fanout;
  readonly gate: Gate;
  /** Milliseconds between two looks at whether a connected socket's credential still holds. */
  readonly recheckMs: number;
}

type AnySocket = Pick<Socket, "id" | "conn" | "request" | "handshake" | "connected" | "disconnect">;

/** CONNECT packets one connection may send: a refused one may be repeated after a new `init`, not for ever. */
const triesPerConnection = 5;
/** Sockets one visitor's session or one sign-in may open in a minute. */
const connectsPerMinute = 30;

/** A namespace's middleware around one question: who is this? An answer lets the socket in, AppError tells why not. */
export function createDoor<S extends AnySocket, Who>(
  house: House,
  recognise: (socket: S, knock: Knock) => Promise<Who>,
  admit: (socket: S, who: Who) => void,
): (socket: S, next: (error?: Error) => void) => void {
  const tries = new WeakMap<object, number>();
  return (socket, next) => {
    const tried = (tries.get(socket.conn) ?? 0) + 1;
    tries.set(socket.conn, tried);
    if (tried > triesPerConnection) {
      socket.conn.close();
      return;
    }
    const knock = readKnock(socket.request, house.api.config);
    requireVersion(socket)
      .then(() => recognise(socket, knock))
      .then((who) => {
        admit(socket, who);
        next();
      })
      .catch((error: unknown) => next(toConnectError(house, error)));
  };
}

/** A page that was opened before an update may hold another version's code. Throws VALIDATION_ERROR for it. */
async function requireVersion({ handshake }: AnySocket): Promise<void> {
  const version: unknown = handshake.auth["protocol"];
  if (version === undefined || version === protocolVersion) return;
  throw new AppError("VALIDATION_ERROR", "This page speaks another version of the chat. Reload it.");
}

/** Counts a connect. Throws RATE_LIMITED when `name` connects too often. */
export async function chargeConnect({ api }: House, name: string): Promise<void> {
  if (!api.config.rateLimits) return;
  const verdict = await api.limiter.take([{ name: `connects:${name}`, limit: connectsPerMinute }], 1);
  if (verdict.allowed) return;
  throw new AppError("RATE_LIMITED", "Too many connections in a minute. Wait, then connect again.", {
    retryAfter: verdict.retryAfter,
  });
}

/**
 * Looks whether a connected socket's credential still holds, and cuts the socket when it does not: at once, for what was
 * revoked between its recognition and its rooms, and now and then, for what ends without anybody revoking it. All other
 * revocations are cut by the fanout. Returns the stop.
 */
export function keepVerified(house: House, socket: AnySocket, verify: () => Promise<unknown>): () => void {
  const look = () => {
    verify().catch((error: unknown) => {
      if (isRefused(error)) socket.disconnect(true);
    });
  };
  look();
  const timer = setInterval(look, house.recheckMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** True when the caller's credential itself was refused, not just this call. */
const isRefused = (error: unknown) =>
  error instanceof AppError && ["AUTH_REQUIRED", "FORBIDDEN", "NOT_FOUND"].includes(error.code);

/** Socket.IO sends `message` and `data` of this error with CONNECT_ERROR; `data` is a Refusal. */
function toConnectError(house: House, error: unknown): Error {
  const known = error instanceof AppError;
  if (!known) house.api.log.error({ err: error }, "a socket could not be let in");
  const shown = known ? error : new AppError("SERVER_ERROR", "Something went wrong on our side. Connect again.");
  return Object.assign(new Error(shown.message), { data: toRefusal(shown) });
}
