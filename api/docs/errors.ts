import { type ErrorCode, statusOf } from "../errors.ts";
import { defaultLimit, sizeInWords } from "../json-body.ts";
import { type AnyOperation, keepsAnswers } from "../kit/operation.ts";
import type { ErrorCase, Reference, ResponseObject, Schema } from "./document.ts";

/** What each code means anywhere, in the order of the table: the reference's seven, then ours. */
export const meanings: Readonly<Record<ErrorCode, string>> = {
  AUTH_REQUIRED: "The key is missing, malformed, unknown, expired or revoked.",
  FORBIDDEN: "The key is of the wrong kind, or lacks the permission that the message names.",
  NOT_FOUND: "There is nothing with this id or at this address.",
  VALIDATION_ERROR: "Something you sent is not right; `details` names every wrong field at once.",
  RATE_LIMITED: "Too many requests this minute. Wait `Retry-After` seconds, then repeat.",
  DUPLICATE: "Such a record exists already; `details[0].existing` names it.",
  SERVER_ERROR: "A fault on our side. Try again; if it stays, report the `request_id`.",
  METHOD_NOT_ALLOWED: "The path exists, the method does not. `Allow` lists those that do.",
  CONFLICT: "The record's state does not allow it, or an `Idempotency-Key` was used for another request.",
  PRECONDITION_FAILED: "The record has changed since you read it: `If-Match` names another version.",
  PAYLOAD_TOO_LARGE: "The body is larger than this operation takes.",
  UNSUPPORTED_MEDIA_TYPE: "The body is not JSON. Send `Content-Type: application/json`.",
  UNAVAILABLE: "Not ready just now. Nothing was changed; repeat after `Retry-After` seconds.",
};

/** Every error an operation may answer, by status; what it declares itself speaks before the general meaning. */
export function errorCases(operation: AnyOperation): ErrorCase[] {
  const { method, spec } = operation;
  const hasBody = spec.body !== undefined;
  const general: readonly (readonly [ErrorCode, boolean, string?])[] = [
    ["VALIDATION_ERROR", hasBody || spec.query !== undefined],
    ["AUTH_REQUIRED", spec.permission !== "anyone"],
    ["FORBIDDEN", spec.permission !== "anyone"],
    ["NOT_FOUND", spec.params !== undefined],
    ["CONFLICT", keepsAnswers(operation), "The `Idempotency-Key` was used for another request."],
    ["PAYLOAD_TOO_LARGE", hasBody, `The body is larger than ${sizeInWords(spec.maxBody ?? defaultLimit)}.`],
    ["UNSUPPORTED_MEDIA_TYPE", hasBody, wrongMedia(spec)],
    ["RATE_LIMITED", spec.charge !== "none"],
    ["SERVER_ERROR", true],
    ["UNAVAILABLE", method !== "GET"],
  ];
  const when = new Map(
    general.flatMap(([code, applies, text]) => (applies ? [[code, text ?? meanings[code]]] : [])) as [
      ErrorCode,
      string,
    ][],
  );
  for (const [code, text] of Object.entries(spec.errors ?? {}) as [ErrorCode, string][]) {
    const also = code === "CONFLICT" && when.has(code) ? ` ${when.get(code)}` : "";
    when.set(code, `${text}${also}`);
  }
  return [...when]
    .map(([code, text]) => ({ code, status: statusOf[code], when: text }))
    .toSorted((a, b) => a.status - b.status || a.code.localeCompare(b.code));
}

const wrongMedia = ({ media }: AnyOperation["spec"]) =>
  media === undefined
    ? meanings.UNSUPPORTED_MEDIA_TYPE
    : `The body is not ${media}, or its charset is not known. Send \`Content-Type: ${media}\`.`;

const nameOfStatus: Readonly<Record<number, string>> = {
  400: "ValidationError",
  401: "AuthRequired",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  412: "PreconditionFailed",
  413: "PayloadTooLarge",
  415: "UnsupportedMediaType",
  429: "RateLimited",
  500: "ServerError",
  503: "Unavailable",
};

/** The error responses of one operation: shared components, each with its own reasons. */
export function errorResponses(cases: readonly ErrorCase[]): Record<string, Reference> {
  const byStatus = Map.groupBy(cases, ({ status }) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [
      String(status),
      {
        $ref: `#/components/responses/${nameOfStatus[status]}`,
        description: found.map(({ code, when }) => `\`${code}\`: ${when}`).join("\n\n"),
      },
    ]),
  );
}

const header = (name: string): Reference => ({ $ref: `#/components/headers/${name}` });

/** The headers that stand on every answer below the base path. */
export const everyHeader = {
  "X-Request-Id": header("X-Request-Id"),
  "X-RateLimit-Limit": header("X-RateLimit-Limit"),
  "X-RateLimit-Remaining": header("X-RateLimit-Remaining"),
  "X-RateLimit-Reset": header("X-RateLimit-Reset"),
} as const;

/** One response component for each status that an error can have. */
export function errorComponents(): Record<string, ResponseObject> {
  const codes = Object.keys(statusOf) as ErrorCode[];
  return Object.fromEntries(
    Object.entries(nameOfStatus).map(([status, name]) => [
      name,
      {
        description: codes
          .filter((code) => statusOf[code] === Number(status))
          .map((code) => `\`${code}\`: ${meanings[code]}`)
          .join("\n\n"),
        headers:
          status === "429" || status === "503" ? { ...everyHeader, "Retry-After": header("Retry-After") } : everyHeader,
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    ]),
  );
}

/** The one shape of every error. */
export const errorSchema: Schema = {
  type: "object",
  description: "Every error has this shape, whatever happened.",
  required: ["success", "error", "code", "details", "request_id"],
  properties: {
    success: { type: "boolean", const: false },
    error: { type: "string", description: "What is wrong and what to do next, in English, for a person." },
    code: {
      type: "string",
      enum: Object.keys(statusOf),
      description: "For programs. Branch on this, not on the text.",
    },
    details: {
      type: "array",
      description: "One entry for each wrong field. What a client needs to go on stands in the first.",
      items: {
        type: "object",
        properties: {
          field: { type: "string", description: "Path of the field, with dots: `contact.email`." },
          code: { type: "string" },
          message: { type: "string" },
          existing: {
            type: "object",
            description: "Of a DUPLICATE: the record that is there already.",
            required: ["type", "id"],
            properties: { type: { type: "string" }, id: { type: "integer" } },
          },
        },
      },
    },
    request_id: { type: "string", description: "The same as in `X-Request-Id`; it finds the request in our log." },
  },
};
