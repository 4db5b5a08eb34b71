import { randomUUID } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Head, Mark } from "./mark.ts";
import type { Tables } from "./tables.ts";

/** What a database's log is called, and was called before it was restored. */
export interface Epochs {
  readonly epoch: string;
  /** The epoch that an event was written in, which names it for good: a restored log gives ids to other events. */
  epochOf(eventId: number): string;
}

export interface Settled extends Epochs {
  readonly identity: string;
  /** Why the epoch is another one than before; null when it is not. */
  readonly restored: string | null;
}

/**
 * Gives the database another epoch when it is not the one it was, or older than what it was seen to hold. In the
 * transaction that opens it; `mark` must have been read before, so that it cannot be ahead of a process beside this one.
 */
export async function settleEpoch(
  db: Kysely<Tables>,
  { identity, mark }: { readonly identity: string; readonly mark: Mark | null },
): Promise<Settled> {
  const before = await readMeta(db, "identity");
  await putMeta(db, "identity", identity);
  const head = await readHead(db);
  const restored =
    head.epoch === "" ? null : await explainRestored(db, { head, mark, moved: differ(before, identity) });
  if (head.epoch === "") await putMeta(db, "epoch", randomUUID());
  else if (restored !== null) await renewEpoch(db);
  return { ...(await readEpochs(db)), identity, restored };
}

/** Everything that clients hold is worth nothing any more: they load anew once they hear of the new epoch. */
export async function renewEpoch(db: Kysely<Tables>): Promise<void> {
  const { epoch } = await readHead(db);
  const last = await db
    .selectFrom("events")
    .select((eb) => eb.fn.max("event_id").as("id"))
    .executeTakeFirst();
  await db
    .insertInto("past_epochs")
    .values({ epoch, last_event_id: last?.id ?? 0 })
    .execute();
  await putMeta(db, "epoch", randomUUID());
}

/** How far the database is: numbers that only rise, but for the erasing of the newest conversation. */
export async function readHead(db: Kysely<Tables>): Promise<Head> {
  const { rows } = await sql<{ epoch: string | null; events: number | null; messages: number | null }>`
    select
      (select value from meta where key = 'epoch') as epoch,
      (select max(seq) from events) as events,
      (select max(message_id) from conversation_events) as messages
  `.execute(db);
  const { epoch, events, messages } = rows[0] ?? {};
  return { epoch: epoch ?? "", events: events ?? 0, messages: messages ?? 0 };
}

interface Found {
  readonly head: Head;
  readonly mark: Mark | null;
  readonly moved: boolean;
}

async function explainRestored(db: Kysely<Tables>, { head, mark, moved }: Found): Promise<string | null> {
  if (moved) return "it is another database, or another file, than the one that was open the last time";
  if (mark === null) return null;
  if (mark.copied) return "the folder it lies in was put in place of another";
  // Renewed since the mark was written, by the command line or another process: whoever did that looked.
  if (mark.epoch !== head.epoch)
    return (await isPast(db, mark.epoch)) ? null : "it was restored before, and knows nothing of that";
  const older = head.events < mark.events || head.messages < mark.messages;
  return older ? "it is older than what it was seen to hold" : null;
}

/** A database from before there were identities is believed once. */
const differ = (before: string | null, now: string) => before !== null && before !== now;

async function isPast(db: Kysely<Tables>, epoch: string): Promise<boolean> {
  const found = await db.selectFrom("past_epochs").select("epoch").where("epoch", "=", epoch).executeTakeFirst();
  return found !== undefined;
}

async function readEpochs(db: Kysely<Tables>): Promise<Epochs> {
  const past = await db.selectFrom("past_epochs").select(["epoch", "last_event_id"]).orderBy("past_epoch_id").execute();
  const { epoch } = await readHead(db);
  // In their order: of two that end with the same event, the first was there when it was written.
  return { epoch, epochOf: (eventId) => past.find((one) => eventId <= Number(one.last_event_id))?.epoch ?? epoch };
}

async function readMeta(db: Kysely<Tables>, key: string): Promise<string | null> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value ?? null;
}

async function putMeta(db: Kysely<Tables>, key: string, value: string): Promise<void> {
  await db
    .insertInto("meta")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}
