import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { type Drained, drainConnections } from "./drain.ts";

test("who never takes its last packets holds up a stop for two seconds, and nobody else for longer", async () => {
  // Engine.IO's side of a client that does not read: told to close, it goes on waiting for its buffer to empty.
  const unread = Object.assign(new EventEmitter(), { readyState: "open", close: vi.fn() });
  const connection = unread as unknown as ReturnType<Drained["connections"]>[number];
  const drain = () =>
    drainConnections({ working: new Set(), connections: () => [connection], tell: vi.fn(), random: () => 0 });
  const began = performance.now();
  await drain();
  expect(unread.close).toHaveBeenCalledOnce();
  expect(performance.now() - began).toBeGreaterThan(1900);
  const again = drain();
  unread.emit("close");
  const since = performance.now();
  await again;
  expect(performance.now() - since).toBeLessThan(1000);
});
