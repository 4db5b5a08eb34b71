import { z } from "zod";
import { invalid } from "../errors.ts";
import { operation } from "../kit/operation.ts";
import { idParams } from "../kit/resource.ts";
import { mostReplays, replayEvent, replaySince } from "../webhooks/replay.ts";
import { moment } from "./fields.ts";
import { noteDeed } from "./webhook-changes.ts";
import { webhook } from "./webhook-record.ts";

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
    if (event_id !== null && since === null) await replayEvent(context, params.id, event_id);
    else if (since !== null && event_id === null) await replaySince(context, params.id, since);
    else throw invalid("event_id", "Name either event_id or since: which event to send again, or from when on.");
    await noteDeed(context, "webhook.replayed", params.id);
    return { webhook_id: params.id, event_id, since };
  },
);
