import { type Kysely, sql } from "kysely";
import type { Engine } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { listenersOf } from "../webhooks/outbox.ts";
import type { Fact } from "./bus.ts";
import type { EventName } from "./names.ts";
import { recordOf } from "./record.ts";

export interface NewEvent {
  readonly event: EventName;
  readonly data: Readonly<Record<string, unknown>>;
  readonly conversationId: number | null;
  readonly timestamp: string;
}

type FeedFact = Extract<Fact, { kind: "feed.event" }>;

interface Appended {
  readonly event_id: number;
  /** Webhooks that listen to it, as `queueDeliveries` takes them. */
  readonly listeners: string | null;
  /** What to publish after the commit; null where the event is numbered only then. */
  readonly fact: FeedFact | null;
}

/**
 * Adds an event to the space's one log, in the caller's transaction. On SQLite, where one transaction runs at a time,
 * it gets its seq here; on Postgres it is numbered just after the commit, so that no transaction waits for another.
 */
export async function appendEvent(db: Kysely<Tables>, engine: Engine, event: NewEvent): Promise<Appended> {
  const seq = engine === "sqlite" ? sql<number>`(select coalesce(max(seq), 0) + 1 from events)` : null;
  const row = await db
    .insertInto("events")
    .values({
      seq,
      event: event.event,
      ...recordOf(event),
      conversation_id: event.conversationId,
      data: JSON.stringify(event.data),
      timestamp: event.timestamp,
    })
    .returning(["event_id", "seq", listenersOf(event.event).as("listeners")])
    .executeTakeFirstOrThrow();
  const { event_id, seq: feed_seq, listeners } = row;
  if (feed_seq === null) return { event_id, listeners, fact: null };
  const fact: FeedFact = {
    kind: "feed.event",
    feed_seq,
    event_id,
    type: event.event,
    timestamp: event.timestamp,
    conversation_id: event.conversationId,
    data: event.data,
  };
  return { event_id, listeners, fact };
}

/** Any number that nothing else locks; the lock lives in the space's schema through its object id. */
const numberingLock = sql<number>`hashtext(current_schema() || '.events')`;

/**
 * Gives committed events that have no seq yet the next ones, all at once and in the order of their ids (Postgres).
 * Returns their facts in log order. Runs under a lock of the space: numbers never overtake each other.
 */
export async function numberEvents(db: Kysely<Tables>): Promise<readonly FeedFact[]> {
  return await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${numberingLock})`.execute(transaction);
    const { rows } = await sql<{
      event_id: number;
      seq: number;
      event: string;
      conversation_id: number | null;
      data: string;
      timestamp: string;
    }>`
      with fresh as (
        select event_id, row_number() over (order by event_id) as place from events where seq is null
      ), last as (select coalesce(max(seq), 0) as seq from events)
      update events set seq = last.seq + fresh.place
      from fresh, last
      where events.event_id = fresh.event_id
      returning events.event_id, events.seq, events.event, events.conversation_id, events.data, events.timestamp
    `.execute(transaction);
    return rows
      .sort((a, b) => a.seq - b.seq)
      .map((row) => ({
        kind: "feed.event",
        feed_seq: row.seq,
        event_id: row.event_id,
        type: row.event,
        timestamp: row.timestamp,
        conversation_id: row.conversation_id,
        data: JSON.parse(row.data) as Record<string, unknown>,
      }));
  });
}
