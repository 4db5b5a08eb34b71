import { blankEvents } from "../events/record.ts";
import { chunks } from "../kept-answers.ts";
import type { Reading } from "../kit/records.ts";
import { eraseNotes } from "../resources/erase.ts";

/** Conversations that one statement names. */
const conversationsAtOnce = 500;

/** Removes conversations for good, with their messages and notes, what finds them and what the log tells of them. */
export async function eraseConversations(context: Reading, ids: readonly number[]): Promise<void> {
  const { db, space } = context;
  for (const some of chunks(ids, conversationsAtOnce)) {
    await db.deleteFrom("conversation_events").where("conversation_id", "in", some).execute();
    await eraseNotes(context, "conversation", some);
    for (const id of some) await space.search.remove(db, "conversation", id);
    await blankEvents(db, "conversation", some);
    await db.deleteFrom("conversations").where("conversation_id", "in", some).execute();
  }
}

/** Removes some of a conversation's messages, the oldest first; returns how many. */
export async function eraseMessages({ db }: Pick<Reading, "db">, id: number, most: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("conversation_events")
    .where("message_id", "in", (eb) =>
      eb
        .selectFrom("conversation_events")
        .select("message_id")
        .where("conversation_id", "=", id)
        .orderBy("seq")
        .limit(most),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
