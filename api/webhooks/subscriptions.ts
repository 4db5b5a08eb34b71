import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import "./tables.ts";

/** What a webhook listens to from the next event on: names and patterns; none for one that is disabled or deleted. */
export async function setSubscriptions(
  db: Kysely<Tables>,
  webhookId: number,
  patterns: readonly string[],
): Promise<void> {
  await db.deleteFrom("webhook_subscriptions").where("webhook_id", "=", webhookId).execute();
  const rows = [...new Set(patterns)].map((pattern) => ({ pattern, webhook_id: webhookId }));
  if (rows.length > 0) await db.insertInto("webhook_subscriptions").values(rows).execute();
}
