import type { Kysely } from "kysely";
import { requireVersion } from "../kit/if-match.ts";
import type { CostContext } from "../kit/operation.ts";
import { findStored, notFound } from "../kit/records.ts";
import type { Tables } from "../store/tables.ts";
import { stopListening } from "./webhook-changes.ts";
import { webhook } from "./webhook-record.ts";

/** Deliveries erased in one transaction: others get their turn in between. */
const deliveriesAtOnce = 500;

/**
 * Deletes a webhook and erases its deliveries, in transactions of their own: a busy one has too many for one that all
 * other writers would wait for. The webhook itself stays, deleted, so that a purge that was cut short can be repeated.
 * Throws what deleting it would throw.
 */
export async function thinOutDeliveries({ space, request, now }: CostContext, id: number): Promise<void> {
  await space.write(async ({ db, publish }) => {
    const found = await findStored({ db, space }, webhook, id, true);
    if (found === undefined) throw await notFound({ db }, webhook, id);
    requireVersion({ request }, found);
    // The version stays, so that If-Match still holds when the webhook itself goes.
    const hide = db.updateTable("webhooks").set({ deleted_at: now }).where("webhook_id", "=", id);
    await hide.where("deleted_at", "is", null).execute();
    await stopListening({ db }, id);
    publish({ kind: "webhooks.changed" });
  });
  while ((await space.write(({ db }) => eraseSome(db, id))) === deliveriesAtOnce);
}

async function eraseSome(db: Kysely<Tables>, id: number): Promise<number> {
  const some = db
    .selectFrom("webhook_deliveries")
    .select("delivery_id")
    .where("webhook_id", "=", id)
    .orderBy("delivery_id")
    .limit(deliveriesAtOnce);
  const { numDeletedRows } = await db
    .deleteFrom("webhook_deliveries")
    .where("delivery_id", "in", some)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
