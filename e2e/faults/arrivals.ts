import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A customer's server that keeps the books of what it was told, and often answers badly. */
export interface Arrivals {
  readonly url: string;
  /** The first body of each `webhook-id`. */
  readonly bodies: ReadonlyMap<string, string>;
  /** Ids that came again with other bytes. */
  readonly changed: ReadonlySet<string>;
  /** All deliveries that came, repeats too. */
  readonly count: number;
  close(): Promise<void>;
}

interface ArrivalsOptions {
  /** Decides whether a delivery is answered badly: each at most once, so that none has to wait for its third try. */
  readonly failsAt: () => "reset" | "500" | null;
  /** Hears of each delivery before it is answered. */
  readonly onArrival: () => void;
}

export async function openArrivals({ failsAt, onArrival }: ArrivalsOptions): Promise<Arrivals> {
  const bodies = new Map<string, string>();
  const changed = new Set<string>();
  const failed = new Set<string>();
  let count = 0;

  function note(id: string, body: string): void {
    count += 1;
    const before = bodies.get(id);
    if (before === undefined) bodies.set(id, body);
    else if (before !== body) changed.add(id);
  }

  function answer(id: string, response: ServerResponse): void {
    const fault = failed.has(id) ? null : failsAt();
    if (fault !== null) failed.add(id);
    if (fault === "reset") response.socket?.resetAndDestroy();
    else response.writeHead(fault === "500" ? 500 : 204).end();
  }

  const server = createServer(async (request, response) => {
    // A sender that is killed breaks off: what did not come whole did not come.
    const body = await text(request).catch(() => null);
    if (body === null) return;
    const id = String(request.headers["webhook-id"]);
    note(id, body);
    onArrival();
    answer(id, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    changed,
    get count() {
      return count;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
