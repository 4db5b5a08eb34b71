import type { Kysely } from "kysely";
import { sweepSecrets } from "./access/identity-secrets.ts";
import type { Api } from "./api.ts";
import { timestamp } from "./clock.ts";
import { closeIdleConversations, writeDueActivities } from "./conversations/idle-conversations.ts";
import { sweepHappenings } from "./conversations/visitors/happenings.ts";
import { sweepCredentials } from "./conversations/visitors/session-credential.ts";
import { idempotencyHours } from "./idempotency.ts";
import { sweepImports } from "./imports/sweep.ts";
import { anyTable } from "./kit/entity.ts";
import { eraseRecords } from "./kit/erase.ts";
import { restorableSince } from "./kit/records.ts";
import { sweepFieldValues } from "./resources/custom-field-purge.ts";
import { entities } from "./resources/entities.ts";
import type { Space } from "./store/space.ts";
import type { Tables } from "./store/tables.ts";
import { sweepDeliveries, sweepPreviousSecrets } from "./webhooks/sweep.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** A visitor session that never sent anything is forgotten after a day. */
const unusedSessionMs = day;
/** Records erased in one transaction: others get their turn in between. */
const eraseAtOnce = 200;

type House = Pick<Api, "spaces" | "clock" | "log" | "config">;

/** How often the rounds are made, in milliseconds. */
const everyMinute = { due: 60_000, housekeeping: hour };

/**
 * Starts the rounds through every open space: each minute for what comes due, each hour for housekeeping. The first
 * comes a minute, or an hour, after the start. Returns the stop.
 */
export function startScheduler(house: House, times: typeof everyMinute = everyMinute): () => void {
  const stops = [
    repeat(times.due, () => eachSpace(house, (space) => writeDueActivities(house, space))),
    repeat(times.housekeeping, () => eachSpace(house, (space) => keepHouse(house, space))),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** One round after another: the next waits its turn when one takes longer. Returns the stop. */
function repeat(milliseconds: number, round: () => Promise<void>): () => void {
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    void round().finally(() => {
      isRunning = false;
    });
  }, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
}

async function eachSpace({ spaces, log }: House, work: (space: Space) => Promise<void>): Promise<void> {
  // Whoever asked for a space that cannot be opened was told; it is left out of the next round.
  const opened = await spaces.opened().catch(() => []);
  for (const space of opened) {
    try {
      await work(space);
    } catch (error) {
      log.error({ err: error, space: space.name }, "housekeeping failed; the next round tries again");
    }
  }
}

/** What the hourly round does with a space. */
export async function keepHouse(house: Omit<House, "spaces">, space: Space): Promise<void> {
  await closeIdleConversations(house, space);
  await sweep(space, house.clock.now());
}

/**
 * Removes what has outlived its time: unused sessions, what pages told, lapsed proofs, retired secrets, kept answers, imports,
 * deliveries that are over, records deleted 30 days ago.
 */
export async function sweep(space: Space, now: number): Promise<void> {
  await space.write(({ db }) => sweepSessions(db, now));
  await space.write(({ db }) => sweepHappenings(db, now));
  await space.write(({ db }) => sweepCredentials(db, now));
  await space.write(({ db }) => sweepSecrets(db, now));
  await space.write(({ db }) =>
    db
      .deleteFrom("idempotency_keys")
      .where("created_at", "<", timestamp(now - idempotencyHours * hour))
      .execute(),
  );
  await sweepImports(space, now);
  await space.write(({ db }) => sweepPreviousSecrets(db, now));
  await sweepDeliveries(space, now);
  const deletedBefore = restorableSince(now);
  await sweepFieldValues(space, deletedBefore);
  for (const entity of entities) while ((await eraseSome(space, entity, deletedBefore)) === eraseAtOnce);
}

/** Erases some of an entity's records that nobody can restore any more; returns how many. */
async function eraseSome(space: Space, entity: (typeof entities)[number], deletedBefore: string): Promise<number> {
  return await space.write(async ({ db }) => {
    const select = anyTable(db)
      .selectFrom(entity.table)
      .select(entity.id)
      .where("deleted_at", "<", deletedBefore)
      .limit(eraseAtOnce);
    // SQLite runs one transaction at a time. On Postgres what somebody restores at this moment is left to the next round.
    const rows = await (space.engine === "postgres" ? select.forUpdate().skipLocked() : select).execute();
    const ids = rows.map((row) => row[entity.id] as number);
    if (ids.length > 0) await eraseRecords({ db, space }, entity, ids);
    return ids.length;
  });
}

/** Only sessions without a conversation: those with one belong to a person's history. */
async function sweepSessions(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .deleteFrom("widget_sessions")
    .where("used", "=", 0)
    .where("conversation_id", "is", null)
    .where("last_used_at", "<", timestamp(now - unusedSessionMs))
    .execute();
}
