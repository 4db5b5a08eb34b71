import { z } from "zod";
import { AppError, invalid } from "../errors.ts";
import { eventsMatching } from "../events/patterns.ts";
import { type Context, operation } from "../kit/operation.ts";
import { type Found, lockRecord } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import { messageId } from "../webhooks/outbox.ts";
import { moment } from "./fields.ts";
import { noteDeed } from "./webhook-changes.ts";
import { webhook } from "./webhook-record.ts";

const mostReplays = 3;

export const postReplay = operation(
  "POST /webhooks/{id}/replay",
  {
    summary: "Send events to a webhook again",
    description:
      "Name one event, or a moment: then every event since that the webhook listens to is sent, those that were delivered before too, little by little and oldest first. Each comes under the `webhook-id` it always has, so a receiver knows what it has seen. Tries begin anew, with all their retries. Of a record that was erased since, the event says only that.",
    permission: webhook.permission.write,
    params: idParams,
    body: z
      .strictObject({
        event_id: z
          .int()
          .positive()
          .max(Number.MAX_SAFE_INTEGER)
          .nullable()
          .describe("An event that the webhook listens to, or that was sent to it before."),
        since: moment.describe("All events from this moment on: ISO 8601 with a zone, in the past."),
      })
      .partial(),
    returns: z.object({
      webhook_id: z.int().describe("The webhook."),
      event_id: z.int().nullable().describe("The event that is sent again; null when a moment was named."),
      since: z
        .string()
        .nullable()
        .describe("From when on events are sent, UTC ISO 8601; null when an event was named."),
    }),
    exampleAnswer: { event_id: null },
    status: 202,
    errors: { CONFLICT: `It is disabled, or ${mostReplays} replays by moment wait already.` },
    example: { since: "2026-03-10T00:00:00Z" },
  },
  async (context, { params, body }) => {
    const { event_id = null, since = null } = body;
    const found = await lockRecord(context, webhook, params.id);
    requireEnabled(found);
    if (event_id !== null && since === null) await replayEvent(context, found, event_id);
    else if (since !== null && event_id === null) await replaySince(context, params.id, since);
    else throw invalid("event_id", "Name either event_id or since: which event to send again, or from when on.");
    await noteDeed(context, "webhook.replayed", params.id);
    context.publish({ kind: "webhooks.changed" });
    return { webhook_id: params.id, event_id, since };
  },
);

function requireEnabled({ record }: Found): void {
  if (record["enabled"] === true) return;
  const id = record["webhook_id"];
  throw new AppError(
    "CONFLICT",
    `The webhook ${id} is disabled. Enable it first: PUT /webhooks/${id} {"enabled": true}.`,
  );
}

/** Queues an event anew, whatever became of it before. */
async function replayEvent(context: Context, found: Found, event_id: number): Promise<void> {
  const { api, db, space, now } = context;
  const webhook_id = found.record["webhook_id"] as number;
  const event = await requireEvent(context, found, event_id);
  const anew = { status: "pending", attempts: 0, due_at: api.clock.now(), updated_at: now } as const;
  await db
    .insertInto("webhook_deliveries")
    .values({ webhook_id, event_id, event, message_id: messageId(space.epoch, event_id), created_at: now, ...anew })
    .onConflict((conflict) => conflict.columns(["webhook_id", "event_id"]).doUpdateSet(anew))
    .execute();
}

/** The event's name. Throws VALIDATION_ERROR for one that is not in the log, or that is none of the webhook's. */
async function requireEvent({ db }: Context, { record }: Found, event_id: number): Promise<string> {
  const row = await db.selectFrom("events").select("event").where("event_id", "=", event_id).executeTakeFirst();
  if (row === undefined) {
    throw invalid("event_id", `There is no event ${event_id}. GET /events shows them with their ids.`, "unknown_id");
  }
  if (eventsMatching(record["events"]).some((name) => name === row.event)) return row.event;
  const sent = await db
    .selectFrom("webhook_deliveries")
    .select("delivery_id")
    .where("webhook_id", "=", record["webhook_id"])
    .where("event_id", "=", event_id)
    .executeTakeFirst();
  if (sent !== undefined) return row.event;
  throw invalid(
    "event_id",
    `The event ${event_id} is ${row.event}, and the webhook listens to ${record["events"].join(", ")}. Add it to its events first.`,
    "not_listened_to",
  );
}

async function replaySince({ db, now }: Context, webhook_id: number, since: string): Promise<void> {
  if (since > now) throw invalid("since", "Name a moment in the past: what is yet to happen is sent by itself.");
  const { waiting } = await db
    .selectFrom("webhook_replays")
    .select((eb) => eb.fn.countAll().as("waiting"))
    .where("webhook_id", "=", webhook_id)
    .executeTakeFirstOrThrow();
  if (Number(waiting) >= mostReplays) {
    const message = `The webhook ${webhook_id} has ${mostReplays} replays that are not through yet. Wait for one to end, or disable the webhook to end all.`;
    throw new AppError("CONFLICT", message);
  }
  const { last } = await db
    .selectFrom("events")
    .select((eb) => eb.fn.max("event_id").as("last"))
    .executeTakeFirstOrThrow();
  await db
    .insertInto("webhook_replays")
    .values({ webhook_id, since, after_event_id: null, until_event_id: Number(last ?? 0), created_at: now })
    .execute();
}
