import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A customer's server on this machine. */
export interface Catcher {
  readonly url: string;
  /** When the event of each lead came first, by the lead's id: milliseconds of this process. */
  readonly leads: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** Answers every delivery at once; `isDead`: never. */
export async function openCatcher(isDead = false): Promise<Catcher> {
  const leads = new Map<number, number>();
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => null);
    if (body === null || isDead) return;
    response.writeHead(204).end();
    const leadId: unknown = JSON.parse(body).data.lead_id;
    if (typeof leadId === "number" && !leads.has(leadId)) leads.set(leadId, performance.now());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leads,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
