import type { Migration } from "../migrate.ts";

/** Addresses that hear of events, what each listens to, and what is or was sent to it. */
export const migration: Migration = ({ id, text, int, strict }) => [
  `create table webhooks (
    webhook_id ${id},
    url ${text} not null,
    events ${text} not null,
    description ${text},
    enabled ${int} not null default 1,
    disabled_reason ${text},
    failing_since ${text},
    secret ${text} not null default '',
    previous_secret ${text},
    previous_secret_until ${text},
    created_at ${text} not null,
    updated_at ${text} not null,
    deleted_at ${text},
    version ${int} not null default 1
  ) ${strict}`,
  // One row for each name or pattern that an enabled webhook listens to: the query of every event.
  `create table webhook_subscriptions (
    pattern ${text} not null,
    webhook_id ${int} not null,
    primary key (pattern, webhook_id)
  ) ${strict}`,
  "create index webhook_subscriptions_webhook on webhook_subscriptions (webhook_id)",

  `create table webhook_deliveries (
    delivery_id ${id},
    webhook_id ${int} not null,
    event_id ${int},
    event ${text} not null,
    message_id ${text} not null,
    status ${text} not null default 'pending',
    attempts ${int} not null default 0,
    due_at ${int},
    tries ${text} not null default '[]',
    created_at ${text} not null,
    updated_at ${text} not null
  ) ${strict}`,
  "create unique index webhook_deliveries_event on webhook_deliveries (webhook_id, event_id)",
  "create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at, delivery_id) where due_at is not null",
  "create index webhook_deliveries_newest on webhook_deliveries (webhook_id, delivery_id)",
  // What happened lately, for whoever follows it.
  "create index webhook_deliveries_latest on webhook_deliveries (webhook_id, updated_at)",
  // Whose answers may quote a record that is erased.
  "create index webhook_deliveries_of_event on webhook_deliveries (event_id)",
  // What every list asks of its table.
  `create view listed_webhook_deliveries as
     select delivery_id, webhook_id, event_id, event, message_id, status, attempts, due_at, tries, created_at, updated_at,
       cast(null as text) as deleted_at, 1 as version
     from webhook_deliveries`,

  `create table webhook_replays (
    replay_id ${id},
    webhook_id ${int} not null,
    since ${text} not null,
    after_event_id ${int},
    until_event_id ${int} not null,
    created_at ${text} not null
  ) ${strict}`,
  "create index webhook_replays_webhook on webhook_replays (webhook_id, replay_id)",
];
