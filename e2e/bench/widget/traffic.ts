import type { CDPSession } from "playwright";
import { until } from "../../support/until.ts";

const quietMs = 500;

/** What came until some moment. */
export interface Traffic {
  /** Of bodies as they came over the wire, compressed, and of WebSocket messages; without headers and the page itself. */
  readonly bytes: number;
  readonly requests: number;
}

/** Writes down what a page fetches. */
export interface TrafficLog {
  /** What had come at a moment, milliseconds since 1970. */
  until(moment: number): Traffic;
  /** Requests to others than this machine, which are refused. */
  toOthers(): number;
  /** Resolves once nothing has come for half a second. */
  quiet(): Promise<void>;
}

/** Must be called before the page navigates, and for that navigation alone. */
export async function logTraffic(session: CDPSession): Promise<TrafficLog> {
  const requests = new Map<string, { readonly at: number; readonly host: string }>();
  const pieces: { readonly at: number; readonly bytes: number }[] = [];
  /** Milliseconds from the browser's own clock to 1970. */
  let offset = 0;
  let page = "";
  const momentOf = (timestamp: number) => timestamp * 1000 + offset;
  const add = (id: string, at: number, url: string) => {
    // A preflight is a request too; a redirect is told under the name of the first.
    const { protocol, hostname } = new URL(url);
    if (!requests.has(id) && /^(http|ws)/.test(protocol)) requests.set(id, { at, host: hostname });
  };

  session.on("Network.requestWillBeSent", ({ requestId, type, request, timestamp, wallTime }) => {
    offset = (wallTime - timestamp) * 1000;
    if (type === "Document") page = requestId;
    else add(requestId, momentOf(timestamp), request.url);
  });
  session.on("Network.webSocketCreated", ({ requestId, url }) => add(requestId, Date.now(), url));
  session.on("Network.webSocketFrameReceived", ({ timestamp, response }) => {
    pieces.push({ at: momentOf(timestamp), bytes: response.payloadData.length });
  });
  session.on("Network.dataReceived", ({ requestId, timestamp, encodedDataLength }) => {
    if (requestId !== page) pieces.push({ at: momentOf(timestamp), bytes: encodedDataLength });
  });
  await session.send("Network.enable");
  return {
    until: (moment) => ({
      bytes: pieces.reduce((sum, { at, bytes }) => (at <= moment ? sum + bytes : sum), 0),
      requests: [...requests.values()].filter(({ at }) => at <= moment).length,
    }),
    async quiet() {
      const last = () => Math.max(...pieces.map(({ at }) => at), ...[...requests.values()].map(({ at }) => at));
      await until("the network to be quiet", () => Date.now() - last() > quietMs, { timeoutMs: 30_000 });
    },
    toOthers: () => [...requests.values()].filter(({ host }) => !/^(localhost|127\.0\.0\.1)$/.test(host)).length,
  };
}
