import type { Migration } from "../migrate.ts";

/** Where the chat of a line of keys was used: the websites that its owner put it on, and those that took the key along. */
export const migration: Migration = ({ id, text, int, strict }) => [
  `create table seen_origins (
    seen_origin_id ${id},
    key_id ${int} not null references api_keys on delete cascade,
    origin ${text} not null,
    path ${text},
    first_seen_at ${text} not null,
    last_seen_at ${text} not null,
    unique (key_id, origin)
  ) ${strict}`,
];
