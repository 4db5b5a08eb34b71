import { type Kysely, sql } from "kysely";
import { timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import type { Begun } from "./begin-try.ts";
import { noteHealth, type Reason } from "./health.ts";
import type { Outcome } from "./outcome.ts";
import type { Times } from "./schedule.ts";
import { tryOf, withoutWords, withTry } from "./tries.ts";
import "./tables.ts";

interface Settling {
  readonly times: Times;
  /** When the try began and when it ended, milliseconds since the epoch. */
  readonly began: number;
  readonly now: number;
}

/**
 * Writes down what a try came to: the delivery is over, or due again. Returns why the webhook is disabled by it, else
 * null.
 */
export async function settle(space: Space, begun: Begun, outcome: Outcome, settling: Settling): Promise<Reason | null> {
  const changesHealth = outcome.error !== null || begun.isFailing;
  const note = (db: Kysely<Tables>) =>
    noteHealth(db, space, begun, outcome, { failingMs: settling.times.failingMs, now: settling.now });
  const { reason, failingSince } = await space.write(async ({ db, publish }) => {
    // Before the delivery, as everybody else who changes both.
    const reason = changesHealth ? await note(db) : null;
    const failingSince = await writeDelivery(db, space, begun, outcome, { ...settling, reason });
    if (reason !== null) publish({ kind: "webhooks.changed" });
    return { reason, failingSince };
  });
  // Another try has failed while this one, which arrived, was under way.
  if (!changesHealth && failingSince !== null) await space.write(({ db }) => note(db));
  return reason;
}

/** Returns since when the webhook fails. */
async function writeDelivery(
  db: Kysely<Tables>,
  { engine }: Space,
  { delivery_id, webhook_id, event_id, content, lease }: Begun,
  outcome: Outcome,
  { times, began, now, reason }: Settling & { readonly reason: Reason | null },
): Promise<string | null> {
  const select = db
    .selectFrom("webhook_deliveries")
    .select(["status", "attempts", "due_at", "tries"])
    .where("delivery_id", "=", delivery_id);
  const standing = await (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  const failed = outcome.error !== null;
  // What failed may be another's by now; what arrived has arrived.
  if (standing === undefined || (failed ? standing.due_at !== lease : standing.status === "delivered")) return null;
  const attempts = standing.attempts + 1;
  const wait = failed && reason === null ? times.waitAfter(attempts, outcome.retryAfterMs) : null;
  const failedStatus = wait === null ? "dead" : "pending";
  const one = tryOf(outcome, began);
  const { failing_since } = await db
    .updateTable("webhook_deliveries")
    .set({
      status: failed ? failedStatus : "delivered",
      attempts,
      due_at: wait === null ? null : Math.round(now + wait),
      // Looked at once the delivery is held: whoever erases a record holds its deliveries after its events.
      tries: sql<string>`case
        when exists (select 1 from events where event_id = ${event_id} and data = ${content.data})
        then ${withTry(standing.tries, one)} else ${withTry(standing.tries, withoutWords(one))} end`,
      updated_at: timestamp(now),
    })
    .where("delivery_id", "=", delivery_id)
    .returning(
      sql<string | null>`(select failing_since from webhooks where webhook_id = ${webhook_id})`.as("failing_since"),
    )
    .executeTakeFirstOrThrow();
  return failing_since;
}
