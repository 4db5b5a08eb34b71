import type { Migration } from "../migrate.ts";

/** A conversation goes on belonging to its lead; the contact that the lead became has it too. */
export const migration: Migration = ({ int }) => [
  `alter table conversations add column contact_id ${int}`,
  "create index conversations_by_contact on conversations (contact_id) where contact_id is not null",
];
