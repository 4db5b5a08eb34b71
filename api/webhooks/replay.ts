import type { Selectable } from "kysely";
import type { Api } from "../api.ts";
import { timestamp } from "../clock.ts";
import { AppError, invalid } from "../errors.ts";
import { eventsMatching } from "../events/patterns.ts";
import type { Space, Transaction } from "../store/space.ts";
import { queueAgain } from "./replay-events.ts";
import type { WebhooksTable } from "./tables.ts";

/** Replays by moment that may wait for one webhook. */
export const mostReplays = 3;

/** What a replay needs of the operation, or of whoever else runs the transaction. */
export interface Replaying extends Pick<Transaction, "db" | "publish"> {
  readonly api: Pick<Api, "clock">;
  readonly space: Pick<Space, "engine" | "epochOf">;
}

type Webhook = Pick<Selectable<WebhooksTable>, "webhook_id" | "events" | "enabled">;

/**
 * Queues an event for a webhook once more, whatever became of it. Throws NOT_FOUND for an unknown webhook, CONFLICT for
 * a disabled one, VALIDATION_ERROR for an event that there is not or that is none of the webhook's.
 */
export async function replayEvent(context: Replaying, webhookId: number, eventId: number): Promise<void> {
  const webhook = await lockEnabled(context, webhookId);
  const event = await requireEvent(context, webhook, eventId);
  const { api, db, space, publish } = context;
  const wanted = { webhook_id: webhookId, event_id: eventId, event };
  await queueAgain(db, [wanted], { now: api.clock.now(), epochOf: space.epochOf });
  publish({ kind: "webhooks.changed" });
}

/**
 * Has every event since a moment, UTC ISO 8601, that a webhook listens to queued once more, little by little. Throws
 * NOT_FOUND for an unknown webhook, CONFLICT for a disabled one and where too many replays wait, VALIDATION_ERROR for a
 * moment that is yet to come.
 */
export async function replaySince(context: Replaying, webhookId: number, since: string): Promise<void> {
  const { api, db, publish } = context;
  const now = timestamp(api.clock.now());
  await lockEnabled(context, webhookId);
  if (since > now) throw invalid("since", "Name a moment in the past: what is yet to happen is sent by itself.");
  await requireRoom(context, webhookId);
  const { newest } = await db
    .selectFrom("events")
    .select((eb) => eb.fn.max("event_id").as("newest"))
    .executeTakeFirstOrThrow();
  await db
    .insertInto("webhook_replays")
    .values({ webhook_id: webhookId, since, after_event_id: null, until_event_id: newest ?? 0, created_at: now })
    .execute();
  publish({ kind: "webhooks.changed" });
}

/** Held, so that nobody disables it or adds a replay before this one is written. */
async function lockEnabled({ db, space }: Replaying, id: number): Promise<Webhook> {
  const select = db
    .selectFrom("webhooks")
    .select(["webhook_id", "events", "enabled"])
    .where("webhook_id", "=", id)
    .where("deleted_at", "is", null);
  const webhook = await (space.engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  if (webhook === undefined) {
    throw new AppError("NOT_FOUND", `There is no webhook ${id}. It may have been deleted; check the id.`);
  }
  if (webhook.enabled === 1) return webhook;
  const message = `The webhook ${id} is disabled. Enable it first: PUT /webhooks/${id} {"enabled": true}.`;
  throw new AppError("CONFLICT", message);
}

/** The event's name. One that was sent to the webhook before may be sent again although it listens to others now. */
async function requireEvent({ db }: Replaying, { webhook_id, events }: Webhook, eventId: number): Promise<string> {
  const row = await db.selectFrom("events").select("event").where("event_id", "=", eventId).executeTakeFirst();
  if (row === undefined) {
    throw invalid("event_id", `There is no event ${eventId}. GET /events shows them with their ids.`, "unknown_id");
  }
  const patterns = JSON.parse(events) as string[];
  if (eventsMatching(patterns).some((name) => name === row.event)) return row.event;
  const sent = await db
    .selectFrom("webhook_deliveries")
    .select("delivery_id")
    .where("webhook_id", "=", webhook_id)
    .where("event_id", "=", eventId)
    .executeTakeFirst();
  if (sent !== undefined) return row.event;
  const message = `The event ${eventId} is ${row.event}, and the webhook listens to ${patterns.join(", ")}. Add it to its events first.`;
  throw invalid("event_id", message, "not_listened_to");
}

async function requireRoom({ db }: Replaying, webhookId: number): Promise<void> {
  const { waiting } = await db
    .selectFrom("webhook_replays")
    .select((eb) => eb.fn.countAll().as("waiting"))
    .where("webhook_id", "=", webhookId)
    .executeTakeFirstOrThrow();
  if (Number(waiting) < mostReplays) return;
  const message = `The webhook ${webhookId} has ${mostReplays} replays that are not through yet. Wait for one to end, or disable the webhook to end all.`;
  throw new AppError("CONFLICT", message);
}
