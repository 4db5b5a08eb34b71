import type { Migration } from "../migrate.ts";

export const migration: Migration = ({ id, text, int, strict }) => [
  `create table notes (
    note_id ${id},
    entity_type ${text} not null,
    entity_id ${int} not null,
    content ${text} not null,
    is_pinned ${int} not null default 0,
    author_id ${int},
    author_name ${text},
    created_at ${text} not null,
    updated_at ${text} not null,
    deleted_at ${text},
    version ${int} not null default 1
  ) ${strict}`,
  "create index notes_entity on notes (entity_type, entity_id, is_pinned, note_id)",
];
