import type { Clock } from "../clock.ts";
import { timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";
import type { Try } from "./outcome.ts";
import "./tables.ts";

/** A try that was made, with what it was about. */
export interface FinishedTry {
  readonly webhook_id: number;
  readonly delivery_id: number;
  /** The `webhook-id`. */
  readonly message_id: string;
  /** Null for a test, which is no event of the log. */
  readonly event_id: number | null;
  readonly event: string;
  /** The record that the event tells of. */
  readonly entity: string | null;
  readonly entity_id: number | null;
  /** Which it is since the delivery was queued or last replayed; null for one before that, and for a test. */
  readonly attempt: number | null;
  readonly try: Try;
  /** What became of the delivery by it; null when another try followed. */
  readonly status: Row["status"] | null;
  /** When it is tried next, milliseconds since the epoch; null when it is over, or when another try followed. */
  readonly due_at: number | null;
}

export interface TryFollower {
  /** The latest tries that were made until now, oldest first. Asked for before `fresh`. */
  latest(count: number): Promise<readonly FinishedTry[]>;
  /** Those that were made since the last answer, oldest first. */
  fresh(): Promise<readonly FinishedTry[]>;
}

/**
 * A delivery's time is taken before its transaction commits, by a clock that may lag behind another node's: what is
 * written so much later than others is still found.
 */
const disorderMs = 30_000;

interface Followed {
  readonly clock: Clock;
  /** Null for those of all webhooks. */
  readonly webhookId: number | null;
}

/**
 * Follows the tries of a space's deliveries, whoever makes them: each is returned once. A delivery says in whole seconds
 * when it changed, so the last half minute is read anew each time, and tries are known by when they began, how long they
 * took and what was answered.
 */
export function followTries(space: Space, { clock, webhookId }: Followed): TryFollower {
  const seen = new Map<string, number>();
  let newest = 0;
  let since = 0;

  /** Tries that were not seen before. What ended before `since` is not new, so it need not be remembered. */
  function take(rows: readonly Row[]): readonly Ended[] {
    const found = rows.flatMap(triesOf).filter(({ key, endedAt }) => endedAt >= since && !seen.has(key));
    for (const { key, endedAt } of found) seen.set(key, endedAt);
    for (const { updated_at } of rows) newest = Math.max(newest, Date.parse(updated_at));
    // A node whose clock is ahead must not hide what others write.
    since = Math.max(since, Math.min(newest, clock.now()) - disorderMs);
    for (const [key, endedAt] of seen) if (endedAt < since) seen.delete(key);
    return found;
  }

  return {
    async latest(count) {
      const ids = webhookId === null ? await allWebhooks(space) : [webhookId];
      const rows: Row[] = [];
      for (const id of ids) rows.push(...(await latestOf(space, id, count)));
      const latest = take(rows);
      return inOrder([...latest, ...take(await changedSince(space, webhookId, since))]).slice(-count);
    },
    fresh: async () => inOrder(take(await changedSince(space, webhookId, since))),
  };
}

async function allWebhooks({ read }: Space): Promise<readonly number[]> {
  const rows = await read.selectFrom("webhooks").select("webhook_id").execute();
  return rows.map(({ webhook_id }) => webhook_id);
}

function tried({ read }: Space) {
  return read
    .selectFrom("webhook_deliveries as delivery")
    .leftJoin("events as happened", "happened.event_id", "delivery.event_id")
    .select(["delivery.delivery_id", "delivery.webhook_id", "delivery.message_id", "delivery.event_id"])
    .select(["delivery.event", "delivery.status", "delivery.attempts", "delivery.due_at", "delivery.tries"])
    .select(["delivery.updated_at", "happened.entity", "happened.entity_id"])
    .where("delivery.tries", "<>", "[]");
}

type Row = Awaited<ReturnType<ReturnType<typeof tried>["execute"]>>[number];

const latestOf = (space: Space, webhookId: number, count: number): Promise<readonly Row[]> =>
  tried(space)
    .where("delivery.webhook_id", "=", webhookId)
    .orderBy("delivery.updated_at", "desc")
    .limit(count)
    .execute();

/** By the index of each webhook's latest: deliveries of a month are not read twice a second. */
const changedSince = (space: Space, webhookId: number | null, since: number): Promise<readonly Row[]> =>
  tried(space)
    .where(
      "delivery.webhook_id",
      "in",
      webhookId === null ? space.read.selectFrom("webhooks").select("webhook_id") : [webhookId],
    )
    .where("delivery.updated_at", ">=", timestamp(since))
    .execute();

/** A try, by what it is known, and when it ended in milliseconds since the epoch. */
interface Ended {
  readonly key: string;
  readonly endedAt: number;
  readonly finished: FinishedTry;
}

function triesOf({ tries, status, due_at, attempts, updated_at: _, ...about }: Row): readonly Ended[] {
  const list = JSON.parse(tries) as Try[];
  const alike = new Map<string, number>();
  return list.map((one, i) => {
    const looks = `${about.delivery_id} ${one.at} ${one.duration_ms} ${one.status}`;
    const before = alike.get(looks) ?? 0;
    alike.set(looks, before + 1);
    const later = list.length - 1 - i;
    const attempt = about.event_id === null || attempts <= later ? null : attempts - later;
    const outcome = later === 0 ? { status, due_at } : { status: null, due_at: null };
    const endedAt = Date.parse(one.at) + one.duration_ms;
    return { key: `${looks} ${before}`, endedAt, finished: { ...about, attempt, try: one, ...outcome } };
  });
}

const inOrder = (tries: readonly Ended[]): readonly FinishedTry[] =>
  tries
    .toSorted((a, b) => a.endedAt - b.endedAt || a.finished.delivery_id - b.finished.delivery_id)
    .map(({ finished }) => finished);
