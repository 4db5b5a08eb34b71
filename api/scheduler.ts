import type { Kysely } from "kysely";
import type { Api } from "./api.ts";
import { timestamp } from "./clock.ts";
import { idempotencyHours } from "./idempotency.ts";
import { anyTable } from "./kit/entity.ts";
import type { Space } from "./store/space.ts";
import type { Tables } from "./store/tables.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** A visitor session that never sent anything is forgotten after a day. */
const unusedSessionMs = day;
/** Deleted records can be restored for this long. */
const restorableMs = 30 * day;

/** Tables whose records are deleted softly. */
const softTables = ["leads", "activities", "notes"] as const;

/** Starts the hourly housekeeping of every open space; the first round comes an hour after the start. Returns the stop. */
export function startScheduler(api: Pick<Api, "spaces" | "clock" | "log">): () => void {
  const timer = setInterval(() => {
    void sweepAll(api);
  }, hour);
  timer.unref();
  return () => clearInterval(timer);
}

async function sweepAll({ spaces, clock, log }: Pick<Api, "spaces" | "clock" | "log">): Promise<void> {
  for (const space of await spaces.opened()) {
    try {
      await sweep(space, clock.now());
    } catch (error) {
      log.error({ err: error, space: space.name }, "housekeeping failed; the next round tries again");
    }
  }
}

/** Removes what has outlived its time: unused visitor sessions, kept answers, records deleted 30 days ago. */
export async function sweep(space: Space, now: number): Promise<void> {
  await space.write(({ db }) => sweepSessions(db, now));
  await space.write(({ db }) =>
    db
      .deleteFrom("idempotency_keys")
      .where("created_at", "<", timestamp(now - idempotencyHours * hour))
      .execute(),
  );
  for (const table of softTables) {
    await space.write(({ db }) =>
      anyTable(db)
        .deleteFrom(table)
        .where("deleted_at", "<", timestamp(now - restorableMs))
        .execute(),
    );
  }
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
