import type { Migration } from "../migrate.ts";

/**
 * Replies that the team keeps ready, visitors who are blocked, and what a conversation's timeline is read by. A block
 * stands in the session's row, which each message reads anyway. The two events that messages fire are left out of the
 * index: most events are of those, and the timeline shows the messages themselves.
 */
export const migration: Migration = ({ id, text, int, strict }) => [
  `create table canned_replies (
    canned_reply_id ${id},
    shortcut ${text} not null,
    title ${text} not null,
    body ${text} not null,
    created_at ${text} not null,
    updated_at ${text} not null,
    deleted_at ${text},
    version ${int} not null default 1
  ) ${strict}`,
  "create unique index canned_replies_shortcut on canned_replies (shortcut) where deleted_at is null",
  `alter table widget_sessions add column blocked_at ${text}`,
  "create index widget_sessions_visitor on widget_sessions (visitor_id)",
  `create index events_of_conversation on events (conversation_id, event_id)
     where conversation_id is not null and event not in ('conversation.message', 'conversation.started')`,
];
