import type { Migration } from "../migrate.ts";

/**
 * Who of the team wrote when, for reports. It holds agents' messages alone: those of visitors cost nothing. It begins with
 * what is the same in all of it, or SQLite would take the index of client ids, which begins so too.
 */
export const migration: Migration = () => [
  `create index conversation_events_of_agents on conversation_events (sender_kind, created_at, sender_id, conversation_id)
     where sender_kind = 'agent' and type = 'message'`,
];
