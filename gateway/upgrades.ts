import type { Server as HttpServer } from "node:http";

/**
 * Node takes its own listeners off a connection that asks for an upgrade, and ws puts its own on only after the handshake
 * was judged. A connection that is reset in between would end the process.
 */
export function surviveResets(server: HttpServer): void {
  server.on("upgrade", (_request, socket) => socket.on("error", () => socket.destroy()));
}
