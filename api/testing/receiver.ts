import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A delivery as it came over the wire. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever fields it is about.
  readonly json: any;
}

type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A customer's server: a real one, on a port of this machine. */
export interface TestReceiver {
  /** Where it listens: deliveries may go to any path below. */
  readonly url: string;
  readonly received: readonly Received[];
  /** How it answers from now on; 204 unless told. */
  answers(answer: Answer): void;
  /** Resolves once so many deliveries have come over all. */
  arrived(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** A receiver on a port of its own; on the one that is named, for a server that comes back. */
export async function openReceiver(port = 0): Promise<TestReceiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let answer: Answer = (_, response) => {
    response.writeHead(204).end();
  };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const one = { path: String(request.url), headers: request.headers, body, json: parse(body) };
    received.push(one);
    for (const look of waiting) look();
    await answer(one, response, request);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers(next) {
      answer = next;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve(received);
        };
        waiting.add(look);
        look();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Keeps requests waiting until `release` lets all of them go, those to come too. */
export async function openSlowReceiver() {
  const receiver = await openReceiver();
  const gate = Promise.withResolvers<void>();
  receiver.answers(async (_, response) => {
    await gate.promise;
    response.writeHead(200).end();
  });
  return { ...receiver, release: () => gate.resolve() };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
