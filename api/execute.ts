import { type Authenticated, authenticate, authorise, requirePermission } from "./access/authenticate.ts";
import type { Api } from "./api.ts";
import type { Answer, Call } from "./call.ts";
import { type Charging, chargeAddress, createCharging, withHeaders } from "./charging.ts";
import { timestamp } from "./clock.ts";
import { AppError } from "./errors.ts";
import { idempotent } from "./idempotency.ts";
import { type Context, type CostContext, type InnerCall, Reply } from "./kit/operation.ts";
import { type Parsed, parseInput } from "./kit/parse.ts";

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
  const parsed = parseInput(spec, call.params, call.query, await bodyOf(call, charging));
  const now = timestamp(api.clock.now());
  const before: CostContext = { api, space, db: space.read, actor, request: call.request, now };
  const input = { ...parsed, prepared: undefined };
  if (spec.cost !== undefined) await charging.take(await spec.cost(before, input));
  const prepared = await spec.prepare?.(before, input);

  const { value, options } = await handle(api, call, before, { ...parsed, prepared });
  // What it relayed was counted meanwhile: the headers tell the state after the last.
  if (spec.transaction === "none") await charging.take(0);
  return {
    status: options.status ?? spec.status ?? 200,
    value,
    version: options.version ?? null,
    headers: options.headers ?? {},
    stream: options.stream ?? null,
    verdict: charging.verdict(),
  };
}

/** What was sent, also where nothing is taken: then a body is a mistake that must not vanish. */
const bodyOf = async ({ operation }: Call, charging: Charging): Promise<unknown> =>
  operation.method === "GET" ? undefined : await charging.body();

async function handle(
  api: Api,
  call: Call,
  before: CostContext,
  input: Parsed & { prepared: unknown },
): Promise<Reply<unknown>> {
  const { operation } = call;
  const { actor, space } = before;
  const relays = operation.spec.transaction === "none";
  const common = {
    ...before,
    require: (permission: Parameters<Context["require"]>[0]) => requirePermission(actor, permission),
    relay: (inner: InnerCall) => (relays ? execute(api, { ...call, ...inner }) : refuseToRelay()),
  };
  if (operation.method === "GET" || relays) {
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
  throw new Error("An operation without a transaction tried to write an event.");
}

function refuseToRelay(): never {
  throw new Error("An operation in its own transaction tried to run another one.");
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
