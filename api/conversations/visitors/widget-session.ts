import { randomBytes } from "node:crypto";
import type { Kysely, Selectable } from "kysely";
import type { ApiKey } from "../../access/actor.ts";
import { timestamp } from "../../clock.ts";
import { AppError } from "../../errors.ts";
import type { Context } from "../../kit/operation.ts";
import type { WidgetSessionsTable } from "../../store/conversation-tables.ts";
import type { Tables } from "../../store/tables.ts";
import type { Attribution, TrailPage } from "../attribution.schema.ts";
import type { Attributes } from "./attributes.ts";
import { blockOf } from "./block.ts";
import { isSessionId, openedBy } from "./session-credential.ts";

const lifeMilliseconds = 180 * 24 * 60 * 60 * 1000;
const visitorIdPattern = /^v_[A-Za-z0-9_-]{1,62}$/;

/** What a visitor says about himself: never proof of who it is. Stored as it is shown; `email` is normalised. */
export interface Claims {
  readonly email?: string;
  readonly name?: string;
  readonly phone?: string;
  readonly company?: string;
  readonly external_id?: string;
}

/** A visitor's session with its JSON columns read. It is `verified` exactly when it has an identity. */
export interface WidgetSession
  extends Omit<Selectable<WidgetSessionsTable>, "claims" | "attributes" | "attribution" | "trail"> {
  readonly claims: Claims;
  readonly attributes: Attributes;
  readonly attribution: Attribution;
  readonly trail: readonly TrailPage[];
}

/** A session belongs to a key and to those that were rolled from it: a new key on the site ends no conversation. */
type KeyLine = Pick<ApiKey, "first_key_id">;
/** A key, with what it asks of those who write. */
type Demanding = Pick<ApiKey, "first_key_id" | "identity_required">;

type Changes = Partial<
  Pick<
    WidgetSession,
    | "claims"
    | "attributes"
    | "attribution"
    | "trail"
    | "locale"
    | "lead_id"
    | "conversation_id"
    | "used"
    | "moved_to"
    | "blocked_at"
    | "last_used_at"
  >
>;

/** The visitor id as it was sent when it is well formed, else a new one. It is a label and grants nothing. */
export function visitorIdOr(sent: string | null | undefined, random: (size: number) => Buffer = randomBytes): string {
  return sent && visitorIdPattern.test(sent) ? sent : `v_${random(12).toString("base64url")}`;
}

/** What every operation answers to a session that is unknown, expired or of another key, or whose proof has lapsed. */
export function noSession(): AppError {
  return new AppError(
    "NOT_FOUND",
    "This session does not exist or has expired. Call POST /widget/init for a new one, then send again.",
  );
}

/** Whether the visitor may read and write, or must prove first who it is. */
export const isAdmitted = (key: Pick<ApiKey, "identity_required">, session: Pick<WidgetSession, "identity_id">) =>
  !key.identity_required || session.identity_id !== null;

function admit(key: Demanding, session: WidgetSession | null): WidgetSession {
  if (session === null) throw noSession();
  if (isAdmitted(key, session)) return session;
  throw new AppError(
    "FORBIDDEN",
    "This website's visitors prove who they are before they chat. Have the website's server sign a token, send it as identity.token to POST /widget/identify or /widget/init, and go on with the session_id of the answer.",
  );
}

/** The key's session with this id. Throws NOT_FOUND, and FORBIDDEN when the visitor must prove first who it is. */
export async function findSession(
  db: Kysely<Tables>,
  key: Demanding,
  sessionId: string,
  now: string,
): Promise<WidgetSession> {
  return admit(key, await readSession(db, key, sessionId, now));
}

/** The key's session with this id, or null. */
export async function readSession(
  db: Kysely<Tables>,
  key: KeyLine,
  sessionId: string,
  now: string,
): Promise<WidgetSession | null> {
  if (!isSessionId(sessionId)) return null;
  const row = await db
    .selectFrom("widget_sessions")
    .selectAll()
    .where("widget_session_id", "=", openedBy(sessionId, now))
    .where("key_id", "=", key.first_key_id)
    .where("moved_to", "is", null)
    .where("last_used_at", ">=", oldestUse(now))
    .executeTakeFirst();
  return row === undefined ? null : toSession(row);
}

/**
 * The session, marked as used now. On Postgres its row stays locked until the commit, so that of two sends of the
 * same message the second finds what the first stored. Throws NOT_FOUND, and FORBIDDEN as `findSession` does.
 */
export async function claimSession(
  context: Pick<Context, "db" | "now">,
  key: Demanding,
  sessionId: string,
): Promise<WidgetSession> {
  return admit(key, await resumeSession(context, key, sessionId));
}

/** As `claimSession`, but null when the key has no such session any more, and whatever was proved. */
export async function resumeSession(
  context: Pick<Context, "db" | "now">,
  key: KeyLine,
  sessionId: string,
): Promise<WidgetSession | null> {
  if (!isSessionId(sessionId)) return null;
  const row = await context.db
    .updateTable("widget_sessions")
    .set({ last_used_at: context.now })
    .where("widget_session_id", "=", openedBy(sessionId, context.now))
    .where("key_id", "=", key.first_key_id)
    // Who waits here for a move on Postgres sees the row as it is after it.
    .where("moved_to", "is", null)
    .where("last_used_at", ">=", oldestUse(context.now))
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toSession(row);
}

/** A conversation's session, locked until the transaction ends: nobody sends in it meanwhile. */
export async function lockSession(
  { db, space }: Pick<Context, "db" | "space">,
  widgetSessionId: number,
): Promise<WidgetSession> {
  const select = db.selectFrom("widget_sessions").selectAll().where("widget_session_id", "=", widgetSessionId);
  // SQLite runs one transaction at a time, so that only Postgres needs the lock.
  return toSession(await (space.engine === "postgres" ? select.forUpdate() : select).executeTakeFirstOrThrow());
}

/** The one session of a proved person, claimed; null when there is none yet. */
export async function claimSessionOf(
  { db, now }: Pick<Context, "db" | "now">,
  identityId: number,
): Promise<WidgetSession | null> {
  const row = await db
    .updateTable("widget_sessions")
    .set({ last_used_at: now })
    .where("identity_id", "=", identityId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toSession(row);
}

/** Stores a new session: of the proved person `identity_id`, or of somebody of whom nothing is proved. */
export async function createSession(
  { db, now }: Pick<Context, "db" | "now">,
  values: Pick<
    WidgetSession,
    "key_id" | "visitor_id" | "claims" | "attribution" | "trail" | "locale" | "user_agent" | "identity_id"
  >,
): Promise<WidgetSession> {
  const { claims, attribution, trail, ...columns } = values;
  const row = await db
    .insertInto("widget_sessions")
    .values({
      ...columns,
      blocked_at: await blockOf({ db }, values.visitor_id),
      trust: values.identity_id === null ? "claimed" : "verified",
      claims: JSON.stringify(claims),
      attribution: JSON.stringify(attribution),
      trail: JSON.stringify(trail),
      created_at: now,
      last_used_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toSession(row);
}

/** Writes what differs and returns the session as it is now. */
export async function changeSession(
  { db }: Pick<Context, "db">,
  session: WidgetSession,
  changes: Changes,
): Promise<WidgetSession> {
  const changed = Object.entries(changes).filter(([name, value]) => value !== session[name as keyof Changes]);
  if (changed.length === 0) return session;
  const columns = changed.map(([name, value]) => [name, isJson(name) ? JSON.stringify(value) : value]);
  await db
    .updateTable("widget_sessions")
    .set(Object.fromEntries(columns))
    .where("widget_session_id", "=", session.widget_session_id)
    .execute();
  return { ...session, ...changes };
}

const isJson = (column: string) => ["claims", "attributes", "attribution", "trail"].includes(column);

const oldestUse = (now: string) => timestamp(Date.parse(now) - lifeMilliseconds);

function toSession({ claims, attributes, attribution, trail, ...row }: Selectable<WidgetSessionsTable>): WidgetSession {
  return {
    ...row,
    claims: JSON.parse(claims),
    attributes: JSON.parse(attributes),
    attribution: JSON.parse(attribution),
    trail: JSON.parse(trail),
  };
}
