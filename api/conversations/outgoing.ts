import type { Kysely } from "kysely";
import { AppError } from "../errors.ts";
import type { Context } from "../kit/operation.ts";
import type { Tables } from "../store/tables.ts";
import { append } from "./append.ts";
import type { ConversationEvent } from "./conversation.schema.ts";
import { type Conversation, type Sender, toEvent } from "./conversation.ts";

/** A message as its sender hands it over. Without a client id it is always a new one. */
export interface Outgoing {
  readonly client_id: string | null;
  /** Must be storable (`storableText`). */
  readonly body: string;
}

/** Messages that a sender already sent, by client id. */
export type Known = ReadonlyMap<string, ConversationEvent>;

/** What became of one item: stored now, or known from before. */
export interface SentItem {
  readonly event: ConversationEvent;
  readonly duplicate: boolean;
}

/** Those of `items` that this sender already sent, whatever the conversation. */
export async function findSent(
  db: Kysely<Tables>,
  sender: Pick<Sender, "kind" | "id">,
  items: readonly Outgoing[],
): Promise<Known> {
  const ids = items.map((item) => item.client_id).filter((id) => id !== null);
  if (ids.length === 0 || sender.id === null) return new Map();
  const rows = await db
    .selectFrom("conversation_events")
    .selectAll()
    .where("sender_kind", "=", sender.kind)
    .where("sender_id", "=", sender.id)
    .where("client_id", "in", ids)
    .execute();
  return new Map(rows.map((row) => [row.client_id ?? "", toEvent(row)]));
}

/** How many of `items` would be stored: what a send counts as. */
export function countNew(items: readonly Outgoing[], known: Known): number {
  const ids = items.map((item) => item.client_id).filter((id) => id !== null && !known.has(id));
  return new Set(ids).size + items.filter((item) => item.client_id === null).length;
}

/** The items as they were stored before, when none of them is new; else null. Throws DUPLICATE as `appendNew` does. */
export function allKnown(items: readonly Outgoing[], known: Known): readonly SentItem[] | null {
  const events = items.map((item) => earlier(item, known));
  for (const [index, item] of items.entries()) refuseOtherText(item, index, events[index]);
  const found = events.filter((event) => event !== undefined);
  return found.length === items.length ? found.map((event) => ({ event, duplicate: true })) : null;
}

/**
 * Stores what is new, in its order. Throws DUPLICATE when a client id comes with another text than before;
 * `details[0].item` is the index of the item refused.
 */
export async function appendNew(
  context: Context,
  conversation: Conversation,
  sender: Sender,
  items: readonly Outgoing[],
  known: Known,
): Promise<{ readonly conversation: Conversation; readonly items: readonly SentItem[] }> {
  const stored = new Map(known);
  const sent: SentItem[] = [];
  let current = conversation;
  for (const [index, item] of items.entries()) {
    const before = earlier(item, stored);
    refuseOtherText(item, index, before);
    if (before !== undefined) {
      sent.push({ event: before, duplicate: true });
      continue;
    }
    const { client_id, body } = item;
    const appended = await append(context, current, { type: "message", sender, body, clientId: client_id });
    current = appended.conversation;
    if (client_id !== null) stored.set(client_id, appended.event);
    sent.push({ event: appended.event, duplicate: false });
  }
  return { conversation: current, items: sent };
}

/** A client id that was used for something else. */
export function usedBefore(index: number): AppError {
  const message =
    "This client_id was already used for another message. Give each message an id of its own, then resend.";
  return new AppError("DUPLICATE", message, {
    details: [{ field: "client_id", code: "duplicate", message, item: index }],
  });
}

function earlier({ client_id }: Outgoing, known: Known): ConversationEvent | undefined {
  return client_id === null ? undefined : known.get(client_id);
}

function refuseOtherText(item: Outgoing, index: number, before: ConversationEvent | undefined): void {
  if (before !== undefined && before.body !== item.body) throw usedBefore(index);
}

/** Text as every engine stores it, so that what comes back equals what is compared with it later. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
