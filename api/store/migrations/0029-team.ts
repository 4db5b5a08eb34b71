import type { Migration } from "../migrate.ts";

/**
 * Links by which people of the team choose their password: at most one of each person, the newest. Since when somebody
 * has one is kept beside the password itself, because the test space's copy of a person holds none. And the audit log
 * gets what every list asks of its table.
 */
export const migration: Migration = ({ text, int, strict }) => [
  `alter table employees add column joined_at ${text}`,
  "update employees set joined_at = created_at",
  `create table employee_links (
    employee_id ${int} primary key references employees on delete cascade,
    token_hash ${text} not null unique,
    created_at ${text} not null,
    expires_at ${text} not null
  ) ${strict}`,

  "create index audit_log_created on audit_log (created_at, audit_id)",
  `create view listed_deeds as
     select audit_id, action, actor, target, address, created_at, created_at as updated_at,
       cast(null as text) as deleted_at, 1 as version
     from audit_log`,
];
