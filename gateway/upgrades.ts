import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Server, Socket } from "socket.io";

/** Milliseconds that whoever was told goodbye has to hang up; then we do, and what was kept for it is freed. */
export const farewellMs = 1000;

/** The methods that long-polling answers. */
const polled = ["GET", "POST", "OPTIONS"];

/**
 * True for a request that may become a WebSocket. For a server's `shouldUpgradeCallback`: every other one is answered as
 * if it asked for no upgrade, while a connection taken out of HTTP would be under no timeout any more.
 */
export const asksForSocket = ({ url, headers }: IncomingMessage): boolean =>
  url?.startsWith("/socket.io/") === true && headers.upgrade?.toLowerCase() === "websocket";

/**
 * Node takes its own listeners off a connection that asks for an upgrade, and ws puts its own on only after the handshake
 * was judged. A connection that is reset in between would end the process.
 */
export function surviveResets(server: HttpServer): void {
  server.on("upgrade", (_request, socket) => socket.on("error", () => socket.destroy()));
}

/** Closes what Engine.IO leaves open: goodbyes without an answer, uncounted pings, requests that nobody would answer. */
export function boundEngine(engine: Server["engine"]): void {
  // Engine.IO hands ws only some of its options. Pings are answered by `answerPings`, where they are counted.
  const { ws } = engine as unknown as { readonly ws: { readonly options: Record<string, unknown> } };
  Object.assign(ws.options, { closeTimeout: farewellMs, autoPong: false });
  engine.use(
    (
      request: IncomingMessage & { readonly _query?: Readonly<Record<string, string>> },
      _response: unknown,
      next: (error?: Error) => void,
    ) => {
      const answerable =
        asksForSocket(request) ||
        (request._query?.["transport"] !== "websocket" && polled.includes(request.method ?? ""));
      next(answerable ? undefined : new Error("Nobody answers such a request."));
    },
  );
  engine.on("connection", ({ transport }: Socket["conn"]) => {
    // Only long-polling has it: how long the last packet waits to be fetched.
    if ("closeTimeout" in transport) transport.closeTimeout = farewellMs;
  });
}
