import type { Kysely } from "kysely";
import { timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";

/** Days for which a delivery that is over can be looked at, since its last try or since it was given up. */
const keptDays = 30;
/** Deliveries looked at together: others get their turn in between. */
const deliveriesAtOnce = 300;

/** Removes deliveries that have been over for too long. `now` is milliseconds since the epoch. */
export async function sweepDeliveries(space: Space, now: number): Promise<void> {
  const before = timestamp(now - keptDays * 86_400_000);
  // Ids rise with time, so that the walk ends at the first that is young: no index by time is kept for this.
  for (let last: number | null = 0; last !== null; ) last = await sweepAfter(space, last, before);
}

/** Returns where to go on; null when nothing beyond is old enough. */
async function sweepAfter(space: Space, last: number, before: string): Promise<number | null> {
  const some = await space.read
    .selectFrom("webhook_deliveries")
    .select(["delivery_id", "created_at", "updated_at", "due_at"])
    .where("delivery_id", ">", last)
    .orderBy("delivery_id")
    .limit(deliveriesAtOnce)
    .execute();
  const over = some.filter(({ updated_at, due_at }) => updated_at < before && due_at === null);
  const ids = over.map(({ delivery_id }) => delivery_id);
  if (ids.length > 0) await space.write(({ db }) => removeOver(db, ids, before));
  const end = some.at(-1);
  return end === undefined || some.length < deliveriesAtOnce || end.created_at >= before ? null : end.delivery_id;
}

/** What is replayed at this moment is not over any more, or over just now. */
async function removeOver(db: Kysely<Tables>, ids: readonly number[], before: string): Promise<void> {
  await db
    .deleteFrom("webhook_deliveries")
    .where("delivery_id", "in", [...ids])
    .where("due_at", "is", null)
    .where("updated_at", "<", before)
    .execute();
}

/** Forgets secrets that sign no longer. */
export async function sweepPreviousSecrets(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .updateTable("webhooks")
    .set({ previous_secret: null, previous_secret_until: null })
    .where("previous_secret_until", "<=", timestamp(now))
    .execute();
}
