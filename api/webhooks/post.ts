import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";

export interface Reply {
  readonly status: number;
  readonly retryAfter: string | null;
  /** How the body begins; empty when there is none. */
  readonly body: Buffer;
}

interface Letter {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server that says "wait" more often than this has nothing else to say. */
const mostInterim = 50;
const mostRead = 20_000;
const kept = 1_000;

export class TooManyInterim extends Error {
  override readonly name = "TooManyInterim";
}

/**
 * Posts over a connection and ends it. Redirects are answers like others. Once the status is there it never throws: a
 * body that breaks off, never ends or is too long changes nothing.
 */
export async function post(socket: Socket, letter: Letter, signal: AbortSignal): Promise<Reply> {
  try {
    return await exchange(socket, letter, signal);
  } finally {
    socket.destroy();
  }
}

function exchange(socket: Socket, { url, headers, body }: Letter, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const posting = request({
      createConnection: () => socket,
      method: "POST",
      path: url.pathname + url.search,
      headers: { Host: url.host, Accept: "*/*", "Content-Length": Buffer.byteLength(body), ...headers },
      maxHeaderSize: 16_384,
      signal,
    });
    let interim = 0;
    posting.on("information", () => {
      interim += 1;
      if (interim > mostInterim) posting.destroy(new TooManyInterim());
    });
    posting.on("response", (response) => resolve(readReply(response)));
    posting.on("upgrade", ({ statusCode }) => resolve({ status: Number(statusCode), retryAfter: null, body: none }));
    posting.on("error", reject);
    posting.end(body);
  });
}

const none = Buffer.alloc(0);

async function readReply(response: IncomingMessage): Promise<Reply> {
  let body = none;
  let read = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      read += part.length;
      body = Buffer.concat([body, part.subarray(0, kept - body.length)]);
      if (read >= mostRead) break;
    }
  } catch {
    // The connection broke or the time is over: what came before counts.
  }
  return { status: Number(response.statusCode), retryAfter: response.headers["retry-after"] ?? null, body };
}
