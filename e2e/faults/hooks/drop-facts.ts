import { Server } from "socket.io";

/**
 * Fault hook: once it is told `{drop: true}`, no broadcast of a fact leaves this server any more. It writes a line when it
 * begins, and one for each kind of fact that is dropped.
 */

if (process.env["NODE_ENV"] !== "test") throw new Error("Fault hooks are for tests alone.");

const facts = new Set(["conversation.event", "feed.event", "conversation.read", "availability.changed"]);
const dropped = new Set<string>();
let drops = false;

process.on("message", ({ drop }: { readonly drop: boolean }) => {
  drops = drop;
  process.stdout.write(`facts are dropped: ${drop}\n`);
});
// Listening alone would keep the process from ending.
process.channel?.unref();

type Emit = (this: unknown, name: string, ...payload: unknown[]) => boolean;
const broadcasts = Object.getPrototypeOf(new Server().to("a room")) as { emit: Emit };
const emit = broadcasts.emit;
broadcasts.emit = function (name, ...payload) {
  if (!drops || !facts.has(name)) return emit.call(this, name, ...payload);
  if (!dropped.has(name)) process.stdout.write(`dropped: ${name}\n`);
  dropped.add(name);
  return true;
};
