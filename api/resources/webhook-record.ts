import type { Selectable } from "kysely";
import { z } from "zod";
import { defineEntity, timestamps } from "../kit/entity.ts";
import { flag } from "../kit/filters.ts";
import type { Found } from "../kit/records.ts";
import type { WebhooksTable } from "../webhooks/tables.ts";

const disabledReasons = ["gone", "failing"] as const;

export const webhookRecord = z.object({
  webhook_id: z.int().describe("The webhook's id."),
  url: z.string().describe("Where events are sent."),
  events: z.array(z.string()).describe("What it listens to: names, all of a kind as `lead.*`, or `*` for everything."),
  description: z.string().nullable().describe("What it is for."),
  enabled: z.boolean().describe("false: nothing is sent, and what happens meanwhile is not queued."),
  disabled_reason: z
    .enum(disabledReasons)
    .nullable()
    .describe(
      "Why we disabled it: `gone`, it answered 410; `failing`, it took nothing for five days. Null when it is enabled, or when you disabled it.",
    ),
  failing_since: z
    .string()
    .nullable()
    .describe("The first failed try since the last one that it took, UTC ISO 8601; null while it takes everything."),
  previous_secret_until: z
    .string()
    .nullable()
    .describe("Until then the secret before the newest signs too, UTC ISO 8601; null when there is none."),
  ...timestamps,
});

export const webhook = defineEntity({
  name: "webhook",
  table: "webhooks",
  id: "webhook_id",
  path: "/webhooks",
  permission: { read: "webhooks:manage", write: "webhooks:manage", delete: "webhooks:manage" },
  record: webhookRecord,
  sort: ["created_at", "updated_at", "webhook_id", "url"],
  filters: { enabled: flag("Only enabled ones, or only disabled ones.") },
  events: {},
  async erase({ db }, ids) {
    for (const table of ["webhook_subscriptions", "webhook_replays", "webhook_deliveries"] as const) {
      await db
        .deleteFrom(table)
        .where("webhook_id", "in", [...ids])
        .execute();
    }
  },
});

/** A webhook with what no answer shows: the row of its own table. */
export const rowOf = ({ row }: Found) => row as Selectable<WebhooksTable>;
