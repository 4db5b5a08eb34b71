import { audit } from "../access/audit.ts";
import { AppError } from "../errors.ts";
import type { Context } from "../kit/operation.ts";
import type { Found } from "../kit/records.ts";
import { lockNames } from "../store/lock.ts";
import { setSubscriptions } from "../webhooks/subscriptions.ts";
import { rowOf } from "./webhook-record.ts";

export const mostWebhooks = 50;

/** Throws CONFLICT when the space has as many webhooks as it may: each listens to every event that is written. */
export async function requireRoom({ db, space }: Pick<Context, "db" | "space">): Promise<void> {
  await lockNames(db, space.engine, ["webhooks"]);
  const { standing } = await db
    .selectFrom("webhooks")
    .select((eb) => eb.fn.countAll().as("standing"))
    .where("deleted_at", "is", null)
    .executeTakeFirstOrThrow();
  if (Number(standing) < mostWebhooks) return;
  throw new AppError("CONFLICT", `There are ${mostWebhooks} webhooks, the most there may be. Delete one first.`);
}

/** Lets a webhook hear, from the next event on, what its row now says; one that is not to hear anything waits for nothing. */
export async function listen({ db, publish }: Pick<Context, "db" | "publish">, found: Found): Promise<void> {
  const { webhook_id, enabled, events } = rowOf(found);
  if (enabled === 1) await setSubscriptions(db, webhook_id, JSON.parse(events));
  else await stopListening({ db }, webhook_id);
  publish({ kind: "webhooks.changed" });
}

/** What waits to be sent ends with it: the worker ends deliveries, replays end here. */
export async function stopListening({ db }: Pick<Context, "db">, webhookId: number): Promise<void> {
  await setSubscriptions(db, webhookId, []);
  await db.deleteFrom("webhook_replays").where("webhook_id", "=", webhookId).execute();
}

/** Writes what was done to a webhook into the audit log: never its address, and never a secret. */
export async function noteDeed(context: Context, action: `webhook.${string}`, id: number): Promise<void> {
  const { db, actor, request, now } = context;
  await audit(db, { action, actor, target: `webhook:${id}`, address: request.address, now });
}
