import { type Kysely, type Selectable, sql } from "kysely";
import { timestamp } from "../clock.ts";
import { eventsMatching } from "../events/patterns.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { messageId } from "./outbox.ts";
import type { WebhookReplaysTable } from "./tables.ts";

type Replay = Selectable<WebhookReplaysTable>;

/** Events of the log that one step looks at. */
const eventsAtOnce = 500;

/** Deliveries that one step queues: what happens meanwhile waits behind so many. */
const queuedAtOnce = 100;

/**
 * Clocks of several nodes differ, and a transaction writes its event's time before it commits: events stand in order of
 * their time but for so much.
 */
const disorderMs = 300_000;

/**
 * Queues the next events of the past that somebody wants a webhook to get again; a delivery that stands already is due
 * anew, under the same `webhook-id`. Returns whether there may be more.
 */
export async function queueReplayed(space: Space, webhookId: number, now: number): Promise<boolean> {
  const first = await oldestReplay(space.read, webhookId).executeTakeFirst();
  if (first === undefined) return false;
  const start = first.after_event_id ?? (await lastBefore(space, Date.parse(first.since) - disorderMs));
  return await space.write(async ({ db }) => {
    const oldest = oldestReplay(db, webhookId);
    const replay = await (space.engine === "postgres" ? oldest.forUpdate() : oldest).executeTakeFirst();
    if (replay === undefined) return false;
    // Another process has begun it, or ended the one before, since it was read.
    if (replay.replay_id !== first.replay_id) return true;
    const patterns = await patternsOf(db, webhookId);
    const after = replay.after_event_id ?? start;
    const end = Math.min(after + eventsAtOnce, replay.until_event_id);
    const until = await queueBetween(db, replay, { after, until: end, patterns, now, epochOf: space.epochOf });
    await noteProgress(db, replay, until);
    return true;
  });
}

async function noteProgress(db: Kysely<Tables>, { replay_id, until_event_id }: Replay, until: number): Promise<void> {
  if (until >= until_event_id) {
    await db.deleteFrom("webhook_replays").where("replay_id", "=", replay_id).execute();
  } else {
    const set = { after_event_id: until };
    await db.updateTable("webhook_replays").set(set).where("replay_id", "=", replay_id).execute();
  }
}

const oldestReplay = (db: Kysely<Tables>, webhookId: number) =>
  db.selectFrom("webhook_replays").selectAll().where("webhook_id", "=", webhookId).orderBy("replay_id").limit(1);

/** The last event before a moment. Walks back from the newest: as far as is to be replayed. */
async function lastBefore({ wide }: Space, moment: number): Promise<number> {
  const found = await wide
    .selectFrom("events")
    .select("event_id")
    .where("timestamp", "<", timestamp(moment))
    .orderBy("event_id", "desc")
    .limit(1)
    .executeTakeFirst();
  return found?.event_id ?? 0;
}

/** What the webhook listens to; nothing when it is disabled or deleted. */
async function patternsOf(db: Kysely<Tables>, webhookId: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("webhook_subscriptions")
    .select("pattern")
    .where("webhook_id", "=", webhookId)
    .execute();
  return rows.map(({ pattern }) => pattern);
}

interface Between extends Queueing {
  readonly after: number;
  readonly until: number;
  readonly patterns: readonly string[];
}

/** Returns the last event that was looked at. */
async function queueBetween(
  db: Kysely<Tables>,
  { webhook_id, since }: Replay,
  { after, until, patterns, now, epochOf }: Between,
): Promise<number> {
  const names = eventsMatching(patterns);
  if (names.length === 0) return until;
  const rows = await db
    .selectFrom("events")
    .select(["event_id", "event"])
    .where("event_id", ">", after)
    .where("event_id", "<=", until)
    .where("timestamp", ">=", since)
    .where("event", "in", [...names])
    .orderBy("event_id")
    .limit(queuedAtOnce)
    .execute();
  await queueAgain(
    db,
    rows.map((row) => ({ ...row, webhook_id })),
    { now, epochOf },
  );
  const last = rows.length < queuedAtOnce ? undefined : rows.at(-1);
  return last?.event_id ?? until;
}

interface Wanted {
  readonly webhook_id: number;
  readonly event_id: number;
  readonly event: string;
}

interface Queueing extends Pick<Space, "epochOf"> {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Queues events once more, or for the first time, whatever became of their deliveries. */
export async function queueAgain(
  db: Kysely<Tables>,
  wanted: readonly Wanted[],
  { now, epochOf }: Queueing,
): Promise<void> {
  if (wanted.length === 0) return;
  const at = timestamp(now);
  await db
    .insertInto("webhook_deliveries")
    .values(
      wanted.map((one) => ({
        ...one,
        message_id: messageId(epochOf(one.event_id), one.event_id),
        due_at: now,
        created_at: at,
        updated_at: at,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(["webhook_id", "event_id"])
        .doUpdateSet({ status: "pending", attempts: 0, due_at: now, updated_at: at })
        // One that nobody has tried yet is on its way.
        .where(sql<boolean>`webhook_deliveries.status <> 'pending' or webhook_deliveries.attempts > 0`),
    )
    .execute();
}
