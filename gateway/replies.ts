import type { Clock } from "../api/clock.ts";
import type { ConversationEvent, ConversationPage } from "../api/conversations/conversation.schema.ts";
import type { LocalResult } from "../api/local-client.ts";
import type { FeedEvent, FeedSynced, RateLimit, Sent, Synced } from "./protocol.ts";

/** Bytes of one page of a sync (spec: realtime, Server to client). `more` tells that it was cut. */
const pageBytes = 262_144;
/** What clients are told where nothing is counted. */
const uncounted = 1_000_000;

/** The ack of `message:send`: the commit's receipt and what may be sent next. */
export function sent(result: LocalResult<Omit<Sent, "ok" | "limit">>, clock: Clock): Sent {
  const { epoch, conversation_id, items } = result.value;
  return { ok: true, epoch, conversation_id, items, limit: result.limit ?? unlimited(clock) };
}

const unlimited = (clock: Clock): RateLimit => ({
  limit: uncounted,
  remaining: uncounted,
  reset: Math.ceil(clock.now() / 1000),
});

/** The reply of `conversation:sync`, from a page of the API. */
export function synced(page: {
  readonly data: readonly ConversationEvent[];
  readonly conversation: Omit<ConversationPage, "events">;
}): Synced {
  const { conversation_id, epoch, head, status, read, more } = page.conversation;
  const events = fitting(page.data);
  return {
    ok: true,
    conversation_id,
    epoch,
    head,
    status,
    read,
    events,
    more: more || events.length < page.data.length,
  };
}

/** The reply of `feed:sync`, from a page of the API's event log. */
export function feedSynced(page: {
  readonly data: readonly {
    readonly seq: number;
    readonly event_id: number;
    readonly event: string;
    readonly timestamp: string;
    readonly conversation_id: number | null;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
  readonly epoch: string;
  readonly head: number;
  readonly more: boolean;
  readonly reload: boolean;
}): FeedSynced {
  const rows = fitting(page.data);
  const events: FeedEvent[] = rows.map(({ seq, event, ...rest }) => ({ feed_seq: seq, type: event, ...rest }));
  const { epoch, head, more, reload } = page;
  return { ok: true, epoch, head, events, more: more || rows.length < page.data.length, reload };
}

/** The first rows that fit into a page; always at least one, or nobody would ever get past it. */
function fitting<T>(rows: readonly T[]): T[] {
  const fit: T[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += Buffer.byteLength(JSON.stringify(row));
    if (bytes > pageBytes && fit.length > 0) break;
    fit.push(row);
  }
  return fit;
}
