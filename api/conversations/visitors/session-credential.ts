import { createHash, randomBytes } from "node:crypto";
import type { ExpressionBuilder, Kysely } from "kysely";
import { timestamp } from "../../clock.ts";
import type { Context } from "../../kit/operation.ts";
import type { Tables } from "../../store/tables.ts";

const idPattern = /^ws_[A-Za-z0-9_-]{32}$/;

/** For how long a proof of who the visitor is holds without another. */
const proofMilliseconds = 12 * 60 * 60 * 1000;

/** What proved who holds a credential; null for a visitor of whom nothing is proved. */
export type Proof = { readonly identity_secret_id: number } | null;

/** A new session id: 192 random bits, the visitor's only credential. */
export function newSessionId(random: (size: number) => Buffer = randomBytes): string {
  return `ws_${random(24).toString("base64url")}`;
}

/** Whether a text could be a session id. What could not is looked for nowhere. */
export const isSessionId = (text: string) => idPattern.test(text);

/** SHA-256 of a session id. The id is random, so a slow hash would protect nothing more. */
export function hashSessionId(sessionId: string): string {
  return createHash("sha256").update(sessionId).digest("hex");
}

/** The row of the session that this id opens at `now`, as a part of a query. A proof that has lapsed opens nothing. */
export const openedBy = (sessionId: string, now: string) => (eb: ExpressionBuilder<Tables, "widget_sessions">) =>
  eb
    .selectFrom("widget_tokens")
    .select("widget_tokens.widget_session_id")
    .where("token_hash", "=", hashSessionId(sessionId))
    .where((token) => token.or([token("verified_at", "is", null), token("verified_at", ">", lapsedBy(now))]));

/** Makes another credential of a session and returns it, for the only time. Only its hash is kept. */
export async function giveCredential(
  { db, now }: Pick<Context, "db" | "now">,
  widgetSessionId: number,
  proof: Proof,
): Promise<string> {
  const sessionId = newSessionId();
  await db
    .insertInto("widget_tokens")
    .values({
      token_hash: hashSessionId(sessionId),
      widget_session_id: widgetSessionId,
      identity_secret_id: proof?.identity_secret_id ?? null,
      verified_at: proof === null ? null : now,
      created_at: now,
    })
    .execute();
  return sessionId;
}

/** The credential was proved again. */
export async function renewCredential(
  { db, now }: Pick<Context, "db" | "now">,
  sessionId: string,
  { identity_secret_id }: NonNullable<Proof>,
): Promise<void> {
  await db
    .updateTable("widget_tokens")
    .set({ identity_secret_id, verified_at: now })
    .where("token_hash", "=", hashSessionId(sessionId))
    .execute();
}

/** Ends a credential: it opens nothing any more, and what was connected by it hears nothing more. */
export async function forgetCredential(
  { db, publish }: Pick<Context, "db" | "publish">,
  sessionId: string,
): Promise<void> {
  const forgotten = await db
    .deleteFrom("widget_tokens")
    .where("token_hash", "=", hashSessionId(sessionId))
    .returning("widget_token_id")
    .executeTakeFirst();
  if (forgotten !== undefined) publish({ kind: "revoked", what: "widget_token", id: forgotten.widget_token_id });
}

/** What a credential is called where it must not be shown; null for one that has ended. */
export async function credentialId(db: Kysely<Tables>, sessionId: string): Promise<number | null> {
  const row = await db
    .selectFrom("widget_tokens")
    .select("widget_token_id")
    .where("token_hash", "=", hashSessionId(sessionId))
    .executeTakeFirst();
  return row?.widget_token_id ?? null;
}

/** Removes credentials whose proof has lapsed. */
export async function sweepCredentials(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .deleteFrom("widget_tokens")
    .where("verified_at", "<=", lapsedBy(timestamp(now)))
    .execute();
}

const lapsedBy = (now: string) => timestamp(Date.parse(now) - proofMilliseconds);
