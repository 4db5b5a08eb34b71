import pino, { type DestinationStream, type Logger } from "pino";
import type { Config } from "./config.ts";
import type { AppError } from "./errors.ts";
import { createOutageLines } from "./outage-lines.ts";

/** The log: one JSON line an entry. Of errors it keeps what a developer needs and nothing that a person sent. */
export function createLog(level: Config["logLevel"], destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      serializers: { err: (error: unknown) => describeError(error) },
      hooks: { logMethod: createOutageLines(() => performance.now()) },
    },
    destination ?? pino.destination(1),
  );
}

/** Where a fault showed itself. */
export interface FaultPlace {
  readonly request_id: string;
  readonly method: string;
  /** The operation's path, with its parameters' names in place of what was sent. */
  readonly path: string | undefined;
}

/** Notes a refusal that is ours to mend, with what caused it. The callers' own mistakes are not logged. */
export function logFault(log: Logger, refusal: AppError, place: FaultPlace): void {
  if (refusal.status >= 500) log.error({ err: refusal.cause ?? refusal, ...place }, refusal.code);
}

interface Described {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: Described;
}

/** Causes deeper than this tell nothing new. */
const deepestCause = 3;

/**
 * An error without its other fields: a database driver puts whole rows there (`detail`, `where`), others a request.
 * Values that it quotes in its message go too.
 */
export function describeError(error: unknown, depth = 0): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: "Something other than an error was thrown." };
  const code = "code" in error && /^\w+$/.test(String(error.code)) ? { code: String(error.code) } : {};
  const hide = "severity" in error || error instanceof SyntaxError ? withoutQuotes : withoutSecrets;
  return {
    type: error.name,
    message: hide(error.message),
    ...code,
    ...(error.stack === undefined ? {} : { stack: stackOf(error, hide) }),
    ...(error.cause === undefined || depth === deepestCause ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The places alone: a stack starts with the message. */
function stackOf({ stack = "", message }: Error, hide: (text: string) => string): string {
  return stack.replace(message, () => hide(message));
}

/** The parser and the database quote what they could not read. */
const withoutQuotes = (text: string) => withoutSecrets(text).replace(/(["'`]).*\1/gs, "$1…$1");

const withoutSecrets = (text: string) =>
  text
    .replace(/\b(crm|crm_test|pk_live|pk_test)_[0-9A-Za-z]{8,}/g, "$1_…")
    .replace(/\bwhsec_[\w+/=-]{8,}/g, "whsec_…")
    .replace(/\b(ws|vis)_[\w-]{8,}/g, "$1_…")
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "eyJ…")
    .replace(/[^\s"'()=,:]+@[^\s"'(),:]+/g, "…@…");
