import type { Generated } from "kysely";
import type {
  ConversationEventsTable,
  ConversationsTable,
  VisitorHappeningsTable,
  VisitorIdentitiesTable,
  WidgetSessionsTable,
  WidgetTokensTable,
} from "./conversation-tables.ts";

/** A JSON text column: written by JSON.stringify, parsed where it is read. */
export type Json = string;
/** UTC ISO 8601 with `Z`, whole seconds. */
export type Timestamp = string;
/** 0 or 1: one representation on both engines. */
export type Flag = number;

/** Columns that every record of the kit carries. */
export interface RecordColumns {
  created_at: Timestamp;
  updated_at: Timestamp;
  deleted_at: Timestamp | null;
  /** Rises with each change; the ETag's first part. */
  version: Generated<number>;
}

export interface ApiKeysTable extends RecordColumns {
  key_id: Generated<number>;
  name: string;
  type: string;
  prefix: string;
  last4: string;
  hash: string;
  permissions: Json;
  rate_limit_per_minute: number;
  site_limit_per_minute: number;
  rate_limit_scope: Generated<string>;
  allowed_origins: Generated<Json>;
  allowed_ips: Generated<Json>;
  settings: Generated<Json>;
  expires_at: Timestamp | null;
  last_used_at: Timestamp | null;
  created_by: number | null;
  revoked_at: Timestamp | null;
  /** The key that took this one's place. */
  rolled_to: number | null;
  /** The first key of the line that this one was rolled from; null when it is the first itself. */
  first_key_id: number | null;
  /** 1: visitors must prove who they are before they can write. The same for all keys of a line. */
  identity_required: Generated<Flag>;
  name_sort: string;
  search_words: string;
}

/** With what websites sign who their visitors are. */
export interface IdentitySecretsTable {
  identity_secret_id: Generated<number>;
  /** The first key of the line that the secret is for. */
  key_id: number;
  /** The secret, encrypted for this row alone. */
  sealed: string;
  last4: string;
  created_at: Timestamp;
  /** From then on it proves nothing; null for the newest. */
  retires_at: Timestamp | null;
}

export interface EmployeesTable extends RecordColumns {
  employee_id: Generated<number>;
  name: string;
  email: string;
  role: string;
  password_hash: string | null;
  disabled_at: Timestamp | null;
  /** Since when the person has a password; null for who was invited and has chosen none. */
  joined_at: Timestamp | null;
  name_sort: string;
  search_words: string;
}

export interface EmployeeSessionsTable {
  session_id: Generated<number>;
  employee_id: number;
  token_hash: string;
  csrf_token: string;
  address: string | null;
  user_agent: string | null;
  created_at: Timestamp;
  last_used_at: Timestamp;
  expires_at: Timestamp;
}

export interface LeadsTable extends RecordColumns {
  lead_id: Generated<number>;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  phone_e164: string | null;
  company_name: string | null;
  status: Generated<string>;
  source: string;
  form_type: string | null;
  score: Generated<number>;
  score_breakdown: Generated<Json>;
  score_by_hand: Generated<Flag>;
  assigned_to: number | null;
  raw_payload: Json | null;
  tags: Generated<Json>;
  custom_fields: Generated<Json>;
  attribution: Generated<Json>;
  /** Fields a person edited: a visitor's claims no longer change them. */
  edited_fields: Generated<Json>;
  /** Where the values of fields came from that visitors can fill. */
  field_origins: Generated<Json>;
  previous_lead_id: number | null;
  contact_id: number | null;
  prospect_id: number | null;
  opportunity_id: number | null;
  first_name_sort: string | null;
  last_name_sort: string | null;
  company_name_sort: string | null;
}

export interface ActivitiesTable extends RecordColumns {
  activity_id: Generated<number>;
  type: string;
  subject: string;
  description: string | null;
  entity_type: string;
  entity_id: number;
  assigned_to: number | null;
  due_date: Timestamp | null;
  duration_minutes: number | null;
  completed: Generated<Flag>;
  completed_at: Timestamp | null;
  created_by: number | null;
}

export interface CustomFieldsTable extends RecordColumns {
  custom_field_id: Generated<number>;
  entity_type: string;
  /** Name in the API; never changes and never belongs to two fields of an entity, deleted ones included. */
  key: string;
  label: string;
  type: string;
  required: Flag;
  unique: Flag;
  options: Json;
  default: Json | null;
  position: number;
}

/** What filters and unique fields look at: one row for each value of a record, normalised. */
export interface CustomFieldValuesTable {
  custom_field_id: number;
  value: string;
  entity_id: number;
}

export interface EventsTable {
  event_id: Generated<number>;
  /** Position in the log. On Postgres null until just after the commit. */
  seq: number | null;
  event: string;
  /** The record it tells of: the first part of the event's name, and that record's id. */
  entity: string | null;
  entity_id: number | null;
  conversation_id: number | null;
  data: Json;
  timestamp: Timestamp;
}

export interface IdempotencyKeysTable {
  caller: string;
  operation: string;
  value: string;
  body_hash: string;
  status: number;
  reply: Json;
  headers: Json;
  created_at: Timestamp;
}

export interface AuditLogTable {
  audit_id: Generated<number>;
  action: string;
  actor: string;
  target: string | null;
  address: string | null;
  created_at: Timestamp;
}

/** What the log was called until an event, the last one before the database was restored. */
export interface PastEpochsTable {
  past_epoch_id: Generated<number>;
  epoch: string;
  last_event_id: number;
}

/** The tables of a space. A resource with a table of its own adds it by declaration merging, beside its definition. */
export interface Tables {
  meta: { key: string; value: string };
  past_epochs: PastEpochsTable;
  settings: { key: string; value: Json };
  api_keys: ApiKeysTable;
  identity_secrets: IdentitySecretsTable;
  employees: EmployeesTable;
  employee_sessions: EmployeeSessionsTable;
  widget_sessions: WidgetSessionsTable;
  widget_tokens: WidgetTokensTable;
  visitor_happenings: VisitorHappeningsTable;
  visitor_identities: VisitorIdentitiesTable;
  conversations: ConversationsTable;
  conversation_events: ConversationEventsTable;
  leads: LeadsTable;
  activities: ActivitiesTable;
  custom_fields: CustomFieldsTable;
  custom_field_values: CustomFieldValuesTable;
  events: EventsTable;
  idempotency_keys: IdempotencyKeysTable;
  audit_log: AuditLogTable;
}
