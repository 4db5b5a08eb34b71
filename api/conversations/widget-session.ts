import { createHash, randomBytes } from "node:crypto";
import type { Kysely, Selectable } from "kysely";
import type { ApiKey } from "../access/actor.ts";
import { AppError } from "../errors.ts";
import type { Context } from "../kit/operation.ts";
import type { WidgetSessionsTable } from "../store/conversation-tables.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import type { Attribution, TrailPage } from "./attribution.schema.ts";
import { perSpace } from "./per-space.ts";

const lifeMilliseconds = 180 * 24 * 60 * 60 * 1000;
const idPattern = /^ws_[A-Za-z0-9_-]{32}$/;
const visitorIdPattern = /^v_[A-Za-z0-9_-]{1,62}$/;

/** What a visitor says about himself: never proof of who it is. Stored as it is shown; `email` is normalised. */
export interface Claims {
  readonly email?: string;
  readonly name?: string;
  readonly phone?: string;
  readonly company?: string;
  readonly external_id?: string;
}

/** A visitor's session with its JSON columns read. */
export interface WidgetSession
  extends Omit<Selectable<WidgetSessionsTable>, "token_hash" | "claims" | "attribution" | "trail"> {
  readonly claims: Claims;
  readonly attribution: Attribution;
  readonly trail: readonly TrailPage[];
}

/** A session belongs to a key and to those that were rolled from it: a new key on the site ends no conversation. */
type KeyLine = Pick<ApiKey, "first_key_id">;

type Changes = Partial<
  Pick<
    WidgetSession,
    "claims" | "attribution" | "trail" | "locale" | "lead_id" | "conversation_id" | "used" | "last_used_at"
  >
>;

/** A new session id: 192 random bits, the visitor's only credential. */
export function newSessionId(random: (size: number) => Buffer = randomBytes): string {
  return `ws_${random(24).toString("base64url")}`;
}

/** The visitor id as it was sent when it is well formed, else a new one. It is a label and grants nothing. */
export function visitorIdOr(sent: string | null | undefined, random: (size: number) => Buffer = randomBytes): string {
  return sent && visitorIdPattern.test(sent) ? sent : `v_${random(12).toString("base64url")}`;
}

/** SHA-256 of a session id. The id is random, so a slow hash would protect nothing more. */
export function hashSessionId(sessionId: string): string {
  return createHash("sha256").update(sessionId).digest("hex");
}

/** What every operation answers to a session that is unknown, expired or of another key. */
function noSession(): AppError {
  return new AppError(
    "NOT_FOUND",
    "This session does not exist or has expired. Call POST /widget/init for a new one, then send again.",
  );
}

/** The key's session with this id. Throws NOT_FOUND. */
export async function findSession(
  db: Kysely<Tables>,
  key: KeyLine,
  sessionId: string,
  now: string,
): Promise<WidgetSession> {
  const session = await readSession(db, key, sessionId, now);
  if (session === null) throw noSession();
  return session;
}

/** The key's session with this id, or null. */
export async function readSession(
  db: Kysely<Tables>,
  key: KeyLine,
  sessionId: string,
  now: string,
): Promise<WidgetSession | null> {
  if (!idPattern.test(sessionId)) return null;
  const row = await db
    .selectFrom("widget_sessions")
    .selectAll()
    .where("token_hash", "=", hashSessionId(sessionId))
    .where("key_id", "=", key.first_key_id)
    .where("last_used_at", ">=", oldestUse(now))
    .executeTakeFirst();
  return row === undefined ? null : toSession(row);
}

/**
 * The session, marked as used now. On Postgres its row stays locked until the commit, so that of two sends of the
 * same message the second finds what the first stored. Throws NOT_FOUND.
 */
export async function claimSession(
  context: Pick<Context, "db" | "now">,
  key: KeyLine,
  sessionId: string,
): Promise<WidgetSession> {
  const session = await resumeSession(context, key, sessionId);
  if (session === null) throw noSession();
  return session;
}

/** As `claimSession`, but null when the key has no such session any more. */
export async function resumeSession(
  context: Pick<Context, "db" | "now">,
  key: KeyLine,
  sessionId: string,
): Promise<WidgetSession | null> {
  if (!idPattern.test(sessionId)) return null;
  const row = await context.db
    .updateTable("widget_sessions")
    .set({ last_used_at: context.now })
    .where("token_hash", "=", hashSessionId(sessionId))
    .where("key_id", "=", key.first_key_id)
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

/** Stores a new session. The id it belongs to is the caller's to hand out; only its hash is kept. */
export async function createSession(
  { db, now }: Pick<Context, "db" | "now">,
  values: Pick<
    WidgetSession,
    "key_id" | "visitor_id" | "claims" | "attribution" | "trail" | "locale" | "user_agent"
  > & {
    readonly sessionId: string;
  },
): Promise<WidgetSession> {
  const { sessionId, claims, attribution, trail, ...columns } = values;
  const row = await db
    .insertInto("widget_sessions")
    .values({
      ...columns,
      token_hash: hashSessionId(sessionId),
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

const isJson = (column: string) => column === "claims" || column === "attribution" || column === "trail";

/** Name of the window in which a session's requests are counted. */
export function sessionBucket(space: Pick<Space, "name">, widgetSessionId: number): string {
  return `session:${space.name}:${widgetSessionId}`;
}

/** The window of the session with this id, or null when the key has no such session. A hit is remembered. */
export async function sessionPartition(space: Space, key: KeyLine, sessionId: string): Promise<string | null> {
  if (!idPattern.test(sessionId)) return null;
  const hash = hashSessionId(sessionId);
  const known = partitions(space);
  const entry = known.get(hash) ?? (await findOwner(space, hash));
  if (entry === null) return null;
  known.put(hash, entry);
  return entry.keyId === key.first_key_id ? sessionBucket(space, entry.widgetSessionId) : null;
}

interface Owner {
  readonly widgetSessionId: number;
  readonly keyId: number;
}

async function findOwner(space: Space, hash: string): Promise<Owner | null> {
  const row = await space.read
    .selectFrom("widget_sessions")
    .select(["widget_session_id", "key_id"])
    .where("token_hash", "=", hash)
    .executeTakeFirst();
  return row === undefined ? null : { widgetSessionId: row.widget_session_id, keyId: row.key_id };
}

const mostKept = 20_000;

/** Who owns a session never changes; one that is gone is refused by the operation itself, whatever is kept here. */
const partitions = perSpace(() => {
  const owners = new Map<string, Owner>();
  return {
    get: (hash: string) => owners.get(hash),
    put(hash: string, owner: Owner) {
      owners.delete(hash);
      if (owners.size >= mostKept) owners.delete(owners.keys().next().value ?? "");
      owners.set(hash, owner);
    },
  };
});

function oldestUse(now: string): string {
  return `${new Date(Date.parse(now) - lifeMilliseconds).toISOString().slice(0, 19)}Z`;
}

function toSession({
  token_hash: _,
  claims,
  attribution,
  trail,
  ...row
}: Selectable<WidgetSessionsTable>): WidgetSession {
  return { ...row, claims: JSON.parse(claims), attribution: JSON.parse(attribution), trail: JSON.parse(trail) };
}
