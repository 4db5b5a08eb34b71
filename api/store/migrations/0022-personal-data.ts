import type { Migration } from "../migrate.ts";

/**
 * What is needed to find all that is kept of a person: events by the record that they tell of, contacts by phone,
 * conversations by their activity; and who was erased, when and by whom.
 */
export const migration: Migration = ({ engine, id, text, int, strict }) => [
  `alter table events add column entity ${text}`,
  `alter table events add column entity_id ${int}`,
  engine === "sqlite" ? fillSqlite : fillPostgres,
  "create index events_of_record on events (entity, entity_id)",

  "create index conversations_of_activity on conversations (activity_id) where activity_id is not null",

  `create table erasures (
    erasure_id ${id},
    entity_type ${text} not null,
    entity_id ${int} not null,
    erased_at ${text} not null,
    erased_by ${text} not null
  ) ${strict}`,
  "create index erasures_entity on erasures (entity_type, entity_id)",
  // What every list asks of its table.
  `create view listed_erasures as
     select erasure_id, entity_type, entity_id, erased_at, erased_by, erased_at as created_at, erased_at as updated_at,
       cast(null as text) as deleted_at, 1 as version
     from erasures`,
];

const fillSqlite = `
  update events set
    entity = substr(event, 1, instr(event, '.') - 1),
    entity_id = json_extract(data, '$.' || substr(event, 1, instr(event, '.') - 1) || '_id')
`;

// Postgres takes no JSON apart that holds \u0000 or half a character, wherever it stands: a space takes their place.
const readable = String.raw`regexp_replace(data, '\\u[0-9a-fA-F]{4}', '\\u0020', 'g')::json`;

const fillPostgres = `
  update events set
    entity = split_part(event, '.', 1),
    entity_id = (${readable} ->> (split_part(event, '.', 1) || '_id'))::bigint
`;
