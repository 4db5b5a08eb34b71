import type { Migration } from "../migrate.ts";

/**
 * By what a note that is sent again is known. `sent_by` is an employee, or minus the id of a key; `sent_hash` is of what
 * was sent, because a note's text, and a lead's notes by a merge, change later.
 */
export const migration: Migration = ({ text, int }) => [
  `alter table notes add column sent_by ${int}`,
  `alter table notes add column client_id ${text}`,
  `alter table notes add column sent_hash ${text}`,
  "create unique index notes_sent on notes (sent_by, client_id) where client_id is not null",
];
