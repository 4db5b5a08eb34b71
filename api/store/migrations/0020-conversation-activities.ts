import type { Migration } from "../migrate.ts";

/** What was written into a conversation's activity, so that what people changed in it since is told apart and left. */
export const migration: Migration = ({ text }) => [`alter table conversations add column activity_written ${text}`];
