import type { Migration } from "../migrate.ts";

/** Files of leads on their way in: the record stays 30 days, the rows go as they are taken. */
export const migration: Migration = ({ id, text, int, strict }) => [
  `create table imports (
    import_id ${id},
    status ${text} not null,
    dry_run ${int} not null,
    on_duplicate ${text} not null,
    source ${text} not null,
    titles ${text} not null,
    mapping ${text} not null,
    total_rows ${int} not null,
    processed ${int} not null default 0,
    created ${int} not null default 0,
    updated ${int} not null default 0,
    ignored ${int} not null default 0,
    failed ${int} not null default 0,
    errors_kept ${int} not null default 0,
    errors_truncated ${int} not null default 0,
    failure ${text},
    created_by ${text} not null,
    leased_by ${text},
    leased_until ${text},
    started_at ${text},
    finished_at ${text},
    created_at ${text} not null,
    updated_at ${text} not null,
    deleted_at ${text},
    version ${int} not null default 1
  ) ${strict}`,
  "create index imports_status on imports (status, import_id)",
  `create table import_chunks (
    import_id ${int} not null,
    first_row ${int} not null,
    rows ${text} not null,
    primary key (import_id, first_row)
  ) ${strict}`,
  `create table import_errors (
    import_error_id ${id},
    import_id ${int} not null,
    row ${int} not null,
    line ${int} not null,
    field ${text},
    code ${text} not null,
    message ${text} not null
  ) ${strict}`,
  "create index import_errors_import on import_errors (import_id, import_error_id)",
  `create table import_claims (
    import_id ${int} not null,
    claim ${text} not null,
    row ${int} not null,
    cells ${text} not null,
    primary key (import_id, claim)
  ) ${strict}`,
];
