import { AppError } from "../../errors.ts";
import type { Context } from "../../kit/operation.ts";
import { sessionsOf } from "./same-visitor.ts";
import type { WidgetSession } from "./widget-session.ts";

/**
 * Throws CONFLICT for a blocked visitor; FORBIDDEN would ask him to prove who he is. It says no more than that nothing
 * arrives: who is told of a block comes back under another name.
 */
export function refuseBlocked({ blocked_at }: Pick<WidgetSession, "blocked_at">): void {
  if (blocked_at === null) return;
  throw new AppError("CONFLICT", "This message could not be delivered. Please contact us in another way.");
}

/**
 * Blocks a session's visitor, or with null no longer: every session of the same browser, of the same proved person, and of
 * the browsers that this person came from. Later sessions of these browsers begin as blocked as they are.
 */
export async function setBlocked(
  { db }: Pick<Context, "db">,
  widgetSessionId: number,
  blocked_at: string | null,
): Promise<void> {
  await db
    .updateTable("widget_sessions")
    .set({ blocked_at })
    .where("widget_session_id", "in", sessionsOf(db, widgetSessionId))
    .execute();
}

/** Since when this browser is blocked; null when it is not. */
export async function blockOf({ db }: Pick<Context, "db">, visitorId: string): Promise<string | null> {
  const row = await db
    .selectFrom("widget_sessions")
    .select("blocked_at")
    .where("visitor_id", "=", visitorId)
    .where("blocked_at", "is not", null)
    .limit(1)
    .executeTakeFirst();
  return row?.blocked_at ?? null;
}
