import { createHash, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { timestamp } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Space, Transaction } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import type { Actor } from "./actor.ts";
import type { Role } from "./permissions.ts";

type PublicUrl = Pick<Config, "publicUrl">;

/** Seconds a sign-in lasts at most, used or not: the cookie's Max-Age. */
export const sessionSeconds = 7 * 24 * 3600;
const idleSeconds = 12 * 3600;
const lastUsedSeconds = 60;

export interface NewSession {
  readonly employeeId: number;
  readonly address: string | null;
  readonly userAgent: string | null;
  /** ISO 8601. */
  readonly now: string;
}

export interface CreatedSession {
  /** 256 random bits for the cookie; only their SHA-256 is stored. */
  readonly token: string;
  readonly csrfToken: string;
  readonly sessionId: number;
}

/** Signs an employee in, in a transaction of the tenant's live space, and clears his outlived sessions away. */
export async function createSession(db: Kysely<Tables>, wish: NewSession): Promise<CreatedSession> {
  const { employeeId, now } = wish;
  await db
    .deleteFrom("employee_sessions")
    .where("employee_id", "=", employeeId)
    .where((row) => row.or([row("expires_at", "<=", now), row("last_used_at", "<=", before(now, idleSeconds))]))
    .execute();
  const token = randomToken();
  const csrfToken = randomToken();
  const { session_id } = await db
    .insertInto("employee_sessions")
    .values({
      employee_id: employeeId,
      token_hash: hashToken(token),
      csrf_token: csrfToken,
      address: wish.address,
      user_agent: wish.userAgent?.slice(0, 300) ?? null,
      created_at: now,
      last_used_at: now,
      expires_at: before(now, -sessionSeconds),
    })
    .returning("session_id")
    .executeTakeFirstOrThrow();
  return { token, csrfToken, sessionId: session_id };
}

/**
 * Who is signed in by this cookie, at the instant `now` (ISO 8601); `space` is the tenant's live space. Null when the
 * session is unknown, 12 h idle or 7 days old, or its employee is disabled. Nothing is cached: a revocation holds for
 * the very next request. `last_used_at` is written at most once a minute and delays no answer; `onError` hears when
 * it could not be.
 */
export async function verifySession(
  space: Space,
  token: string,
  now: string,
  onError: (error: unknown) => void,
): Promise<Extract<Actor, { kind: "employee" }> | null> {
  const row = await space.read
    .selectFrom("employee_sessions as session")
    .innerJoin("employees as employee", "employee.employee_id", "session.employee_id")
    .select(["session.session_id", "session.csrf_token", "session.last_used_at"])
    .select(["employee.employee_id", "employee.name", "employee.email", "employee.role"])
    .where("session.token_hash", "=", hashToken(token))
    .where("session.expires_at", ">", now)
    .where("session.last_used_at", ">", before(now, idleSeconds))
    .where("employee.disabled_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { session_id: sessionId, csrf_token: csrfToken, last_used_at: lastUsedAt, role, ...employee } = row;
  if (lastUsedAt <= before(now, lastUsedSeconds)) touchSession(space, sessionId, now).catch(onError);
  // The column is only written from the list of roles.
  return { kind: "employee", employee: { ...employee, role: role as Role }, sessionId, csrfToken };
}

/** Ends a session, in a transaction of the live space; its sockets and requests are cut once that is committed. */
export async function revokeSession({ db, publish }: Transaction, sessionId: number): Promise<void> {
  await db.deleteFrom("employee_sessions").where("session_id", "=", sessionId).execute();
  publish({ kind: "revoked", what: "employee_session", id: sessionId });
}

/** Ends every sign-in of a person but one, in a transaction of the live space; returns the ids of those that ended. */
export async function endSessions(
  db: Kysely<Tables>,
  employeeId: number,
  but: number | null = null,
): Promise<readonly number[]> {
  const ended = await db
    .deleteFrom("employee_sessions")
    .where("employee_id", "=", employeeId)
    .$if(but !== null, (ending) => ending.where("session_id", "<>", but))
    .returning("session_id")
    .execute();
  return ended.map(({ session_id }) => session_id);
}

/** A person's sign-ins that still open the console at the instant `now`, the last used first. */
export async function standingSessions(db: Kysely<Tables>, employeeId: number, now: string) {
  return await db
    .selectFrom("employee_sessions")
    .select(["session_id", "address", "user_agent", "created_at", "last_used_at", "expires_at"])
    .where("employee_id", "=", employeeId)
    .where("expires_at", ">", now)
    .where("last_used_at", ">", before(now, idleSeconds))
    .orderBy("last_used_at", "desc")
    .orderBy("session_id", "desc")
    .execute();
}

/**
 * The Set-Cookie value of a console session; `maxAge` in seconds, 0 (with an empty token) deletes it. Over https the
 * name's `__Host-` prefix makes the browser insist on Secure, this host alone and the path `/`.
 */
export function sessionCookie(config: PublicUrl, token: string, maxAge: number): string {
  const secure = isSecure(config) ? "; Secure" : "";
  return `${cookieName(config)}=${token}; Path=/; Max-Age=${maxAge}; HttpOnly${secure}; SameSite=Lax`;
}

/** The console session's token in a Cookie header, or null when none of its shape is there. */
export function readSessionCookie(header: string | null | undefined, config: PublicUrl): string | null {
  const start = `${cookieName(config)}=`;
  for (const part of (header ?? "").split(";")) {
    const pair = part.trim();
    const token = pair.slice(start.length);
    // A cookie of another host on this site may carry the same name first: go on until one has the right shape.
    if (pair.startsWith(start) && /^[A-Za-z0-9_-]{43}$/.test(token)) return token;
  }
  return null;
}

/** SHA-256 in hex: how the console's tokens are stored. They are random, so a slow hash would add nothing. */
export const hashToken = (token: string) => createHash("sha256").update(token).digest("hex");

/** 256 random bits, fit for cookies, headers and links. */
export const randomToken = () => randomBytes(32).toString("base64url");

async function touchSession(space: Space, sessionId: number, now: string): Promise<void> {
  await space.write(({ db }) =>
    db
      .updateTable("employee_sessions")
      .set({ last_used_at: now })
      .where("session_id", "=", sessionId)
      .where("last_used_at", "<=", before(now, lastUsedSeconds))
      .execute(),
  );
}

const before = (now: string, seconds: number) => timestamp(Date.parse(now) - seconds * 1000);

const isSecure = ({ publicUrl }: PublicUrl) => publicUrl.protocol === "https:";

/** What the console's cookie is called on this server. */
export const cookieName = (config: PublicUrl) => (isSecure(config) ? "__Host-valethon" : "valethon");
