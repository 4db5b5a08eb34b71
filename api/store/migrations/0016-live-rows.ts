import type { Migration } from "../migrate.ts";

/**
 * SQLite keeps count of the rows that are not deleted, because counting a million takes 40 ms and a list without
 * filters tells its total on every page. In Postgres writers would wait for each other's count; it counts instead.
 */
export const migration: Migration = ({ engine }) =>
  engine === "postgres"
    ? []
    : [
        "create table live_rows (name text primary key, live integer not null) strict, without rowid",
        ...["leads", "contacts", "prospects", "companies", "opportunities"].flatMap(counted),
      ];

const counted = (table: string) => [
  `insert into live_rows (name, live) select '${table}', count(*) from ${table} where deleted_at is null`,
  trigger(table, "inserted", "insert", "new.deleted_at is null", "1"),
  trigger(table, "removed", "delete", "old.deleted_at is null", "-1"),
  trigger(table, "deleted", "update of deleted_at", "old.deleted_at is null and new.deleted_at is not null", "-1"),
  trigger(table, "restored", "update of deleted_at", "old.deleted_at is not null and new.deleted_at is null", "1"),
];

const trigger = (table: string, what: string, change: string, when: string, by: string) => `
  create trigger ${table}_${what} after ${change} on ${table} when ${when}
  begin update live_rows set live = live + ${by} where name = '${table}'; end
`;
