import type { Migration } from "../migrate.ts";

/** Finds the sessions that browsers had before their visitor was proved: they belong to the person who is erased. */
export const migration: Migration = () => [
  "create index widget_sessions_moved on widget_sessions (moved_to) where moved_to is not null",
];
