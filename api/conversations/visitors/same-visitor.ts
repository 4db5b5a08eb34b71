import type { Kysely } from "kysely";
import type { Tables } from "../../store/tables.ts";

/**
 * All sessions of a session's visitor, as a part of a query: those of the same browser, and of the browsers that the
 * proved person came from.
 */
export const sessionsOf = (db: Kysely<Tables>, widgetSessionId: number) =>
  db
    .selectFrom("widget_sessions as same")
    .select("same.widget_session_id")
    .where("same.visitor_id", "in", (browsers) =>
      browsers
        .selectFrom("widget_sessions as own")
        .select("own.visitor_id")
        .where((one) =>
          one.or([one("own.widget_session_id", "=", widgetSessionId), one("own.moved_to", "=", widgetSessionId)]),
        ),
    );
