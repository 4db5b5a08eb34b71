import type { Generated } from "kysely";
import type { Flag, Json, RecordColumns, Timestamp } from "./tables.ts";

export interface WidgetSessionsTable {
  widget_session_id: Generated<number>;
  key_id: number;
  visitor_id: string;
  trust: Generated<string>;
  claims: Generated<Json>;
  attributes: Generated<Json>;
  attribution: Generated<Json>;
  trail: Generated<Json>;
  locale: string | null;
  user_agent: string | null;
  lead_id: number | null;
  /** The person the session was proved to be, or null. Each has one session, whatever the browser. */
  identity_id: number | null;
  /** The conversation a message would go to, or null. */
  conversation_id: number | null;
  /** 1 once the visitor sent something; unused sessions are swept after 24 h. */
  used: Generated<Flag>;
  /** The session of the person that this one turned out to be; it takes no call any more. */
  moved_to: number | null;
  /** Since when the visitor is blocked; null: what he sends is taken. */
  blocked_at: Timestamp | null;
  created_at: Timestamp;
  last_used_at: Timestamp;
}

/** What visitors did on pages, as those told it. */
export interface VisitorHappeningsTable {
  happening_id: Generated<number>;
  widget_session_id: number;
  event: string;
  data: Json;
  page_url: string | null;
  at: Timestamp;
}

/** What browsers hold: each session id is a credential of its own, and a proved person's session has many. */
export interface WidgetTokensTable {
  widget_token_id: Generated<number>;
  /** SHA-256 of the session id; the id itself is never stored. */
  token_hash: string;
  widget_session_id: number;
  /** The secret that last proved who holds it, and when; null for a visitor of whom nothing is proved. */
  identity_secret_id: number | null;
  verified_at: Timestamp | null;
  created_at: Timestamp;
}

/** A person whom a site proved, by the site's own id. */
export interface VisitorIdentitiesTable {
  identity_id: Generated<number>;
  /** The first key of the line that the identity was signed for. */
  key_id: number;
  /** `sub` of the token. */
  external_id: string;
  /** What the latest token said: email and name. */
  claims: Generated<Json>;
  lead_id: number | null;
  contact_id: number | null;
  created_at: Timestamp;
  /** When a token last proved it. */
  verified_at: Timestamp;
}

export interface ConversationsTable extends RecordColumns {
  conversation_id: Generated<number>;
  widget_session_id: number;
  key_id: number;
  status: Generated<string>;
  /** The highest seq given out; `set next_seq = next_seq + 1 … returning` gives the next one. */
  next_seq: Generated<number>;
  lead_id: number | null;
  /** The contact that its lead became. */
  contact_id: number | null;
  assigned_to: number | null;
  wants_person: Generated<Flag>;
  visitor_name: string | null;
  last_message: string | null;
  last_message_by: string | null;
  last_message_at: Timestamp | null;
  waiting_since: Timestamp | null;
  first_reply_at: Timestamp | null;
  visitor_read_seq: Generated<number>;
  agent_read_seq: Generated<number>;
  page_url: string | null;
  rating: number | null;
  rating_comment: string | null;
  /** The activity that tells of it. */
  activity_id: number | null;
  /** When that activity is to be written anew; null while nothing happened since. */
  activity_due_at: Timestamp | null;
  /** What was last written into it; null before the first time. */
  activity_written: Json | null;
  /** What the automatic reply is in the middle of asking; null for nothing. */
  flow: Json | null;
  ended_at: Timestamp | null;
}

export interface ConversationEventsTable {
  message_id: Generated<number>;
  conversation_id: number;
  seq: number;
  type: string;
  sender_kind: string;
  sender_id: number | null;
  sender_name: string | null;
  client_id: string | null;
  body: string | null;
  suggested_actions: Json | null;
  created_at: Timestamp;
}
