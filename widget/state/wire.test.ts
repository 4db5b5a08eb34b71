import { afterEach, expect, test, vi } from "vitest";
import { openWebSocket } from "./wire.ts";

afterEach(() => vi.unstubAllGlobals());

test("a server that greets and never lets in is given up after the time for connecting", () => {
  const sockets: { onmessage?: (event: { data: string }) => void }[] = [];
  const Silent = class {
    constructor() {
      sockets.push(this);
    }
    send(): void {}
    close(): void {}
  };
  vi.stubGlobal("WebSocket", Silent);
  const due = new Map<() => void, number>();
  const after = (milliseconds: number, call: () => void) => {
    due.set(call, milliseconds);
    return () => void due.delete(call);
  };
  const failed = vi.fn();
  const events = { connected: vi.fn(), failed, received: vi.fn(), lost: vi.fn() };
  const address = { url: "http://localhost", namespace: "/widget", query: {}, auth: {}, withCredentials: false };
  openWebSocket(address, events, { after });
  sockets[0]?.onmessage?.({ data: '0{"pingInterval":25000,"pingTimeout":20000}' });
  sockets[0]?.onmessage?.({ data: "2" });
  expect([...due.values()]).toEqual([10_000]);
  for (const call of [...due.keys()]) call();
  expect(failed).toHaveBeenCalledExactlyOnceWith(null);
});
