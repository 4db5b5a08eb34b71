import type { Kysely } from "kysely";
import { timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import "./tables.ts";

/** Deliveries that are given up in one transaction: others get their turn in between. */
const givenUpAtOnce = 500;

/** Gives up what waits for a webhook that is disabled or deleted, replays too. All of it can be replayed later. */
export async function giveUpWaiting(space: Space, webhookId: number, now: number): Promise<void> {
  for (let given = givenUpAtOnce; given === givenUpAtOnce; ) {
    given = await space.write(async ({ db }) => {
      if (await isLive(db, space, webhookId)) return 0;
      await db.deleteFrom("webhook_replays").where("webhook_id", "=", webhookId).execute();
      const waiting = db
        .selectFrom("webhook_deliveries")
        .select("delivery_id")
        .where("webhook_id", "=", webhookId)
        .where("due_at", "is not", null)
        // The order of the index: Postgres would rather read the whole table where it guesses that much waits.
        .orderBy("due_at")
        .limit(givenUpAtOnce);
      const { numUpdatedRows } = await db
        .updateTable("webhook_deliveries")
        .set({ status: "dead", due_at: null, updated_at: timestamp(now) })
        .where("delivery_id", "in", waiting)
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    });
  }
}

/** Holds the webhook until the transaction ends: once it is enabled again, what is queued for it is not to be given up. */
async function isLive(db: Kysely<Tables>, { engine }: Space, webhookId: number): Promise<boolean> {
  const select = db.selectFrom("webhooks").select(["enabled", "deleted_at"]).where("webhook_id", "=", webhookId);
  const webhook = await (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  return webhook !== undefined && webhook.enabled === 1 && webhook.deleted_at === null;
}
