import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import type { Logger } from "pino";
import { rateHeaders } from "./access/limits.ts";
import type { Answer } from "./call.ts";
import { envelope, etagOfAnswer } from "./envelope.ts";
import { type AppError, errorBody, statusOf } from "./errors.ts";
import { isKnown } from "./etag.ts";
import type { AnyOperation, Stream } from "./kit/operation.ts";
import { logFault } from "./log.ts";

/** Answers an operation's value in its envelope, or 304 when the caller holds it already. */
export function sendValue(operation: AnyOperation, answer: Answer, request: Request, response: Response): void {
  const { spec } = operation;
  const body = JSON.stringify(envelope(operation, answer.value));
  if (answer.verdict !== null) response.set(rateHeaders(answer.verdict));
  response.set(answer.headers);
  if (spec.cacheControl !== undefined) response.setHeader("Cache-Control", spec.cacheControl);
  const etag = etagOfAnswer(operation, answer, body);
  if (etag !== null) {
    response.setHeader("ETag", etag);
    // What a write answers is asked for again by nobody, and may hold a secret.
    if (operation.method === "GET") response.setHeader("Cache-Control", "private, no-cache");
    if (operation.method === "GET" && isKnown(request.get("If-None-Match"), etag)) {
      response.status(304).end();
      return;
    }
  }
  response.status(answer.status).type("application/json").end(body);
}

/**
 * Answers a body that is made while it is sent. When that fails midway the connection is cut, so that half a file does
 * not look whole; a caller who went away ends it quietly.
 */
export async function sendStream({ verdict, status }: Answer, { type, filename, chunks }: Stream, response: Response) {
  if (verdict !== null) response.set(rateHeaders(verdict));
  response.set({ "Content-Type": type, "Content-Disposition": `attachment; filename="${filename}"` });
  response.status(status);
  try {
    await pipeline(Readable.from(chunks), response);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

const isGone = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";

/** Answers an error in its envelope; our own bugs go to the log with the request's id. */
export function answerError(
  log: Logger,
  refusal: AppError,
  { id, request, response }: { readonly id: string; readonly request: Request; readonly response: Response },
): void {
  logFault(log, refusal, { request_id: id, method: request.method, path: response.locals["path"] });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (refusal.retryAfter !== undefined) response.setHeader("Retry-After", String(refusal.retryAfter));
  response.set(refusal.headers);
  response
    .status(statusOf[refusal.code])
    .type("application/json")
    .end(JSON.stringify(errorBody(refusal, id)));
}
