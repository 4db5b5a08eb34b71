import { createTally } from "../measure.ts";
import type { Space } from "../store/space.ts";
import { readWaiting } from "./claim.ts";
import { createLane, type House, type Lane } from "./lane.ts";
import type { TryOutcome } from "./outcome.ts";
import { createTurnstile } from "./turnstile.ts";

/** Transactions at a time on Postgres: half of the connections are left to whoever waits for an answer. */
const mostTransactions = 4;

export interface WebhookWorker {
  /** Sends what a space has for its webhooks: now, whenever something is queued, and what a dead process left behind. */
  watch(space: Space): void;
  /** What the tries since the start came to. */
  tries(): ReadonlyMap<TryOutcome, number>;
  /** Takes nothing more; resolves once what is under way has ended or was given back. */
  close(): Promise<void>;
}

/** Sends deliveries. Several processes may do so for one space: each delivery is leased by one of them. */
export function createWebhookWorker(house: Omit<House, "tries">): WebhookWorker {
  const watched: { close(): Promise<void> }[] = [];
  const tries = createTally<TryOutcome>(["delivered", "refused", "unanswered"]);
  return {
    watch: (space) => void watched.push(watchSpace(space, { ...house, tries })),
    tries: tries.read,
    close: async () => void (await Promise.all(watched.map((one) => one.close()))),
  };
}

function watchSpace(space: Space, house: House) {
  const lanes = new Map<number, Lane>();
  // On SQLite one runs at a time, and those that wait together are committed together.
  const inTurn = createTurnstile(space.engine === "postgres" ? mostTransactions : Number.POSITIVE_INFINITY);
  let looking: Promise<void> | null = null;
  let again = false;

  function laneOf(webhookId: number): Lane {
    const known = lanes.get(webhookId);
    if (known !== undefined) return known;
    const lane = createLane(space, webhookId, house, inTurn);
    lanes.set(webhookId, lane);
    return lane;
  }

  async function look(): Promise<void> {
    for (const { webhook_id, isLive, due_at, replays } of await readWaiting(space)) {
      const endsNow = !isLive && due_at !== null;
      if (replays || endsNow) laneOf(webhook_id).wake({ replays });
      else if (due_at !== null) laneOf(webhook_id).wakeAt(due_at);
    }
  }

  async function lookWhileAsked(): Promise<void> {
    while (again) {
      again = false;
      await look().catch((error: unknown) =>
        house.log.error({ err: error, space: space.name }, "waiting deliveries could not be looked for"),
      );
    }
    looking = null;
  }

  function lookSoon(): void {
    again = true;
    looking ??= lookWhileAsked();
  }

  const timer = setInterval(lookSoon, house.times.lookMs).unref();
  const unsubscribe = space.bus.subscribe((message) => {
    if (message.kind === "webhooks.changed") lookSoon();
    if (message.kind === "webhooks.queued") for (const id of message.webhook_ids) laneOf(id).wake();
  });
  lookSoon();

  return {
    async close() {
      clearInterval(timer);
      unsubscribe();
      while (looking !== null) await looking;
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
    },
  };
}
