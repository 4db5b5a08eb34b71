import { type Kysely, sql } from "kysely";
import type { Tables } from "../store/tables.ts";
import "./tables.ts";

/**
 * Ids of the webhooks that listen to an event, separated by commas and perhaps twice; null when none does. Part of the
 * statement that inserts the event, so that an event nobody listens to costs no statement more.
 */
export const listenersOf = (event: string) => sql<string | null>`(
  select string_agg(cast(webhook_id as text), ',') from webhook_subscriptions
  where pattern in (${event}, ${kindOf(event)}, '*')
)`;

/** `lead.*` for `lead.created`. */
const kindOf = (event: string) => `${event.slice(0, event.indexOf("."))}.*`;

/** An event of the log, with what `listenersOf` told. */
export interface QueuedEvent {
  readonly event_id: number;
  readonly event: string;
  readonly timestamp: string;
  readonly listeners: string | null;
}

/**
 * Queues an event for every webhook that listens to it, in the event's own transaction. Returns the webhooks' ids.
 * `now` is milliseconds since the epoch.
 */
export async function queueDeliveries(
  db: Kysely<Tables>,
  { event_id, event, timestamp, listeners }: QueuedEvent,
  { epoch, now }: { readonly epoch: string; readonly now: number },
): Promise<readonly number[]> {
  if (listeners === null) return [];
  const ids = [...new Set(listeners.split(",").map(Number))];
  const common = { event_id, event, message_id: messageId(epoch, event_id), due_at: now };
  await db
    .insertInto("webhook_deliveries")
    .values(ids.map((webhook_id) => ({ ...common, webhook_id, created_at: timestamp, updated_at: timestamp })))
    .execute();
  return ids;
}

/**
 * The `webhook-id` of an event: the same for every webhook, every try and every replay. The epoch that
 * the event was written in is part of it, because a log that was restored from a backup gives ids again to other events.
 */
export const messageId = (epoch: string, eventId: number): string => `evt_${epoch.slice(0, 8)}_${eventId}`;
