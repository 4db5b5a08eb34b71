import type { LoggerOptions } from "pino";

type LogMethod = NonNullable<NonNullable<LoggerOptions["hooks"]>["logMethod"]>;

/** So long an outage that was told of is not told of again. */
const quietMs = 10_000;

interface Told {
  readonly until: number;
  /** Lines left out since. */
  readonly leftOut: number;
}

/**
 * A pino hook. While a database is away everybody's call fails for the same reason, thousands in a minute, perhaps on the
 * very disk that is full: of what is UNAVAILABLE one line each ten seconds is written, with the number of those left out.
 */
export function createOutageLines(monotonic: () => number): LogMethod {
  const told = new Map<string, Told>();

  return function logMethod(args, method) {
    const [facts, message] = args as unknown[];
    const code = outageOf(facts, message);
    if (code === null) return method.apply(this, args);
    const name = `${String(message)} ${code}`;
    const before = told.get(name);
    if (before !== undefined && monotonic() < before.until) {
      told.set(name, { ...before, leftOut: before.leftOut + 1 });
      return;
    }
    told.set(name, { until: monotonic() + quietMs, leftOut: 0 });
    const repeats = before?.leftOut ? { left_out: before.leftOut } : {};
    method.apply(this, [{ ...(facts as object), ...repeats }, String(message)]);
  };
}

/** The code of the error by which something is UNAVAILABLE; null for every other line. Codes and messages are few. */
function outageOf(facts: unknown, message: unknown): string | null {
  const { err } = Object(facts) as { err?: unknown };
  const code = err instanceof Error && "code" in err ? String(err.code) : "";
  return message === "UNAVAILABLE" || code === "UNAVAILABLE" ? code : null;
}
