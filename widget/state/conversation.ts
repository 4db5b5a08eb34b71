import type { ConversationEvent, ConversationPage } from "../../api/conversations/conversation.schema.ts";
import type { ConversationHappened, ReadMark, Sent } from "../../gateway/protocol.ts";
import type { OutboxEntry } from "./outbox.ts";
import type { Delivery, ThreadItem } from "./types.ts";

/** What one browser holds of one conversation: events `base + 1` to `last`, without a gap. Never mutated. */
export interface Thread {
  readonly conversationId: number | null;
  /** Null until the first page has come. */
  readonly epoch: string | null;
  /** Seq before the first event held; above 0 when older ones were left out. */
  readonly base: number;
  readonly last: number;
  readonly status: ConversationPage["status"];
  /** Highest seq each party has read, as far as we know. */
  readonly read: { readonly visitor: number; readonly agent: number };
  readonly events: readonly ConversationEvent[];
}

/** What to do next: nothing, or `sync` from the thread's `last`. */
export interface Applied {
  readonly thread: Thread;
  readonly sync: boolean;
}

/** Where a sync was asked from, to judge its answer by. */
export interface Asked {
  readonly conversationId: number | null;
  readonly epoch: string | null;
  readonly after: number;
}

/** Events shown at first of a thread longer than this; the rest comes when asked for. */
export const recent = 200;

export const emptyThread: Thread = {
  conversationId: null,
  epoch: null,
  base: 0,
  last: 0,
  status: null,
  read: { visitor: 0, agent: 0 },
  events: [],
};

const statusAfter: Partial<Record<ConversationEvent["type"], Thread["status"]>> = {
  closed: "closed",
  reopened: "open",
  ended: "ended",
};

function append(thread: Thread, events: readonly ConversationEvent[]): Thread {
  let { last, status } = thread;
  const added: ConversationEvent[] = [];
  for (const event of events) {
    if (event.seq !== last + 1) continue;
    last = event.seq;
    status = statusAfter[event.type] ?? status ?? "open";
    added.push(event);
  }
  return added.length === 0 ? thread : { ...thread, last, status, events: [...thread.events, ...added] };
}

/**
 * Applies a pushed fact only when it is the next one; anything unexpected asks for a sync, which tells the truth.
 * Source: realtime.md, "Server to client".
 */
export function applyFact(thread: Thread, fact: ConversationHappened): Applied {
  const { epoch, ...event } = fact;
  if (thread.epoch !== null && thread.epoch !== epoch) return { thread: emptyThread, sync: true };
  const begins = fact.seq === 1 && fact.conversation_id > (thread.conversationId ?? 0);
  if (begins)
    return { thread: append({ ...emptyThread, conversationId: fact.conversation_id, epoch }, [event]), sync: false };
  if (fact.conversation_id !== thread.conversationId) return { thread, sync: true };
  return { thread: append(thread, [event]), sync: fact.seq > thread.last + 1 };
}

/** A database that was restored, or another conversation: what is held is worth nothing. */
function isOutdated(thread: Thread, asked: Asked, page: ConversationPage): boolean {
  const restored = (thread.epoch !== null && thread.epoch !== page.epoch) || asked.after > page.head;
  return restored || (thread.conversationId !== null && page.conversation_id !== thread.conversationId);
}

/** Applies the answer of a sync that was asked from `asked`. */
export function applyPage(thread: Thread, asked: Asked, page: ConversationPage): Applied {
  const overtaken = asked.conversationId !== thread.conversationId || asked.epoch !== thread.epoch;
  if (overtaken) return { thread, sync: true };
  const outdated = isOutdated(thread, asked, page);
  if (outdated && asked.after > 0) return { thread: emptyThread, sync: true };
  const known = outdated ? emptyThread : thread;
  const { conversation_id: conversationId, epoch, head } = page;
  const next: Thread = { ...known, conversationId, epoch, read: furthest(known.read, page.read) };
  const base = head - recent;
  if (known.last === 0 && base > 0 && head > page.events.length) {
    return { thread: { ...next, base, last: base }, sync: true };
  }
  const applied = append(next, page.events);
  // An answer can be older than a fact that overtook it; only one that reaches further may set the status.
  return { thread: head >= applied.last ? { ...applied, status: page.status } : applied, sync: applied.last < head };
}

export function applyRead(thread: Thread, { conversation_id, by, seq }: ReadMark): Thread {
  if (conversation_id !== thread.conversationId || seq <= thread.read[by]) return thread;
  return { ...thread, read: { ...thread.read, [by]: seq } };
}

function furthest(a: Thread["read"], b: Thread["read"]): Thread["read"] {
  return { visitor: Math.max(a.visitor, b.visitor), agent: Math.max(a.agent, b.agent) };
}

/** Messages to this reader that are newer than its read mark. */
export function countUnread(thread: Thread, reader: "visitor" | "agent"): number {
  const isNew = (event: ConversationEvent) =>
    event.seq > thread.read[reader] && event.type === "message" && !isOwn(event, reader);
  return thread.events.filter(isNew).length;
}

function isOwn(event: ConversationEvent, reader: "visitor" | "agent"): boolean {
  return reader === "visitor" ? event.sender.kind === "visitor" : event.sender.kind !== "visitor";
}

/** A message whose commit was acknowledged, but whose fact has not come yet. */
export interface Acknowledged extends OutboxEntry {
  readonly epoch: string;
  readonly conversationId: number;
  readonly seq: number;
}

/** Pairs an acknowledgement with the entries that were sent. */
export function acknowledgements(sent: Sent, entries: readonly OutboxEntry[]): Acknowledged[] {
  return sent.items.flatMap(({ client_id, seq }) => {
    const entry = entries.find((one) => one.client_id === client_id);
    return entry === undefined ? [] : [{ ...entry, epoch: sent.epoch, conversationId: sent.conversation_id, seq }];
  });
}

/**
 * Those acknowledged messages that the thread does not show yet, in the database's order: with another tab's messages in
 * the batch, it need not be the batch's. A restored database knows nothing of those before.
 */
export function awaited(thread: Thread, acknowledged: readonly Acknowledged[]): Acknowledged[] {
  return acknowledged
    .filter(
      ({ epoch, conversationId, seq }) =>
        epoch === (thread.epoch ?? epoch) &&
        (conversationId === thread.conversationId ? seq > thread.last : conversationId > (thread.conversationId ?? 0)),
    )
    .sort((a, b) => a.conversationId - b.conversationId || a.seq - b.seq);
}

/** Renders a thread and the acknowledged messages it awaits, giving the same object for the same state, so that views skip what did not change. */
export function createItems(
  reader: "visitor" | "agent",
): (thread: Thread, acknowledged: readonly Acknowledged[], entries: readonly OutboxEntry[]) => ThreadItem[] {
  const made = new WeakMap<ConversationEvent | OutboxEntry, ThreadItem>();

  function itemOf(
    one: ConversationEvent | OutboxEntry,
    delivery: Delivery | null,
    make: () => Omit<ThreadItem, "delivery">,
  ): ThreadItem {
    const known = made.get(one);
    if (known?.delivery === delivery) return known;
    const item = { ...make(), delivery };
    made.set(one, item);
    return item;
  }

  function deliveryOf(event: ConversationEvent, { read }: Thread): Delivery | null {
    if (!isOwn(event, reader)) return null;
    return event.seq <= (reader === "visitor" ? read.agent : read.visitor) ? "read" : "sent";
  }

  function storedItem(event: ConversationEvent, thread: Thread): ThreadItem {
    const delivery = deliveryOf(event, thread);
    return itemOf(event, delivery, () => ({
      key: event.client_id ?? `m${event.message_id}`,
      type: event.type,
      own: delivery !== null,
      sender: { kind: event.sender.kind, name: event.sender.name },
      body: event.body ?? "",
      createdAt: event.created_at,
      problem: null,
      suggestedActions: event.suggested_actions ?? [],
    }));
  }

  function waitingItem(entry: OutboxEntry, delivery: Delivery): ThreadItem {
    return itemOf(entry, delivery, () => ({
      key: entry.client_id,
      type: "message",
      own: true,
      sender: { kind: reader, name: null },
      body: entry.body,
      createdAt: new Date(entry.created_at).toISOString(),
      problem: entry.problem,
      suggestedActions: [],
    }));
  }

  return (thread, acknowledged, entries) => {
    const items = thread.events.map((event) => storedItem(event, thread));
    // A committed message can still stand in the outbox: its acknowledgement was lost or is on its way.
    const shown = new Set(thread.events.slice(-recent).map((event) => event.client_id));
    const show = (entry: OutboxEntry, delivery: Delivery) => {
      if (!shown.has(entry.client_id)) items.push(waitingItem(entry, delivery));
      shown.add(entry.client_id);
    };
    for (const entry of acknowledged) show(entry, "sent");
    for (const entry of entries) show(entry, entry.state === "failed" ? "failed" : "sending");
    return items;
  };
}
