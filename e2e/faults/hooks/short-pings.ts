import { Server } from "socket.io";

/**
 * Fault hook: writes a line for each connection whose browser fell silent. Once it is told `{pingMs}`, connections that are
 * made from then on are given up after twice that, not after 45 s.
 */

if (process.env["NODE_ENV"] !== "test") throw new Error("Fault hooks are for tests alone.");

interface Engine {
  readonly opts: { pingInterval: number; pingTimeout: number };
  on(event: "connection", listener: (connection: Connection) => void): void;
}

interface Connection {
  on(event: "close", listener: (reason: string) => void): void;
}

const engines = new Set<Engine>();

process.on("message", ({ pingMs }: { readonly pingMs: number }) => {
  for (const { opts } of engines) Object.assign(opts, { pingInterval: pingMs, pingTimeout: pingMs });
  process.stdout.write("pings are short\n");
});
// Listening alone would keep the process from ending.
process.channel?.unref();

const { attach } = Server.prototype;
Server.prototype.attach = function (...given) {
  const server = attach.apply(this, given);
  const engine = this.engine as unknown as Engine;
  engines.add(engine);
  engine.on("connection", (connection) => {
    connection.on("close", (reason) => {
      if (reason === "ping timeout") process.stdout.write("a silent browser was given up\n");
    });
  });
  return server;
};
