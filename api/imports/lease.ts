import { type Kysely, type Selectable, sql } from "kysely";
import { timestamp } from "../clock.ts";
import type { Engine, Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { type ImportsTable, removeUpload, unfinished } from "./import-record.ts";

/** A process that has not moved its import for so long is taken for dead. */
export const leaseMs = 30_000;

/** An import that this process runs. */
export interface Job {
  readonly import_id: number;
  readonly owner: string;
  readonly created_by: string;
}

export async function hasUnfinished(db: Kysely<Tables>): Promise<boolean> {
  const found = await db
    .selectFrom("imports")
    .select("import_id")
    .where("status", "in", unfinished)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Takes the oldest import that is not over; null when there is none, or when another process runs one. */
export async function claimImport(space: Space, owner: string, now: number): Promise<Job | null> {
  return await space.write(async ({ db }) => {
    const select = db
      .selectFrom("imports")
      .select(["import_id", "created_by", "leased_by", "leased_until"])
      .where("status", "in", unfinished)
      .orderBy("import_id");
    const waiting = await (space.engine === "postgres" ? select.forUpdate() : select).execute();
    const [first] = waiting;
    if (first === undefined || waiting.some((one) => isHeld(space.engine, one, owner, timestamp(now)))) return null;
    const { import_id, created_by } = first;
    await db
      .updateTable("imports")
      .set({
        status: "running",
        started_at: sql`coalesce(started_at, ${timestamp(now)})`,
        leased_by: owner,
        leased_until: timestamp(now + leaseMs),
        updated_at: timestamp(now),
        version: sql`version + 1`,
      })
      .where("import_id", "=", import_id)
      .execute();
    return { import_id, created_by, owner };
  });
}

/** SQLite has one server, so that whoever else held an import there is gone. */
function isHeld(
  engine: Engine,
  { leased_by, leased_until }: Pick<Selectable<ImportsTable>, "leased_by" | "leased_until">,
  owner: string,
  now: string,
): boolean {
  return engine === "postgres" && leased_by !== null && leased_by !== owner && (leased_until ?? "") > now;
}

/** The import, held until the transaction ends; undefined when it is over or somebody else runs it by now. */
export async function holdImport(db: Kysely<Tables>, engine: Engine, { import_id, owner }: Job) {
  const select = db
    .selectFrom("imports")
    .selectAll()
    .where("import_id", "=", import_id)
    .where("status", "=", "running")
    .where("leased_by", "=", owner);
  return await (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
}

/** Lets another process go on at once. */
export async function releaseImport(space: Space, { import_id, owner }: Job): Promise<void> {
  await space.write(({ db }) =>
    db
      .updateTable("imports")
      .set({ leased_by: null, leased_until: null })
      .where("import_id", "=", import_id)
      .where("leased_by", "=", owner)
      .execute(),
  );
}

/** Ends an import that cannot go on. What was imported stays. */
export async function failImport(space: Space, job: Job, failure: string, now: number): Promise<void> {
  await space.write(async ({ db }) => {
    if ((await holdImport(db, space.engine, job)) === undefined) return;
    await removeUpload(db, job.import_id);
    await db
      .updateTable("imports")
      .set({
        ...{ status: "failed", failure, leased_by: null, leased_until: null },
        ...{ finished_at: timestamp(now), updated_at: timestamp(now), version: sql`version + 1` },
      })
      .where("import_id", "=", job.import_id)
      .execute();
  });
}
