import type { Dialect, Migration } from "../migrate.ts";

/**
 * What proves who a visitor is. A session may be held by several browsers, each with a credential of its own, so that a
 * session id no longer stands in the session's row. SQLite cannot drop a unique column: the table is made anew, with its
 * rows under their ids, while conversations go on referring to it by name.
 */
export const migration: Migration = (dialect) => {
  const { engine, id, text, int, strict } = dialect;
  return [
    `alter table api_keys add column identity_required ${int} not null default 0`,
    `create table identity_secrets (
      identity_secret_id ${id},
      key_id ${int} not null references api_keys,
      sealed ${text} not null,
      last4 ${text} not null,
      created_at ${text} not null,
      retires_at ${text}
    ) ${strict}`,
    "create index identity_secrets_key on identity_secrets (key_id)",
    ...(engine === "sqlite" ? rebuildSessions(dialect) : []),
    `create table widget_tokens (
      widget_token_id ${id},
      token_hash ${text} not null unique,
      widget_session_id ${int} not null references widget_sessions on delete cascade,
      identity_secret_id ${int},
      verified_at ${text},
      created_at ${text} not null
    ) ${strict}`,
    `insert into widget_tokens (token_hash, widget_session_id, created_at)
      select token_hash, widget_session_id, created_at
      from ${engine === "sqlite" ? "sessions_before" : "widget_sessions"}`,
    ...(engine === "sqlite"
      ? ["drop table sessions_before"]
      : [
          "alter table widget_sessions drop column token_hash",
          `alter table widget_sessions add column moved_to ${int}`,
        ]),
    "create index widget_tokens_session on widget_tokens (widget_session_id)",
    "create index widget_tokens_verified on widget_tokens (verified_at) where verified_at is not null",
    `create index widget_tokens_secret on widget_tokens (identity_secret_id) where identity_secret_id is not null`,
  ];
};

const kept = `widget_session_id, key_id, visitor_id, trust, claims, attribution, trail, locale, user_agent, lead_id,
  identity_id, conversation_id, used, created_at, last_used_at`;

const rebuildSessions = ({ id, text, int, strict }: Dialect) => [
  // Until the commit conversations may refer to sessions that are not there at the moment.
  "pragma defer_foreign_keys = on",
  "create table sessions_before as select * from widget_sessions",
  // Ids that were given once are not given again.
  "create table sequence_before as select name, seq from sqlite_sequence where name = 'widget_sessions'",
  "drop table widget_sessions",
  `create table widget_sessions (
    widget_session_id ${id},
    key_id ${int} not null references api_keys,
    visitor_id ${text} not null,
    trust ${text} not null default 'claimed',
    claims ${text} not null default '{}',
    attribution ${text} not null default '{}',
    trail ${text} not null default '[]',
    locale ${text},
    user_agent ${text},
    lead_id ${int},
    identity_id ${int},
    conversation_id ${int},
    used ${int} not null default 0,
    moved_to ${int},
    created_at ${text} not null,
    last_used_at ${text} not null
  ) ${strict}`,
  `insert into widget_sessions (${kept}) select ${kept} from sessions_before`,
  "delete from sqlite_sequence where name = 'widget_sessions'",
  "insert into sqlite_sequence (name, seq) select name, seq from sequence_before",
  "drop table sequence_before",
  "create index widget_sessions_unused on widget_sessions (last_used_at)",
  "create index widget_sessions_lead on widget_sessions (lead_id) where lead_id is not null",
  "create unique index widget_sessions_identity on widget_sessions (identity_id) where identity_id is not null",
];
