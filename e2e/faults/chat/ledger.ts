import type { Query } from "./database.ts";
import { lineOf } from "./lines.ts";
import type { Line, Threads } from "./world.ts";

/** What the database itself says of conversations, read past the product. */
export interface Ledger {
  readonly threads: Threads;
  readonly conversations: readonly StoredConversation[];
  /** Conversations whose events are not numbered 1 … n, or that say another last number of themselves. */
  readonly gaps: readonly string[];
  /** Threads by the visitor whose they are, as the browser calls itself. */
  readonly ofVisitor: ReadonlyMap<string, readonly string[]>;
}

export interface StoredConversation {
  readonly conversation_id: number;
  readonly status: string;
  readonly last_seq: number;
  readonly last_message: string | null;
  readonly last_message_by: string | null;
  readonly unread: number;
}

interface StoredEvent {
  readonly conversation_id: number;
  readonly seq: number;
  readonly type: string;
  readonly sender_kind: string;
  readonly sender_name: string | null;
  readonly body: string | null;
  readonly created_at: string;
}

export async function readLedger(query: Query): Promise<Ledger> {
  const events = await query<StoredEvent>(
    `select conversation_id, seq, type, sender_kind, sender_name, body, created_at
     from conversation_events order by conversation_id, seq`,
  );
  const conversations = await query<StoredConversation>(
    `select conversation_id, status, next_seq as last_seq, last_message, last_message_by,
       (select count(*) from conversation_events e where e.conversation_id = c.conversation_id
        and e.seq > c.agent_read_seq and e.sender_kind = 'visitor' and e.type = 'message') as unread
     from conversations c`,
  );
  const visitors = await query<{ readonly visitor_id: string; readonly conversation_id: number }>(
    `select s.visitor_id, c.conversation_id from conversations c join widget_sessions s using (widget_session_id)
     order by c.conversation_id`,
  );
  const threads = new Map<string, Line[]>();
  const gaps: string[] = [];
  for (const event of events) {
    const thread = threads.get(String(event.conversation_id)) ?? [];
    threads.set(String(event.conversation_id), thread);
    const { type, sender_kind: kind, sender_name: name, body, created_at: createdAt } = event;
    thread.push(lineOf({ type, kind, name, body, createdAt }));
    if (event.seq !== thread.length) gaps.push(`${event.conversation_id} has no seq ${thread.length}`);
  }
  for (const { conversation_id, last_seq } of conversations) {
    const length = threads.get(String(conversation_id))?.length ?? 0;
    if (length !== last_seq) gaps.push(`${conversation_id} says it has ${last_seq} events, and has ${length}`);
  }
  return {
    threads,
    conversations,
    gaps,
    ofVisitor: new Map(
      [...Map.groupBy(visitors, ({ visitor_id }) => visitor_id)].map(([id, rows]) => [
        id,
        rows.map(({ conversation_id }) => String(conversation_id)),
      ]),
    ),
  };
}
