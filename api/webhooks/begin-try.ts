import type { Secrets } from "../secrets.ts";
import type { Space } from "../store/space.ts";
import type { Claimed } from "./claim.ts";
import { openSecrets } from "./endpoint-secret.ts";
import type { Endpoint } from "./sender.ts";
import type { Content } from "./sign.ts";
import "./tables.ts";

/** A delivery that goes out now, with all that it takes. */
export interface Begun extends Claimed {
  /** The `webhook-id`. */
  readonly message_id: string;
  readonly event_id: number;
  readonly content: Content;
  /** Where it goes; null when the webhook's secret does not open. */
  readonly endpoint: Endpoint | null;
  /** Whether tries have failed since the last success. */
  readonly isFailing: boolean;
}

/**
 * What a try says and where it goes, as that stands at this moment: since the delivery was taken its webhook may have got
 * another address, the record of its event may have been erased. Null when it is not to be sent any more, or by another.
 */
export async function beginTry(
  space: Space,
  claimed: Claimed,
  { secrets, now }: { readonly secrets: Secrets; readonly now: number },
): Promise<Begun | null> {
  const row = await space.read
    .selectFrom("webhook_deliveries as delivery")
    .innerJoin("webhooks as webhook", "webhook.webhook_id", "delivery.webhook_id")
    .innerJoin("events as happened", "happened.event_id", "delivery.event_id")
    .select(["delivery.message_id", "happened.event_id", "happened.event", "happened.timestamp", "happened.data"])
    .select(["webhook.webhook_id", "webhook.url", "webhook.failing_since"])
    .select(["webhook.secret", "webhook.previous_secret", "webhook.previous_secret_until"])
    .where("delivery.delivery_id", "=", claimed.delivery_id)
    .where("delivery.due_at", "=", claimed.lease)
    .where("webhook.enabled", "=", 1)
    .where("webhook.deleted_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { message_id, event_id, event, timestamp, data, url, failing_since } = row;
  const opened = openSecrets(secrets, space, row, now);
  return {
    ...claimed,
    message_id,
    event_id,
    content: { event, timestamp, data },
    endpoint: opened === null ? null : { url, secrets: opened },
    isFailing: failing_since !== null,
  };
}
