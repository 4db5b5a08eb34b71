import { type Kysely, sql } from "kysely";
import type { Secrets } from "../secrets.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { openSecrets } from "./endpoint-secret.ts";
import type { Try } from "./outcome.ts";
import type { Endpoint } from "./sender.ts";
import type { Content } from "./sign.ts";
import "./tables.ts";

/** A delivery that this process sends. */
export interface Claimed {
  readonly delivery_id: number;
  readonly webhook_id: number;
  /** The `webhook-id`. */
  readonly message_id: string;
  readonly content: Content;
  /** The record that it tells of. */
  readonly record: string;
  /** Tries that failed before. */
  readonly attempts: number;
  readonly tries: readonly Try[];
  /** Until then nobody else takes it, in milliseconds since the epoch. It also tells this claim from a later one. */
  readonly lease: number;
  /** Where it goes; null when the webhook's secret does not open. */
  readonly endpoint: Endpoint | null;
  /** Whether tries have failed since the last success. */
  readonly isFailing: boolean;
}

export interface Claim {
  readonly claimed: readonly Claimed[];
  /** When the next one is due, in milliseconds since the epoch; null when none is. */
  readonly nextDue: number | null;
}

interface ClaimOptions {
  readonly secrets: Secrets;
  readonly now: number;
  readonly leaseMs: number;
  readonly most: number;
}

/** Takes what is due for a webhook, the oldest first. Null when the webhook is disabled, deleted, or was never there. */
export async function claimDue(space: Space, webhookId: number, options: ClaimOptions): Promise<Claim | null> {
  const { now, leaseMs, most, secrets } = options;
  return await space.write(async ({ db }) => {
    const webhook = await db
      .selectFrom("webhooks")
      .select(["webhook_id", "url", "failing_since", "secret", "previous_secret", "previous_secret_until"])
      .where("webhook_id", "=", webhookId)
      .where("enabled", "=", 1)
      .where("deleted_at", "is", null)
      .executeTakeFirst();
    if (webhook === undefined) return null;
    const lease = Math.round(now + leaseMs);
    const ids = await takeDue(db, space, webhookId, { now, lease, most });
    const opened = openSecrets(secrets, space, webhook, now);
    const common = {
      lease,
      endpoint: opened === null ? null : { url: webhook.url, secrets: opened },
      isFailing: webhook.failing_since !== null,
    };
    const claimed = ids.length === 0 ? [] : (await readClaimed(db, ids)).map((one) => ({ ...one, ...common }));
    return { claimed, nextDue: ids.length === most ? now : await nextDue(db, webhookId) };
  });
}

async function takeDue(
  db: Kysely<Tables>,
  { engine }: Space,
  webhookId: number,
  { now, lease, most }: { readonly now: number; readonly lease: number; readonly most: number },
): Promise<readonly number[]> {
  const due = db
    .selectFrom("webhook_deliveries")
    .select("delivery_id")
    .where("webhook_id", "=", webhookId)
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .orderBy("delivery_id")
    .limit(most);
  const rows = await db
    .updateTable("webhook_deliveries")
    .set({ due_at: lease })
    // What another process is taking at this moment is its own.
    .where("delivery_id", "in", engine === "postgres" ? due.forUpdate().skipLocked() : due)
    .returning("delivery_id")
    .execute();
  return rows.map(({ delivery_id }) => delivery_id);
}

async function readClaimed(db: Kysely<Tables>, ids: readonly number[]) {
  const rows = await db
    .selectFrom("webhook_deliveries as delivery")
    .innerJoin("events as happened", "happened.event_id", "delivery.event_id")
    .select([
      "delivery.delivery_id",
      "delivery.webhook_id",
      "delivery.message_id",
      "delivery.attempts",
      "delivery.tries",
    ])
    .select(["happened.event", "happened.timestamp", "happened.data", "happened.entity", "happened.entity_id"])
    .where("delivery.delivery_id", "in", [...ids])
    .orderBy("delivery.delivery_id")
    .execute();
  return rows.map(({ event, timestamp, data, entity, entity_id, tries, ...row }) => ({
    ...row,
    content: { event, timestamp, data },
    record: entity_id === null ? `delivery ${row.delivery_id}` : `${entity} ${entity_id}`,
    tries: JSON.parse(tries) as Try[],
  }));
}

async function nextDue(db: Kysely<Tables>, webhookId: number): Promise<number | null> {
  const found = await db
    .selectFrom("webhook_deliveries")
    .select((eb) => eb.fn.min("due_at").as("due_at"))
    .where("webhook_id", "=", webhookId)
    .where("due_at", "is not", null)
    .executeTakeFirst();
  return found?.due_at ?? null;
}

/** Gives back what was claimed and not sent: it is due at once. */
export async function giveBack(space: Space, claimed: readonly Claimed[], now: number): Promise<void> {
  const [first] = claimed;
  if (first === undefined) return;
  await space.write(({ db }) =>
    db
      .updateTable("webhook_deliveries")
      .set({ due_at: now })
      .where(
        "delivery_id",
        "in",
        claimed.map(({ delivery_id }) => delivery_id),
      )
      .where("due_at", "in", [...new Set(claimed.map(({ lease }) => lease))])
      .execute(),
  );
}

/** What waits for a webhook. */
export interface Waiting {
  readonly webhook_id: number;
  /** When its next delivery is due, in milliseconds since the epoch; null when none waits. */
  readonly due_at: number | null;
  /** Whether events of the past wait to be queued for it again. */
  readonly replays: boolean;
}

/** What waits for each webhook, the disabled and deleted ones too: two short look-ups for each. */
export async function readWaiting({ read }: Space): Promise<readonly Waiting[]> {
  const { rows } = await sql<{ webhook_id: number; due_at: number | null; replay_id: number | null }>`
    select webhook_id,
      (select min(due_at) from webhook_deliveries d where d.webhook_id = w.webhook_id and due_at is not null) as due_at,
      (select min(replay_id) from webhook_replays r where r.webhook_id = w.webhook_id) as replay_id
    from webhooks w
  `.execute(read);
  return rows.map(({ webhook_id, due_at, replay_id }) => ({ webhook_id, due_at, replays: replay_id !== null }));
}
