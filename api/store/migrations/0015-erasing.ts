import type { Migration } from "../migrate.ts";

/** The sweep finds what was deleted long ago without reading whole tables. */
export const migration: Migration = () =>
  ["leads", "activities", "notes"].map(
    (table) => `create index ${table}_deleted on ${table} (deleted_at) where deleted_at is not null`,
  );
