import type { IncomingMessage, ServerResponse } from "node:http";
import type { Encoding } from "./encodings.ts";

/** How long a file may be kept that changes under its name. */
export const keptBriefly = "public, max-age=300";

/** Says how the file may be kept. True when the browser holds it already, which then is the whole answer. */
export function answerHeld(
  request: IncomingMessage,
  response: ServerResponse,
  { etag, cacheControl }: { readonly etag: string; readonly cacheControl: string },
): boolean {
  response.setHeader("Cache-Control", cacheControl);
  response.setHeader("ETag", etag);
  response.setHeader("Vary", "Accept-Encoding");
  if (request.headers["if-none-match"]?.includes(etag) !== true) return false;
  response.writeHead(304).end();
  return true;
}

/** Sends the head of a file of `size` bytes as they go out. True when they are to follow; false when only it was asked for. */
export function sendHead(
  request: IncomingMessage,
  response: ServerResponse,
  { type, encoding, size }: { readonly type: string; readonly encoding: Encoding | null; readonly size: number },
): boolean {
  if (encoding !== null) response.setHeader("Content-Encoding", encoding);
  response.writeHead(200, { "Content-Type": type, "Content-Length": size });
  if (request.method !== "HEAD") return true;
  response.end();
  return false;
}
