import { type SqlBool, sql } from "kysely";
import { z } from "zod";
import { timestamp } from "../clock.ts";
import { eventNames } from "../events/names.ts";
import { defineEntity, timestamps } from "../kit/entity.ts";
import { choice, number } from "../kit/filters.ts";
import { answerList, listSpec } from "../kit/list-operation.ts";
import { operation } from "../kit/operation.ts";
import { findRecord } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import { webhook } from "./webhook-record.ts";

const statuses = ["pending", "delivered", "dead"] as const;

export const tried = {
  status: z.int().nullable().describe("The answer's HTTP status; null when none came."),
  error: z.string().nullable().describe("What went wrong and what to do about it; null for 2xx."),
  answer: z.string().nullable().describe("The first kilobyte of the answer's body; null when there was none."),
  duration_ms: z.int().describe("How long it took, in milliseconds."),
};

const deliveryRecord = z.object({
  delivery_id: z.int().describe("The delivery's id."),
  webhook_id: z.int().describe("The webhook it goes to."),
  event_id: z.int().nullable().describe("The event's id, as GET /events shows it; null for a test."),
  event: z.string().describe("The event's name; `webhook.test` for a test."),
  message_id: z
    .string()
    .describe("What the receiver gets as `webhook-id`: the same for every try and every replay of an event."),
  status: z
    .enum(statuses)
    .describe("`pending`: it waits for its next try. `delivered`: an answer of 2xx came. `dead`: given up."),
  attempts: z.int().describe("Finished tries since it was queued, or since it was last replayed."),
  next_attempt_at: z
    .string()
    .nullable()
    .describe("When it is tried next, at the soonest, UTC ISO 8601; null when it is over."),
  tries: z
    .array(z.object({ at: z.string().describe("When it began, UTC ISO 8601."), ...tried }))
    .describe("The latest tries, at most 10, oldest first; those before a replay too."),
  ...timestamps,
});

const sent = choice([...eventNames, "webhook.test"]);

/** Deliveries of one webhook: the address says which. The view gives the table the columns that every list asks for. */
const delivery = defineEntity({
  name: "delivery",
  table: "listed_webhook_deliveries",
  id: "delivery_id",
  path: "/webhooks",
  permission: webhook.permission,
  record: deliveryRecord,
  sort: ["delivery_id", "updated_at"],
  filters: {
    status: choice(statuses),
    event: {
      ...sent,
      schema: sent.schema.describe("The event's name; `webhook.test` for tests. Several separated by commas."),
    },
    event_id: number("The event's id."),
  },
  fill: async (_, rows) =>
    rows.map((row) => ({ ...row, next_attempt_at: row["due_at"] === null ? null : timestamp(row["due_at"]) })),
  events: {},
});

export const getDeliveries = operation(
  "GET /webhooks/{id}/deliveries",
  {
    summary: "List the deliveries of a webhook",
    ...listSpec(
      delivery,
      "What was sent to it, is being sent or was given up, the newest first. Kept for 30 days after the last try.",
    ),
    permission: webhook.permission.read,
    params: idParams,
  },
  async (context, { params, query }) => {
    await findRecord(context, webhook, params.id);
    return await answerList(context, delivery, query, [sql<SqlBool>`webhook_id = ${params.id}`]);
  },
);
