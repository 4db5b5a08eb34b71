import type { ConversationEvent } from "../../api/conversations/conversation.schema.ts";
import type { Refusal, Synced } from "../../gateway/protocol.ts";
import type { Thread } from "./conversation.ts";

// Fetched when it is asked for: no first message waits for it. It imports no values of the rest of the state, or the
// build would put those into a chunk of their own.

/** Puts the events from `after` to the thread's `base` in front; anything but all of them changes nothing. */
export function applyEarlier(thread: Thread, after: number, events: readonly ConversationEvent[]): Thread {
  const older = events.filter((event) => event.seq > after && event.seq <= thread.base);
  return older.length === thread.base - after
    ? { ...thread, base: after, events: [...older, ...thread.events] }
    : thread;
}

/** Loads up to `most` events before the oldest one held. Resolves to the thread with it, or as it was. */
export async function loadEarlier(
  read: () => Thread,
  ask: (after: number, limit: number) => Promise<Synced | Refusal>,
  most: number,
): Promise<Thread> {
  const { base, conversationId, epoch } = read();
  const first = Math.max(0, base - most);
  const events: ConversationEvent[] = [];
  // A page may be cut by its size: ask on from where it ended.
  for (let after = first; after < base; after = events.at(-1)?.seq ?? base) {
    const reply = await ask(after, base - after);
    if (!reply.ok || reply.events.length === 0 || reply.epoch !== epoch) return read();
    events.push(...reply.events);
  }
  const now = read();
  return now.conversationId === conversationId && now.epoch === epoch ? applyEarlier(now, first, events) : now;
}
