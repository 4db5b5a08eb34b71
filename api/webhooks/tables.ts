import type { Generated } from "kysely";
import type { Flag, Json, RecordColumns, Timestamp } from "../store/tables.ts";

/** An address that hears of events. */
export interface WebhooksTable extends RecordColumns {
  webhook_id: Generated<number>;
  url: string;
  /** Names and patterns, as they were asked for. */
  events: Json;
  description: string | null;
  enabled: Generated<Flag>;
  /** Why we disabled it: `gone` or `failing`; null when it is enabled, or an owner of it said so. */
  disabled_reason: string | null;
  /** The first failed try since the last that was answered. */
  failing_since: Timestamp | null;
  /** Sealed for this row. */
  secret: Generated<string>;
  previous_secret: string | null;
  /** Until then deliveries are signed with the previous secret too. */
  previous_secret_until: Timestamp | null;
}

/** What enabled webhooks listen to: the name of an event, all of a kind (`lead.*`), or `*`. */
export interface WebhookSubscriptionsTable {
  pattern: string;
  webhook_id: number;
}

/** One event on its way to one webhook. The body is made of the event's row, at each try. */
export interface WebhookDeliveriesTable {
  delivery_id: Generated<number>;
  webhook_id: number;
  /** Null for a test, which is no event of the log. */
  event_id: number | null;
  event: string;
  /** The `webhook-id` of every try. */
  message_id: string;
  status: Generated<"pending" | "delivered" | "dead">;
  /** Tries since it was queued, or since its last replay. */
  attempts: Generated<number>;
  /**
   * Milliseconds since the epoch from when a worker may take it; null once it is over. A worker that takes it moves this
   * on by its lease: should the process die, the delivery is due again by itself.
   */
  due_at: number | null;
  /** The latest tries, oldest first. */
  tries: Generated<Json>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** A wish for all events since a moment: they are queued little by little. */
export interface WebhookReplaysTable {
  replay_id: Generated<number>;
  webhook_id: number;
  since: Timestamp;
  /** The last event that was looked at; null before the first. */
  after_event_id: number | null;
  until_event_id: number;
  created_at: Timestamp;
}

declare module "../store/tables.ts" {
  interface Tables {
    webhooks: WebhooksTable;
    webhook_subscriptions: WebhookSubscriptionsTable;
    webhook_deliveries: WebhookDeliveriesTable;
    webhook_replays: WebhookReplaysTable;
    /** Deliveries with the columns that every list asks for. */
    listed_webhook_deliveries: WebhookDeliveriesTable & Pick<RecordColumns, "deleted_at" | "version">;
  }
}
