import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Api } from "../api.ts";
import { timestamp } from "../clock.ts";
import type { RequestFacts } from "../kit/operation.ts";
import type { Engine, Space, Transaction } from "../store/space.ts";
import { activityDueAt } from "./append.ts";
import { type Conversation, systemSender } from "./conversation.ts";
import { writeActivity } from "./conversation-activity.ts";
import { closeConversation, type Ending } from "./life.ts";

type House = Pick<Api, "config" | "clock" | "log">;

const day = 86_400_000;
/** A conversation in which nobody wrote for so long closes by itself. */
const idleMs = 7 * day;
/** Conversations in one transaction at most. */
const atOnce = 25;
/** A transaction ends after this long, however few it has settled: on SQLite everybody who writes waits for it. */
const longestHoldMs: Readonly<Record<Engine, number>> = { sqlite: 10, postgres: 500 };
/** Conversations in one round; the next round takes the others. */
const mostInARound = 5000;

/** Writes the activities of conversations in which nobody has written for 15 minutes (R14). */
export async function writeDueActivities(house: House, space: Space): Promise<void> {
  const now = timestamp(house.clock.now());
  await goThrough(house, space, {
    due: sql<SqlBool>`activity_due_at <= ${now}`,
    since: "activity_due_at",
    settle: writeUnlessBusy,
    failed: "the activity of a conversation could not be written; it is tried again in 15 minutes",
    postpone: (transaction, conversation) => putOff(transaction, conversation, now),
  });
}

/** One that is still written in comes up again 15 minutes after its last message. */
async function writeUnlessBusy(context: Ending, conversation: Conversation): Promise<void> {
  const { last_message_at, created_at } = conversation;
  const lastMessage = last_message_at ?? created_at;
  const due = activityDueAt(conversation, lastMessage);
  if (due !== null && due > context.now) await putOff(context, conversation, lastMessage);
  else await writeActivity(context, conversation);
}

async function putOff({ db }: Pick<Ending, "db">, conversation: Conversation, since: string): Promise<void> {
  await db
    .updateTable("conversations")
    .set({ activity_due_at: activityDueAt(conversation, since) })
    .where("conversation_id", "=", conversation.conversation_id)
    .execute();
}

/**
 * Closes conversations in which nobody has written for 7 days. One that was reopened or assigned meanwhile is not idle:
 * somebody means to go on with it.
 */
export async function closeIdleConversations(house: House, space: Space): Promise<void> {
  const last = timestamp(house.clock.now() - idleMs);
  await goThrough(house, space, {
    due: sql<SqlBool>`status = 'open' and last_message_at <= ${last} and updated_at <= ${last}`,
    since: "last_message_at",
    settle: (context, conversation) => closeConversation(context, conversation, systemSender),
    failed: "an idle conversation could not be closed; the next round tries again",
  });
}

interface Round {
  readonly due: RawBuilder<SqlBool>;
  /** The column of the index by which they are found, the oldest first. */
  readonly since: "activity_due_at" | "last_message_at";
  settle(context: Ending, conversation: Conversation): Promise<unknown>;
  /** What the log says of a conversation that could not be settled. */
  readonly failed: string;
  /** Keeps such a one from coming up again at once. */
  postpone?(transaction: Transaction, conversation: Conversation): Promise<void>;
}

/** Settles what is due, some conversations to a transaction. When nothing is, it costs one read. */
async function goThrough(house: House, space: Space, round: Round): Promise<void> {
  const found = await space.read
    .selectFrom("conversations")
    .select("conversation_id")
    .where(round.due)
    .orderBy(round.since)
    .limit(mostInARound)
    .execute();
  let ids = found.map((row) => row.conversation_id);
  while (ids.length > 0) {
    const left = await settleSome(house, space, round, ids.slice(0, atOnce));
    ids = [...left, ...ids.slice(atOnce)];
  }
}

/** Returns the ids of those that are left for another transaction. */
async function settleSome(house: House, space: Space, round: Round, ids: readonly number[]): Promise<number[]> {
  return await space.write(async (transaction) => {
    const started = performance.now();
    const select = transaction.db
      .selectFrom("conversations")
      .selectAll()
      .where("conversation_id", "in", [...ids])
      .where(round.due);
    // What somebody writes in at this moment, or another process settles, is none of ours any more.
    const rows = await (space.engine === "postgres" ? select.forUpdate().skipLocked() : select).execute();
    for (const [i, conversation] of rows.entries()) {
      await settle(house, space, round, { transaction, conversation });
      const isLate = performance.now() - started > longestHoldMs[space.engine];
      if (isLate) return rows.slice(i + 1).map((row) => row.conversation_id);
    }
    return [];
  });
}

/** One that fails is undone alone: it stops no other. */
async function settle(
  { clock, config, log }: House,
  space: Space,
  round: Round,
  { transaction, conversation }: { readonly transaction: Transaction; readonly conversation: Conversation },
): Promise<void> {
  const { db, emit, publish } = transaction;
  const { conversation_id } = conversation;
  const request = { ...noRequest, id: `idle-${conversation_id}` };
  const context = { api: { config }, space, db, emit, publish, request, now: timestamp(clock.now()) };
  try {
    await transaction.attempt(() => round.settle(context, conversation));
  } catch (error) {
    log.error({ err: error, space: space.name, conversation_id }, round.failed);
    await round.postpone?.(transaction, conversation);
  }
}

/** Nobody called: time did. */
const noRequest: Omit<RequestFacts, "id"> = {
  ...{ address: null, origin: null, userAgent: null, widgetSession: null },
  ...{ ifMatch: null, idempotencyKey: null, accepts: "json", signal: null },
};
