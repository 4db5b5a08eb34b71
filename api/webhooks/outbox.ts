import { type Kysely, sql } from "kysely";
import type { Tables } from "../store/tables.ts";
import "./tables.ts";

/** An event of the log that webhooks may listen to. */
export interface QueuedEvent {
  readonly event_id: number;
  readonly event: string;
  readonly timestamp: string;
}

/**
 * Queues an event for every webhook that listens to it, in the event's own transaction. Returns the webhooks' ids.
 * `now` is milliseconds since the epoch.
 */
export async function queueDeliveries(
  db: Kysely<Tables>,
  { event_id, event, timestamp }: QueuedEvent,
  { epoch, now }: { readonly epoch: string; readonly now: number },
): Promise<readonly number[]> {
  const { rows } = await sql<{ webhook_id: number }>`
    insert into webhook_deliveries (webhook_id, event_id, event, message_id, due_at, created_at, updated_at)
    select distinct webhook_id, cast(${event_id} as bigint), ${event}, ${messageId(epoch, event_id)}, cast(${now} as bigint), ${timestamp}, ${timestamp}
    from webhook_subscriptions
    where pattern in (${event}, ${kindOf(event)}, '*')
    returning webhook_id
  `.execute(db);
  return rows.map(({ webhook_id }) => webhook_id);
}

/** `lead.*` for `lead.created`. */
const kindOf = (event: string) => `${event.slice(0, event.indexOf("."))}.*`;

/**
 * The `webhook-id` of an event: the same for every webhook, every try and every replay. The epoch is part of it, because
 * a log that was restored from a backup gives ids again to other events.
 */
export const messageId = (epoch: string, eventId: number): string => `evt_${epoch.slice(0, 8)}_${eventId}`;
