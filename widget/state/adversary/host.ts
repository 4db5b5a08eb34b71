import { registerHooks } from "node:module";
import type { Network } from "./network.ts";
import type { Host } from "./story.ts";
import type { SimTab } from "./tab.ts";
import type { World } from "./world.ts";

/** The socket.io client and late chunks come from the network, which is the story's. */
const instead: Readonly<Record<string, string>> = { "./socket-io.ts": "./polling.ts", "./late.ts": "./late-chunk.ts" };

registerHooks({
  resolve(specifier, context, next) {
    const other = context.parentURL?.startsWith(new URL(".", import.meta.url).href) ? undefined : instead[specifier];
    return next(other === undefined ? specifier : new URL(other, import.meta.url).href, context);
  },
});

/** Resolves when all promises that can have gone on. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The story that is told in this thread, for what has no other way to it. */
export function createHost(): Host {
  let world: World | null = null;
  const timeout = AbortSignal.timeout;
  const socket = globalThis.WebSocket;
  const unhandled = (reason: unknown) => {
    const words =
      reason instanceof Error ? (reason.stack ?? reason.message).split("\n").slice(0, 3).join(" ") : `${reason}`;
    world?.fault(`nobody handled: ${words}`);
  };
  process.on("unhandledRejection", unhandled);
  process.on("uncaughtException", unhandled);
  return {
    enter(next: World, network: Network) {
      world = next;
      globalThis.WebSocket = network.WebSocket as never;
      AbortSignal.timeout = (milliseconds) => {
        const controller = new AbortController();
        const tab = next.current as SimTab;
        next.after(milliseconds, () => tab.run(() => controller.abort(new Error("TimeoutError"))));
        return controller.signal;
      };
      Object.assign(globalThis, { chunksFail: () => (next.current as SimTab | null)?.browser.chunksFail ?? false });
    },
    leave() {
      globalThis.WebSocket = socket;
      AbortSignal.timeout = timeout;
    },
  };
}
