import type { Kysely } from "kysely";
import { z } from "zod";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { type ConversationEvent, conversationEvent, conversationPage } from "./conversation.schema.ts";
import { type Conversation, type ConversationStatus, type Sender, toEvent } from "./conversation.ts";

/** Largest page in bytes of JSON: what a slow phone line carries at once. */
const pageBytes = 256 * 1024;

export const historyQuery = z.strictObject({
  after_seq: z.int().min(0).default(0).describe("Only what comes after this seq."),
  limit: z.int().min(1).max(200).default(100).describe("At most so many rows; a page is also at most 256 KiB."),
});

/** A page of a conversation in HTTP: rows in `data`, where the conversation stands beside them. */
export const history = z.object({
  data: z.array(conversationEvent).describe("What was said and done, ascending by seq."),
  conversation: conversationPage.omit({ events: true }).describe("Where the conversation stands."),
});

export type History = z.infer<typeof history>;

/** Reads what comes after `after_seq`, ascending, as `viewer` may see it. Without a conversation yet the page is empty and its id null. */
export async function readHistory(
  { db, space }: { readonly db: Kysely<Tables>; readonly space: Pick<Space, "epoch"> },
  conversation: Conversation | null,
  { after_seq, limit }: { readonly after_seq: number; readonly limit: number },
  viewer: Pick<Sender, "kind" | "id">,
): Promise<History> {
  const { epoch } = space;
  if (conversation === null) {
    const read = { visitor: 0, agent: 0 };
    return { data: [], conversation: { conversation_id: null, epoch, head: 0, status: null, read, more: false } };
  }
  const rows = await db
    .selectFrom("conversation_events")
    .selectAll()
    .where("conversation_id", "=", conversation.conversation_id)
    .where("seq", ">", after_seq)
    .orderBy("seq")
    .limit(limit)
    .execute();
  const data = upToBytes(rows.map((row) => toEvent(row, viewer)));
  // Rows may be newer than the conversation's row, which was read before them.
  const head = Math.max(conversation.next_seq, data.at(-1)?.seq ?? 0);
  return {
    data,
    conversation: {
      conversation_id: conversation.conversation_id,
      epoch,
      head,
      status: conversation.status as ConversationStatus,
      read: { visitor: conversation.visitor_read_seq, agent: conversation.agent_read_seq },
      more: data.length > 0 && (data.at(-1)?.seq ?? 0) < head,
    },
  };
}

/** As many events as fit a page, at least one. */
function upToBytes(events: readonly ConversationEvent[]): ConversationEvent[] {
  let bytes = 0;
  const beyond = events.findIndex((event, index) => {
    bytes += Buffer.byteLength(JSON.stringify(event)) + 1;
    return index > 0 && bytes > pageBytes - 1024;
  });
  return beyond < 0 ? [...events] : events.slice(0, beyond);
}
