import { type Kysely, sql } from "kysely";
import { audit } from "../access/audit.ts";
import { timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import type { Begun } from "./begin-try.ts";
import type { Outcome } from "./outcome.ts";
import { setSubscriptions } from "./subscriptions.ts";
import "./tables.ts";

/** Why a webhook was disabled by us. */
export type Reason = "gone" | "failing";

interface Noting {
  /** A webhook that fails for so long is disabled, milliseconds. */
  readonly failingMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Notes since when a webhook fails, or that it works again; disables one that is gone or fails for too long. */
export async function noteHealth(
  db: Kysely<Tables>,
  { engine }: Space,
  { webhook_id, endpoint }: Begun,
  outcome: Outcome,
  { failingMs, now }: Noting,
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
  const reason = reasonToDisable(outcome, failingSince, now - failingMs);
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
