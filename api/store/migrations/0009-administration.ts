import type { Migration } from "../migrate.ts";

/**
 * What lists ask of keys, people and conversations: a version, when they changed, names as they sort. Rows that stand
 * already sort by their plain lower case until they are written again: SQL cannot take accents off.
 */
export const migration: Migration = ({ text, int }) => [
  ...["api_keys", "employees"].flatMap((table) => [
    `alter table ${table} add column updated_at ${text} not null default ''`,
    `alter table ${table} add column deleted_at ${text}`,
    `alter table ${table} add column version ${int} not null default 1`,
    `alter table ${table} add column name_sort ${text} not null default ''`,
    `alter table ${table} add column search_words ${text} not null default ''`,
    `update ${table} set updated_at = created_at, name_sort = lower(name)`,
  ]),
  "update api_keys set search_words = ' ' || name_sort || ' ' || replace(lower(prefix), '_', ' ')",
  "update employees set search_words = ' ' || name_sort || ' ' || replace(replace(email, '@', ' '), '.', ' ')",

  // The key that took this one's place, and the first of the line: visitors' sessions belong to a line of keys.
  `alter table api_keys add column rolled_to ${int}`,
  `alter table api_keys add column first_key_id ${int}`,

  `alter table conversations add column deleted_at ${text}`,
  "drop index conversations_by_activity",
  "create index conversations_by_status on conversations (status, last_message_at, conversation_id)",
  "create index conversations_by_activity on conversations (last_message_at, conversation_id)",
  "create index conversations_by_assignee on conversations (assigned_to, last_message_at, conversation_id)",
  "create index conversations_created on conversations (created_at, conversation_id)",
  "create index conversations_updated on conversations (updated_at, conversation_id)",
];
