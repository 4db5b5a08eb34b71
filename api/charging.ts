import type { Actor } from "./access/actor.ts";
import type { Authenticated } from "./access/authenticate.ts";
import { addressBuckets, bucketsOf, charge } from "./access/charge.ts";
import { rateHeaders, type Verdict } from "./access/limits.ts";
import type { Api } from "./api.ts";
import type { Call } from "./call.ts";
import { AppError, serverError, statusOf } from "./errors.ts";

/** The one count of one call. */
export interface Charging {
  take(cost: number): Promise<void>;
  body(): Promise<unknown>;
  /** Counts a request that failed and was not counted, a free one too; returns the error to answer with. */
  failed(error: unknown): Promise<unknown>;
  verdict(): Verdict | null;
}

/** Counts one call, once. A visitor's call is counted by its session, which may stand in the body. */
export function createCharging(api: Api, call: Call, { actor, space }: Authenticated): Charging {
  const { spec } = call.operation;
  let verdict: Verdict | null = null;
  let isCounted = false;
  let body: Promise<unknown> | null = null;

  const readBody = () => {
    body ??= call.body();
    return body;
  };

  async function buckets() {
    const widgetSession = call.request.widgetSession ?? (await sessionInBody(actor, spec.body !== undefined, readBody));
    return await bucketsOf(
      { actor, space, address: call.request.address, widgetSession },
      spec.charge === "poll" ? "poll" : "own",
    );
  }

  return {
    body: readBody,
    verdict: () => verdict,
    async take(cost) {
      const due = call.free === true ? 0 : cost;
      verdict = await charge(api, await buckets(), due);
      isCounted ||= due > 0;
    },
    async failed(error) {
      if (isCounted || hasRateHeaders(error)) return error;
      // What is free costs nothing when we fail, but a refusal is a request.
      if (verdict !== null && !isRefusal(error)) return error;
      try {
        verdict = await charge(api, await buckets(), 1);
        return error;
      } catch (limited) {
        return limited;
      }
    },
  };
}

async function sessionInBody(actor: Actor, hasBody: boolean, readBody: () => Promise<unknown>): Promise<string | null> {
  if (actor.kind !== "public" || !hasBody) return null;
  const body = await readBody().catch(() => null);
  if (typeof body !== "object" || body === null || !("session_id" in body)) return null;
  return typeof body.session_id === "string" ? body.session_id : null;
}

/**
 * Counts a request that no operation and no known caller answers for, by its address. Returns the error with the
 * rate limit's headers; the error itself stays what it is, also beyond the limit.
 */
export async function chargeAddress(api: Api, address: string | null, error: AppError): Promise<AppError> {
  if (hasRateHeaders(error)) return error;
  const found = addressBuckets(address);
  const verdict = api.config.rateLimits ? await api.limiter.take(found, 1) : await api.limiter.peek(found);
  return withHeaders(error, verdict);
}

const isRefusal = (error: unknown) => error instanceof AppError && statusOf[error.code] < 500;

const hasRateHeaders = (error: unknown) =>
  error instanceof AppError && error.headers["X-RateLimit-Limit"] !== undefined;

/** The same error with the rate limit's headers; our own bugs become SERVER_ERROR at the edge, not here. */
export function withHeaders(error: unknown, verdict: Verdict | null): AppError {
  const refusal = error instanceof AppError ? error : serverError(error);
  if (verdict === null || hasRateHeaders(refusal)) return refusal;
  return new AppError(refusal.code, refusal.message, {
    details: refusal.details,
    ...(refusal.retryAfter === undefined ? {} : { retryAfter: refusal.retryAfter }),
    headers: { ...refusal.headers, ...rateHeaders(verdict) },
    cause: refusal.cause,
  });
}
