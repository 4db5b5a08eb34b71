import type { Migration } from "../migrate.ts";

/** Fields that people add to an entity, and an index of their values for filters and unique fields. */
export const migration: Migration = ({ id, text, int, strict }) => [
  `create table custom_fields (
    custom_field_id ${id},
    entity_type ${text} not null,
    key ${text} not null,
    label ${text} not null,
    type ${text} not null,
    required ${int} not null default 0,
    "unique" ${int} not null default 0,
    options ${text} not null default '[]',
    "default" ${text},
    position ${int} not null default 0,
    created_at ${text} not null,
    updated_at ${text} not null,
    deleted_at ${text},
    version ${int} not null default 1
  ) ${strict}`,
  "create unique index custom_fields_key on custom_fields (entity_type, key)",
  `create table custom_field_values (
    custom_field_id ${int} not null,
    value ${text} not null,
    entity_id ${int} not null,
    primary key (custom_field_id, value, entity_id)
  ) ${strict}`,
  "create index custom_field_values_entity on custom_field_values (entity_id, custom_field_id)",
];
