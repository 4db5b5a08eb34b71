import { type Kysely, sql } from "kysely";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import "./tables.ts";

/** A delivery that this process sends. */
export interface Claimed {
  readonly delivery_id: number;
  readonly webhook_id: number;
  /** The record that it tells of. */
  readonly record: string;
  /** When it was due: its place among the others, to which it goes back when it is not sent. */
  readonly due: number;
  /** Until then nobody else takes it, in milliseconds since the epoch. It also tells this claim from a later one. */
  readonly lease: number;
}

export interface Claim {
  readonly claimed: readonly Claimed[];
  /** When the next one is due, in milliseconds since the epoch; null when none is. */
  readonly nextDue: number | null;
}

interface ClaimOptions {
  readonly now: number;
  readonly leaseMs: number;
  readonly most: number;
}

/** Takes what is due for a webhook, the oldest first. Null when the webhook is disabled, deleted, or was never there. */
export async function claimDue(space: Space, webhookId: number, options: ClaimOptions): Promise<Claim | null> {
  const { now, leaseMs, most } = options;
  const lease = Math.round(now + leaseMs);
  return await space.write(async ({ db }) => {
    const due = await readDue(db, space, webhookId, { now, most });
    if (due.length > 0) {
      await db
        .updateTable("webhook_deliveries")
        .set({ due_at: lease })
        .where(
          "delivery_id",
          "in",
          due.map(({ delivery_id }) => delivery_id),
        )
        .execute();
    }
    const claimed = due.map((one) => ({ ...one, lease }));
    if (due.length === most) return { claimed, nextDue: now };
    const next = await readNext(db, webhookId);
    return next === undefined ? null : { claimed, nextDue: next.due_at };
  });
}

async function readDue(
  db: Kysely<Tables>,
  { engine }: Space,
  webhookId: number,
  { now, most }: { readonly now: number; readonly most: number },
): Promise<readonly Omit<Claimed, "lease">[]> {
  const due = db
    .selectFrom("webhook_deliveries as delivery")
    .innerJoin("webhooks as webhook", "webhook.webhook_id", "delivery.webhook_id")
    .innerJoin("events as happened", "happened.event_id", "delivery.event_id")
    .select(["delivery.delivery_id", "delivery.webhook_id", "delivery.due_at", "happened.entity", "happened.entity_id"])
    .where("delivery.webhook_id", "=", webhookId)
    .where("webhook.enabled", "=", 1)
    .where("webhook.deleted_at", "is", null)
    .where("delivery.due_at", "<=", now)
    .orderBy("delivery.due_at")
    .orderBy("delivery.delivery_id")
    .limit(most);
  // What another process is taking at this moment is its own.
  const rows = await (engine === "postgres" ? due.forUpdate("delivery").skipLocked() : due).execute();
  return rows.map(({ delivery_id, webhook_id, due_at, entity, entity_id }) => ({
    delivery_id,
    webhook_id,
    due: Number(due_at),
    record: entity_id === null ? `delivery ${delivery_id}` : `${entity} ${entity_id}`,
  }));
}

/** Undefined when the webhook is disabled, deleted, or was never there. */
async function readNext(
  db: Kysely<Tables>,
  webhookId: number,
): Promise<{ readonly due_at: number | null } | undefined> {
  return await db
    .selectFrom("webhooks")
    .select(earliestDue)
    .where("webhook_id", "=", webhookId)
    .where("enabled", "=", 1)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
}

const earliestDue = sql<number | null>`(
  select min(due_at) from webhook_deliveries delivery
  where delivery.webhook_id = webhooks.webhook_id and due_at is not null
)`.as("due_at");

/** Gives back what was claimed and not sent: it is due as it was, before whatever came after it. */
export async function giveBack(space: Space, claimed: readonly Claimed[]): Promise<void> {
  if (claimed.length === 0) return;
  await space.write(async ({ db }) => {
    for (const { delivery_id, due, lease } of claimed) {
      await db
        .updateTable("webhook_deliveries")
        .set({ due_at: due })
        .where("delivery_id", "=", delivery_id)
        .where("due_at", "=", lease)
        .execute();
    }
  });
}

/** What waits for a webhook. */
export interface Waiting {
  readonly webhook_id: number;
  /** Whether it is enabled and not deleted: else nothing may wait. */
  readonly isLive: boolean;
  /** When its next delivery is due, in milliseconds since the epoch; null when none waits. */
  readonly due_at: number | null;
  /** Whether events of the past wait to be queued for it again. */
  readonly replays: boolean;
}

/** What waits for each webhook, the disabled and deleted ones too: two short look-ups for each. */
export async function readWaiting({ read }: Space): Promise<readonly Waiting[]> {
  const rows = await read
    .selectFrom("webhooks")
    .select(["webhook_id", "enabled", "deleted_at", earliestDue])
    .select(
      sql<number | null>`(
        select min(replay_id) from webhook_replays replay where replay.webhook_id = webhooks.webhook_id
      )`.as("replay_id"),
    )
    .execute();
  return rows.map(({ webhook_id, enabled, deleted_at, due_at, replay_id }) => ({
    webhook_id,
    due_at,
    isLive: enabled === 1 && deleted_at === null,
    replays: replay_id !== null,
  }));
}
