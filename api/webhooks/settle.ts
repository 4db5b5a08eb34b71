import { type Kysely, sql } from "kysely";
import { audit } from "../access/audit.ts";
import { timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import type { Claimed } from "./claim.ts";
import type { Outcome, Try } from "./outcome.ts";
import type { Times } from "./schedule.ts";
import { setSubscriptions } from "./subscriptions.ts";
import "./tables.ts";

/** As many of a delivery's tries are kept, the latest. */
const triesKept = 10;

/** Deliveries that are given up in one transaction: others get their turn in between. */
const givenUpAtOnce = 500;

/** Why a webhook was disabled by us. */
type Reason = "gone" | "failing";

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
export async function settle(
  space: Space,
  claimed: Claimed,
  outcome: Outcome,
  settling: Settling,
): Promise<Reason | null> {
  const failed = outcome.error !== null;
  return await space.write(async ({ db, publish }) => {
    // Before the delivery, as everybody else who changes both.
    const reason = failed || claimed.isFailing ? await noteHealth(db, space, claimed, outcome, settling) : null;
    await writeDelivery(db, claimed, outcome, settling, reason);
    if (reason !== null) publish({ kind: "webhooks.changed" });
    return reason;
  });
}

async function writeDelivery(
  db: Kysely<Tables>,
  claimed: Claimed,
  outcome: Outcome,
  { times, began, now }: Settling,
  reason: Reason | null,
): Promise<void> {
  const attempts = claimed.attempts + 1;
  const failed = outcome.error !== null;
  const wait = failed && reason === null ? times.waitAfter(attempts, outcome.retryAfterMs) : null;
  const failedStatus = wait === null ? "dead" : "pending";
  const update = db
    .updateTable("webhook_deliveries")
    .set({
      status: failed ? failedStatus : "delivered",
      attempts,
      due_at: wait === null ? null : Math.round(now + wait),
      tries: JSON.stringify([...claimed.tries, tryOf(outcome, began)].slice(-triesKept)),
      updated_at: timestamp(now),
    })
    .where("delivery_id", "=", claimed.delivery_id)
    .where("status", "<>", "delivered");
  // What failed may be another's by now; what arrived has arrived.
  await (failed ? update.where("due_at", "=", claimed.lease) : update).execute();
}

const tryOf = ({ status, error, answer, durationMs }: Outcome, began: number): Try => ({
  at: timestamp(began),
  status,
  error,
  answer,
  duration_ms: Math.round(durationMs),
});

/** Notes since when a webhook fails, or that it works again; disables one that is gone or fails for too long. */
async function noteHealth(
  db: Kysely<Tables>,
  { engine }: Space,
  { webhook_id, endpoint }: Claimed,
  outcome: Outcome,
  { times, now }: Settling,
): Promise<Reason | null> {
  const select = db
    .selectFrom("webhooks")
    .select(["url", "failing_since"])
    .where("webhook_id", "=", webhook_id)
    .where("enabled", "=", 1)
    .where("deleted_at", "is", null);
  const webhook = await (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  // What an address answered says nothing of the one that has taken its place meanwhile.
  if (webhook === undefined || (endpoint !== null && endpoint.url !== webhook.url)) return null;
  const { failing_since } = webhook;
  const failingSince = outcome.error === null ? null : (failing_since ?? timestamp(now));
  const reason = reasonToDisable(outcome, failingSince, now - times.failingMs);
  if (reason !== null) await disable(db, webhook_id, reason, timestamp(now));
  if (failingSince !== failing_since) {
    await db
      .updateTable("webhooks")
      .set({ failing_since: failingSince })
      .where("webhook_id", "=", webhook_id)
      .execute();
  }
  return reason;
}

function reasonToDisable(
  { status, error }: Outcome,
  failingSince: string | null,
  bearableSince: number,
): Reason | null {
  if (error === null) return null;
  if (status === 410) return "gone";
  return failingSince !== null && Date.parse(failingSince) <= bearableSince ? "failing" : null;
}

async function disable(db: Kysely<Tables>, webhookId: number, reason: Reason, now: string): Promise<void> {
  await db
    .updateTable("webhooks")
    .set({ enabled: 0, disabled_reason: reason, updated_at: now, version: sql`version + 1` })
    .where("webhook_id", "=", webhookId)
    .execute();
  await setSubscriptions(db, webhookId, []);
  const target = `webhook:${webhookId}`;
  await audit(db, { action: `webhook.${reason}`, actor: { kind: "system" }, target, address: null, now });
}

/** Gives up what waits for a webhook that is disabled or deleted, replays too. All of it can be replayed later. */
export async function giveUpWaiting(space: Space, webhookId: number, now: number): Promise<void> {
  for (let given = givenUpAtOnce; given === givenUpAtOnce; ) {
    given = await space.write(async ({ db }) => {
      if (await isLive(db, webhookId)) return 0;
      await db.deleteFrom("webhook_replays").where("webhook_id", "=", webhookId).execute();
      const waiting = db
        .selectFrom("webhook_deliveries")
        .select("delivery_id")
        .where("webhook_id", "=", webhookId)
        .where("due_at", "is not", null)
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

async function isLive(db: Kysely<Tables>, webhookId: number): Promise<boolean> {
  const found = await db
    .selectFrom("webhooks")
    .select("webhook_id")
    .where("webhook_id", "=", webhookId)
    .where("enabled", "=", 1)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return found !== undefined;
}
