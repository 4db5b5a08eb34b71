import type { json, Request, RequestHandler, Response } from "express";
import { AppError, type ErrorDetail, invalid } from "./errors.ts";

/** Largest body, in bytes, unless an operation says otherwise. */
export const defaultLimit = 256 * 1024;
/** Deeper nesting has no use here and costs every reader of the value. */
const defaultDepth = 20;

/** What an operation takes; 256 KiB and 20 levels unless told. */
export interface BodyLimits {
  readonly maxBody?: number | undefined;
  readonly maxDepth?: number | undefined;
}

/**
 * Reads a request's JSON body; an absent one reads as `{}`. Throws UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, or
 * VALIDATION_ERROR for what is no JSON or nested too deep.
 */
export async function readJsonBody(
  parser: typeof json,
  request: Request,
  response: Response,
  { maxBody: limit = defaultLimit, maxDepth = defaultDepth }: BodyLimits,
): Promise<unknown> {
  if (!hasBody(request)) return {};
  if (!request.is(["application/json", "application/*+json"])) {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "The body must be JSON. Send it with Content-Type: application/json.");
  }
  await parseBody(parser({ limit, strict: false, type: () => true }), request, response, limit);
  const body: unknown = request.body;
  refuseUnusable(maxDepth, body);
  return body ?? {};
}

/** Takes a body that came inside another one, as it would be taken by itself. */
export function asOwnBody(
  body: unknown,
  { maxBody: limit = defaultLimit, maxDepth = defaultDepth }: BodyLimits,
): unknown {
  if (Buffer.byteLength(JSON.stringify(body ?? null)) > limit) throw tooLarge(limit);
  refuseUnusable(maxDepth, body);
  return body ?? {};
}

/** 256 KiB, 16 MiB. */
export const sizeInWords = (bytes: number) =>
  bytes % (1024 * 1024) === 0 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;

/** Runs one of Express's body parsers; throws what its refusal means to the caller. */
export async function parseBody(
  parse: RequestHandler,
  request: Request,
  response: Response,
  limit: number,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    void parse(request, response, (error: unknown) =>
      error === undefined ? resolve() : reject(translate(error, limit)),
    );
  });
}

export const hasBody = (request: Request) =>
  request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;

function translate(error: unknown, limit: number): unknown {
  const type = error instanceof Error && "type" in error ? String(error.type) : "";
  switch (type) {
    case "entity.too.large":
      return tooLarge(limit);
    case "encoding.unsupported":
    case "charset.unsupported":
      return new AppError("UNSUPPORTED_MEDIA_TYPE", "The body's encoding is not known. Send UTF-8, plain or gzip.");
    case "entity.parse.failed":
      return notJson("The body is not valid JSON. Check quotes, commas and brackets.");
    case "request.aborted":
    case "request.size.invalid":
      return notJson("The body ended early. Send all of it.");
    default:
      return isClientError(error)
        ? notJson("The body could not be decoded. Check Content-Encoding, or send it without one.")
        : error;
  }
}

/** What the parser itself puts down to the sender, such as bytes that are no gzip. */
const isClientError = (error: unknown) =>
  error instanceof Error && "status" in error && typeof error.status === "number" && error.status < 500;

const tooLarge = (limit: number) =>
  new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${sizeInWords(limit)}. Send less at a time.`);

function notJson(message: string): AppError {
  const detail: ErrorDetail = { field: "body", code: "invalid_json", message };
  return new AppError("VALIDATION_ERROR", message, { details: [detail] });
}

/** Level by level and not by recursion: the input decides the depth. */
function refuseUnusable(levels: number, body: unknown): void {
  let level = objectsOf([body]);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= levels) throw notJson(`The body is nested deeper than ${levels} levels. Flatten it.`);
    // Objects of JavaScript take the name for something else, and what it holds would vanish without a word.
    if (level.some((value) => Object.hasOwn(value, "__proto__"))) {
      throw invalid("__proto__", "__proto__ is no name for a field. Rename it.", "unknown_field");
    }
    level = objectsOf(level.flatMap((value) => Object.values(value)));
  }
}

const objectsOf = (values: readonly unknown[]) =>
  values.filter((value): value is object => typeof value === "object" && value !== null);
