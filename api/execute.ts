import type { Actor } from "./access/actor.ts";
import {
  type Authenticated,
  authenticate,
  authorise,
  type Credential,
  requirePermission,
} from "./access/authenticate.ts";
import { addressBuckets, bucketsOf, charge } from "./access/charge.ts";
import { rateHeaders, type Verdict } from "./access/limits.ts";
import type { Api } from "./api.ts";
import { timestamp } from "./clock.ts";
import { AppError, type statusOf } from "./errors.ts";
import { idempotent } from "./idempotency.ts";
import type { AnyOperation, Context, CostContext, RequestFacts } from "./kit/operation.ts";
import { Reply } from "./kit/operation.ts";
import { type Parsed, parseInput } from "./kit/parse.ts";

/** One call of one operation, whichever way it came. */
export interface Call {
  readonly operation: AnyOperation;
  readonly tenant: string;
  readonly credential: Credential;
  readonly params: unknown;
  readonly query: unknown;
  /** Reads the body when it is its turn; throws AppError for a wrong type, size or syntax. */
  readonly body: () => Promise<unknown>;
  readonly request: RequestFacts;
  readonly idempotencyKey: string | null;
}

export interface Answer {
  readonly status: number;
  /** What `returns` describes, before the envelope. */
  readonly value: unknown;
  readonly version: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The rate limit's state after this call; null where limits are not counted. */
  readonly verdict: Verdict | null;
}

/**
 * Runs an operation: authentication, rate limit, permission, media type and size, validation, then its one
 * transaction. Throws AppError with the rate limit's headers; anything else that is thrown is our bug.
 */
export async function execute(api: Api, call: Call): Promise<Answer> {
  const authenticated = await authenticateOrCharge(api, call);
  const charging = createCharging(api, call, authenticated);
  try {
    return await run(api, call, authenticated, charging);
  } catch (error) {
    // A refusal counts as the request it was, unless it was counted before.
    throw withHeaders(await charging.failed(error), charging.verdict());
  }
}

async function run(api: Api, call: Call, { actor, space }: Authenticated, charging: Charging): Promise<Answer> {
  const { spec } = call.operation;
  if (spec.cost === undefined) await charging.take(1);
  authorise(actor, call.request.origin, spec.permission);
  const parsed = parseInput(spec, call.params, call.query, spec.body === undefined ? undefined : await charging.body());
  const now = timestamp(api.clock.now());
  const before: CostContext = { api, space, db: space.read, actor, request: call.request, now };
  const input = { ...parsed, prepared: undefined };
  if (spec.cost !== undefined) await charging.take(await spec.cost(before, input));
  const prepared = await spec.prepare?.(before, input);

  const { value, options } = await handle(api, call, before, { ...parsed, prepared });
  return {
    status: options.status ?? spec.status ?? 200,
    value,
    version: options.version ?? null,
    headers: options.headers ?? {},
    verdict: charging.verdict(),
  };
}

async function handle(
  api: Api,
  call: Call,
  before: CostContext,
  input: Parsed & { prepared: unknown },
): Promise<Reply<unknown>> {
  const { operation } = call;
  const { actor, space } = before;
  const common = {
    ...before,
    require: (permission: Parameters<Context["require"]>[0]) => requirePermission(actor, permission),
  };
  if (operation.method === "GET") {
    const context: Context = { ...common, emit: refuseToWrite, publish: refuseToWrite };
    return asReply(await operation.handle(context, input));
  }
  return await idempotent(api, call, { actor, space, input }, (transaction) => {
    const { db, emit, publish } = transaction;
    return operation.handle({ ...common, db, emit, publish }, input).then(asReply);
  });
}

const asReply = (result: unknown) => (result instanceof Reply ? (result as Reply<unknown>) : new Reply(result, {}));

function refuseToWrite(): never {
  throw new Error("An operation that reads tried to write an event.");
}

interface Charging {
  take(cost: number): Promise<void>;
  body(): Promise<unknown>;
  /** Counts a request that failed before it was counted; returns the error to answer with. */
  failed(error: unknown): Promise<unknown>;
  verdict(): Verdict | null;
}

/** Counts one call, once. A visitor's call is counted by its session, which may stand in the body. */
function createCharging(api: Api, call: Call, { actor, space }: Authenticated): Charging {
  const { spec } = call.operation;
  let verdict: Verdict | null = null;
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
      const found = await buckets();
      verdict = await charge(api, found, cost);
    },
    async failed(error) {
      if (verdict !== null || hasRateHeaders(error)) return error;
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

async function authenticateOrCharge(api: Api, call: Call): Promise<Authenticated> {
  const { operation, tenant, credential, request } = call;
  const caller = {
    tenant,
    credential,
    address: request.address,
    origin: request.origin,
    writes: operation.method !== "GET",
  };
  try {
    return await authenticate(api, caller, operation.spec.permission);
  } catch (error) {
    throw error instanceof AppError ? await chargeAddress(api, request.address, error) : error;
  }
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

const hasRateHeaders = (error: unknown) =>
  error instanceof AppError && error.headers["X-RateLimit-Limit"] !== undefined;

/** The same error with the rate limit's headers; our own bugs become SERVER_ERROR at the edge, not here. */
function withHeaders(error: unknown, verdict: Verdict | null): AppError {
  const refusal = error instanceof AppError ? error : serverError(error);
  if (verdict === null || hasRateHeaders(refusal)) return refusal;
  return new AppError(refusal.code, refusal.message, {
    details: refusal.details,
    ...(refusal.retryAfter === undefined ? {} : { retryAfter: refusal.retryAfter }),
    headers: { ...refusal.headers, ...rateHeaders(verdict) },
    cause: refusal.cause,
  });
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
export function errorBody(error: AppError, requestId: string): Record<string, unknown> {
  return {
    success: false,
    error: error.message,
    code: error.code satisfies keyof typeof statusOf,
    details: error.details,
    request_id: requestId,
  };
}
