/** Error codes of the API, each with its HTTP status. The first seven are the reference's. */
export const statusOf = {
  AUTH_REQUIRED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  VALIDATION_ERROR: 400,
  RATE_LIMITED: 429,
  DUPLICATE: 409,
  SERVER_ERROR: 500,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof statusOf;

/** One entry of an error's `details`. What a client needs to go on (ids, counts) stands in the first. */
export interface ErrorDetail {
  readonly field?: string;
  readonly code?: string;
  readonly message?: string;
  readonly [more: string]: unknown;
}

export interface ErrorExtras {
  readonly details?: readonly ErrorDetail[];
  /** Whole seconds after which the same request may succeed; sent as Retry-After. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An error fit for the caller: its message says what is wrong and what to do next. Anything else is our bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: readonly ErrorDetail[];
  readonly retryAfter: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = "AppError";
    this.code = code;
    this.status = statusOf[code];
    this.details = extras.details ?? [];
    this.retryAfter = extras.retryAfter;
    this.headers = extras.headers ?? {};
  }
}

/** A VALIDATION_ERROR about one field. */
export function invalid(field: string, message: string, code = "invalid"): AppError {
  return new AppError("VALIDATION_ERROR", message, { details: [{ field, code, message }] });
}

/** Throws VALIDATION_ERROR where there are problems: all are in its details, the first is its message. */
export function refuseAny(problems: readonly ErrorDetail[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const more = others.length > 0 ? ` (and ${others.length} more, see details)` : "";
  throw new AppError("VALIDATION_ERROR", `${first.message}${more}`, { details: problems });
}

/** What a caller hears of our own bug. The cause goes to the log, with the request's id. */
export function serverError(cause: unknown): AppError {
  return new AppError(
    "SERVER_ERROR",
    "Something went wrong on our side. Try again; if it stays, report the request_id.",
    {
      cause,
    },
  );
}

/** The error as every caller sees it; `request_id` finds it in the log. */
export function errorBody(
  error: AppError,
  requestId: string,
): { readonly success: false; readonly [more: string]: unknown } {
  return {
    success: false,
    error: error.message,
    code: error.code,
    details: error.details,
    request_id: requestId,
  };
}
