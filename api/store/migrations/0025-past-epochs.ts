import type { Migration } from "../migrate.ts";

/** What the log was called before the database was restored: events written then keep what they were called by. */
export const migration: Migration = ({ id, text, int, strict }) => [
  `create table past_epochs (
    past_epoch_id ${id},
    epoch ${text} not null unique,
    last_event_id ${int} not null
  ) ${strict}`,
];
