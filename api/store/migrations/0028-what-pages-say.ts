import type { Migration } from "../migrate.ts";

/**
 * What a page says of its visitor, and what it saw happen. Happenings are rows of their own and not JSON of the session,
 * which every message of its visitor reads and writes whole.
 */
export const migration: Migration = ({ id, text, int, strict }) => [
  `alter table widget_sessions add column attributes ${text} not null default '{}'`,
  `create table visitor_happenings (
    happening_id ${id},
    widget_session_id ${int} not null references widget_sessions on delete cascade,
    event ${text} not null,
    data ${text} not null,
    page_url ${text},
    at ${text} not null
  ) ${strict}`,
  "create index visitor_happenings_session on visitor_happenings (widget_session_id, happening_id)",
  "create index visitor_happenings_at on visitor_happenings (at)",
];
