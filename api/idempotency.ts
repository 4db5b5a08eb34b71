import { createHash, createHmac } from "node:crypto";
import type { Actor } from "./access/actor.ts";
import type { Api } from "./api.ts";
import type { Call } from "./call.ts";
import { timestamp } from "./clock.ts";
import { AppError, type ErrorDetail } from "./errors.ts";
import { keepsAnswers, Reply, type RequestFacts } from "./kit/operation.ts";
import type { Parsed } from "./kit/parse.ts";
import type { Space, Transaction } from "./store/space.ts";

/** Hours for which a repeat gets the first answer. */
export const idempotencyHours = 24;

/** Refusals that may turn out differently the next time are not remembered. */
const forgettable = new Set([400, 401, 403, 429]);

interface Stored {
  readonly body_hash: string;
  readonly status: number;
  readonly reply: string;
  readonly headers: string;
}

/** What a key belongs to: the same value at another address, or from another caller, is another matter. */
interface Place {
  readonly caller: string;
  /** Method and address, as in `POST /leads/42/restore`. */
  readonly operation: string;
  readonly value: string;
}

/**
 * Runs a write in its transaction. With an Idempotency-Key, the answer is stored in the same transaction: a repeat
 * gets it again with `Idempotency-Replayed: true`; the same value with another body throws CONFLICT.
 */
export async function idempotent(
  api: Api,
  call: Call,
  { actor, space, input }: { actor: Actor; space: Space; input: Parsed },
  work: (transaction: Transaction) => Promise<Reply<unknown>>,
): Promise<Reply<unknown>> {
  const { idempotencyKey } = call.request;
  if (idempotencyKey === null || !keepsAnswers(call.operation)) return await space.write(work);
  const place = {
    caller: callerName(actor, call.request, input.body),
    operation: addressOf(call.operation.key, input.params),
    value: checkIdempotencyKey(idempotencyKey),
  };
  const hash = hashOf(api, call, input);
  const now = api.clock.now();
  try {
    return await space.write(async (transaction) => {
      const known = await claim(transaction, place, hash, now);
      if (known !== null) return replay(known, hash);
      const reply = await work(transaction);
      await complete(transaction, place, keptOf(call, reply), call.operation.spec.status ?? 200);
      return reply;
    });
  } catch (error) {
    if (!isLasting(error)) throw error;
    const known = await space.write((transaction) => rememberRefusal(transaction, place, hash, now, error));
    if (known === null) throw error;
    // Between the refusal's rollback and now an equal call went through: every one of them gets that one's answer.
    return replay(known, hash);
  }
}

/** What a request said. A secret within it could be guessed from a plain hash. */
function hashOf({ secrets }: Api, { operation }: Call, { query, body }: Parsed): string {
  const text = JSON.stringify([query, body]);
  if (operation.spec.keptAnswer === undefined) return sha256(text);
  return createHmac("sha256", secrets.encryptionKey).update(text).digest("hex");
}

function keptOf({ operation }: Call, reply: Reply<unknown>): Reply<unknown> {
  const { keptAnswer } = operation.spec;
  return keptAnswer === undefined ? reply : new Reply(keptAnswer(reply.value), reply.options);
}

/** A refusal of a repeat, made without running anything: it is not kept a second time. */
class Settled extends AppError {}

const isLasting = (error: unknown): error is AppError =>
  error instanceof AppError && error.status < 500 && !forgettable.has(error.status) && !(error instanceof Settled);

/** Returns a fit Idempotency-Key. Throws VALIDATION_ERROR for another, or for one longer than `longest`. */
export function checkIdempotencyKey(value: string, longest = 255): string {
  if (/^[\x21-\x7e]+$/.test(value) && value.length <= longest) return value;
  const rule = `1 to ${longest} visible ASCII characters`;
  throw new AppError("VALIDATION_ERROR", `Idempotency-Key must be ${rule}, for example a UUID.`, {
    details: [{ field: "Idempotency-Key", code: "invalid", message: rule }],
  });
}

const addressOf = (key: string, params: unknown) =>
  key.replace(/\{(\w+)\}/g, (_, name: string) => String((params as Record<string, unknown>)[name]));

/** Visitors share a public key, so the place of one is his session's: nobody is shown another's answer. */
function callerName(actor: Actor, request: RequestFacts, body: unknown): string {
  switch (actor.kind) {
    case "employee":
      return `employee:${actor.employee.employee_id}`;
    case "secret":
      return `key:${actor.key.key_id}`;
    case "public":
      return `key:${actor.key.key_id}:${sha256(request.widgetSession ?? sessionOf(body) ?? request.address ?? "")}`;
    default:
      return `address:${request.address ?? ""}`;
  }
}

function sessionOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("session_id" in body)) return null;
  return typeof body.session_id === "string" ? body.session_id : null;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Takes the place; null when it was free. On Postgres a second caller waits here until the first has committed. */
async function claim({ db }: Transaction, place: Place, hash: string, now: number): Promise<Stored | null> {
  await db
    .deleteFrom("idempotency_keys")
    .where("caller", "=", place.caller)
    .where("operation", "=", place.operation)
    .where("value", "=", place.value)
    .where("created_at", "<=", timestamp(now - idempotencyHours * 3_600_000))
    .execute();
  const claimed = await db
    .insertInto("idempotency_keys")
    .values({ ...place, body_hash: hash, status: 0, reply: "null", headers: "{}", created_at: timestamp(now) })
    .onConflict((conflict) => conflict.columns(["caller", "operation", "value"]).doNothing())
    .returning("value")
    .executeTakeFirst();
  if (claimed !== undefined) return null;
  return await db
    .selectFrom("idempotency_keys")
    .select(["body_hash", "status", "reply", "headers"])
    .where("caller", "=", place.caller)
    .where("operation", "=", place.operation)
    .where("value", "=", place.value)
    .executeTakeFirstOrThrow();
}

async function complete(
  { db }: Transaction,
  place: Place,
  { value, options }: Reply<unknown>,
  status: number,
): Promise<void> {
  await db
    .updateTable("idempotency_keys")
    .set({
      status: options.status ?? status,
      reply: JSON.stringify(value),
      headers: JSON.stringify({ ...options.headers, version: options.version ?? null }),
    })
    .where("caller", "=", place.caller)
    .where("operation", "=", place.operation)
    .where("value", "=", place.value)
    .execute();
}

async function rememberRefusal(
  transaction: Transaction,
  place: Place,
  hash: string,
  now: number,
  error: AppError,
): Promise<Stored | null> {
  const known = await claim(transaction, place, hash, now);
  if (known !== null) return known;
  const refusal = { code: error.code, message: error.message, details: error.details };
  await complete(transaction, place, new Reply(refusal, {}), error.status);
  return null;
}

/** The first answer again: the stored value, or the stored refusal. */
function replay(stored: Stored, hash: string): Reply<unknown> {
  if (stored.body_hash !== hash) {
    throw new Settled(
      "CONFLICT",
      "This Idempotency-Key was used with another request. Use a new one for a new request.",
    );
  }
  const value: unknown = JSON.parse(stored.reply);
  const replayed = { "Idempotency-Replayed": "true" };
  if (stored.status >= 400) {
    const refusal = value as { code: AppError["code"]; message: string; details: ErrorDetail[] };
    throw new Settled(refusal.code, refusal.message, { details: refusal.details, headers: replayed });
  }
  const { version, ...headers } = JSON.parse(stored.headers) as { version: number | null } & Record<string, string>;
  return new Reply(value, {
    status: stored.status,
    headers: { ...headers, ...replayed },
    ...(version === null ? {} : { version }),
  });
}
