import { type Kysely, sql } from "kysely";
import { chunks } from "../../kept-answers.ts";
import type { Context } from "../../kit/operation.ts";
import type { Tables } from "../../store/tables.ts";

/** Sessions that one statement changes. */
const sessionsAtOnce = 500;

type Forgetting = Pick<Context, "db" | "publish">;

/** The hashes of the session ids by which visitors are known. */
export async function sessionHashes(db: Kysely<Tables>, ids: readonly number[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const some of chunks(ids, sessionsAtOnce)) {
    const rows = await db
      .selectFrom("widget_tokens")
      .select("token_hash")
      .where("widget_session_id", "in", some)
      .execute();
    found.push(...rows.map(({ token_hash }) => token_hash));
  }
  return found;
}

/** Removes visitors' sessions, of which no conversation is left, and cuts their sockets. A visitor of one starts anew. */
export async function forgetSessions(context: Forgetting, ids: readonly number[]): Promise<void> {
  await revoke(context, ids);
  for (const some of chunks(ids, sessionsAtOnce)) {
    await context.db.deleteFrom("widget_sessions").where("widget_session_id", "in", some).execute();
  }
}

const nothing = {
  ...{
    trust: "claimed",
    claims: "{}",
    attributes: "{}",
    attribution: "{}",
    trail: "[]",
    locale: null,
    user_agent: null,
  },
  ...{ lead_id: null, identity_id: null, conversation_id: null },
};

/** Takes all that sessions say of their visitor, who starts anew; another person's conversation stays in each. */
export async function emptySessions(context: Forgetting, ids: readonly number[]): Promise<void> {
  await revoke(context, ids);
  for (const some of chunks(ids, sessionsAtOnce)) {
    await context.db.deleteFrom("visitor_happenings").where("widget_session_id", "in", some).execute();
    await context.db
      .updateTable("widget_sessions")
      .set({ ...nothing, visitor_id: sql`'v_erased_' || widget_session_id` })
      .where("widget_session_id", "in", some)
      .execute();
  }
}

/** No session id opens these sessions from now on. */
async function revoke({ db, publish }: Forgetting, ids: readonly number[]): Promise<void> {
  for (const some of chunks(ids, sessionsAtOnce)) {
    await db.deleteFrom("widget_tokens").where("widget_session_id", "in", some).execute();
  }
  for (const id of ids) publish({ kind: "revoked", what: "widget_session", id });
}
