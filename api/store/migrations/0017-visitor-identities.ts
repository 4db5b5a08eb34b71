import type { Migration } from "../migrate.ts";

/**
 * People whose identity a site has proved, and what conversations and leads keep of where values came from. A site's
 * own id of a person means something only beside the key line it was signed for.
 */
export const migration: Migration = ({ id, text, int, strict }) => [
  `create table visitor_identities (
    identity_id ${id},
    key_id ${int} not null references api_keys,
    external_id ${text} not null,
    claims ${text} not null default '{}',
    lead_id ${int},
    contact_id ${int},
    created_at ${text} not null,
    verified_at ${text} not null,
    unique (key_id, external_id)
  ) ${strict}`,
  "create index visitor_identities_lead on visitor_identities (lead_id) where lead_id is not null",
  "create index visitor_identities_contact on visitor_identities (contact_id) where contact_id is not null",

  `alter table widget_sessions add column identity_id ${int}`,
  "create unique index widget_sessions_identity on widget_sessions (identity_id) where identity_id is not null",

  `alter table leads add column field_origins ${text} not null default '{}'`,

  `alter table conversations add column activity_id ${int}`,
  `alter table conversations add column activity_due_at ${text}`,
  `alter table conversations add column flow ${text}`,
  "create index conversations_activity_due on conversations (activity_due_at) where activity_due_at is not null",
];
