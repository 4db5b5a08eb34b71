import { describe, expect, test } from "vitest";
import type { ConversationEvent, ConversationPage } from "../../api/conversations/conversation.schema.ts";
import {
  applyFact,
  applyPage,
  applyRead,
  awaited,
  countUnread,
  createItems,
  emptyThread,
  recent,
  type Thread,
} from "./conversation.ts";
import { applyEarlier } from "./later.ts";
import type { OutboxEntry } from "./outbox.ts";

function event(seq: number, changes: Partial<ConversationEvent> = {}): ConversationEvent {
  return {
    message_id: 100 + seq,
    conversation_id: 7,
    seq,
    client_id: null,
    type: "message",
    sender: { kind: "agent", id: 1, name: "Ada" },
    body: `message ${seq}`,
    created_at: "2026-01-01T00:00:00Z",
    ...changes,
  };
}

const events = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => event(from + index));

function page(changes: Partial<ConversationPage> = {}): ConversationPage {
  const read = { visitor: 0, agent: 0 };
  return { conversation_id: 7, epoch: "e", head: 0, status: "open", read, events: [], more: false, ...changes };
}

const asked = (thread: Thread, after = thread.last) => ({ ...thread, after });
const held = (to: number): Thread =>
  applyPage(emptyThread, asked(emptyThread), page({ head: to, events: events(1, to) })).thread;
const seqs = (thread: Thread) => thread.events.map((one) => one.seq);
const fact = (seq: number, changes: Partial<ConversationEvent> = {}) => ({ ...event(seq, changes), epoch: "e" });

describe("facts", () => {
  test("only the next one is applied", () => {
    const { thread, sync } = applyFact(held(2), fact(3));
    expect(seqs(thread)).toEqual([1, 2, 3]);
    expect(sync).toBe(false);
  });

  test("one that is already held changes nothing", () => {
    const thread = held(2);
    expect(applyFact(thread, fact(2))).toEqual({ thread, sync: false });
  });

  test("a gap asks for a sync and applies nothing", () => {
    const thread = held(2);
    expect(applyFact(thread, fact(4))).toEqual({ thread, sync: true });
  });

  test("another epoch discards what is held", () => {
    expect(applyFact(held(2), { ...fact(3), epoch: "restored" })).toEqual({ thread: emptyThread, sync: true });
  });

  test("the first fact of a newer conversation begins a new thread", () => {
    const { thread, sync } = applyFact(held(2), fact(1, { conversation_id: 8 }));
    expect(thread).toMatchObject({ conversationId: 8, last: 1 });
    expect(sync).toBe(false);
  });

  test("a late fact of an older conversation changes nothing by itself", () => {
    const thread = held(2);
    expect(applyFact(thread, fact(1, { conversation_id: 6 }))).toEqual({ thread, sync: true });
  });

  test("an end, a close and a reopening set the status", () => {
    const ended = applyFact(held(1), fact(2, { type: "ended" })).thread;
    expect(ended.status).toBe("ended");
    expect(applyFact(ended, fact(3, { type: "reopened" })).thread.status).toBe("open");
  });
});

describe("pages", () => {
  test("fill a gap, and ask on until the last held is the head", () => {
    const thread = held(2);
    const first = applyPage(thread, asked(thread), page({ head: 6, events: events(3, 4), more: true }));
    expect(first.sync).toBe(true);
    const second = applyPage(first.thread, asked(first.thread), page({ head: 6, events: events(5, 6) }));
    expect(seqs(second.thread)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(second.sync).toBe(false);
  });

  test("one that a fact has overtaken neither doubles nor drops anything", () => {
    const thread = held(2);
    const newer = applyFact(thread, fact(3)).thread;
    const { thread: next, sync } = applyPage(newer, asked(thread), page({ head: 2 }));
    expect(seqs(next)).toEqual([1, 2, 3]);
    expect(sync).toBe(false);
  });

  test("a head below what was asked from means a restored database: discard", () => {
    const thread = held(5);
    expect(applyPage(thread, asked(thread), page({ head: 2 }))).toEqual({ thread: emptyThread, sync: true });
  });

  test("another epoch means a restored database: discard", () => {
    const thread = held(2);
    expect(applyPage(thread, asked(thread), page({ epoch: "f", head: 9 }))).toEqual({
      thread: emptyThread,
      sync: true,
    });
  });

  test("another conversation starts from 0", () => {
    const thread = held(2);
    const other = page({ conversation_id: 8, head: 9 });
    expect(applyPage(thread, asked(thread), other)).toEqual({ thread: emptyThread, sync: true });
  });

  test("no conversation yet is no reason to ask again", () => {
    const none = page({ conversation_id: null, head: 0, status: null });
    expect(applyPage(emptyThread, asked(emptyThread), none)).toMatchObject({ sync: false, thread: { last: 0 } });
  });

  test("a long thread begins with its newest messages, and older ones come in front", () => {
    const head = 1_000;
    const long = page({ head, events: events(1, recent), more: true });
    const jumped = applyPage(emptyThread, asked(emptyThread), long);
    expect(jumped).toMatchObject({ sync: true, thread: { base: head - recent, last: head - recent, events: [] } });
    const newest = page({ head, events: events(head - recent + 1, head) });
    const { thread } = applyPage(jumped.thread, asked(jumped.thread), newest);
    expect(seqs(thread).at(-1)).toBe(head);
    const after = thread.base - 3;
    expect(seqs(applyEarlier(thread, after, events(after + 1, thread.base))).slice(0, 4)).toEqual([798, 799, 800, 801]);
    expect(applyEarlier(thread, after, events(after + 1, thread.base - 1))).toBe(thread);
  });
});

describe("items", () => {
  const entry = (changes: Partial<OutboxEntry> = {}): OutboxEntry => ({
    client_id: "mine-0001",
    conversation_id: null,
    body: "hello",
    created_at: 0,
    state: "waiting",
    problem: null,
    ...changes,
  });
  const own = event(1, { client_id: "mine-0001", sender: { kind: "visitor", id: null, name: null }, body: "hello" });
  const thread = applyPage(emptyThread, asked(emptyThread), page({ head: 1, events: [own] })).thread;

  test("a message that is both stored and in the outbox is shown once, as stored", () => {
    const items = createItems("visitor")(thread, [], [entry()]);
    expect(items).toMatchObject([{ key: "mine-0001", own: true, delivery: "sent" }]);
  });

  test("an acknowledged message stays while its fact is on the way", () => {
    const acknowledged = [{ ...entry(), epoch: "e", conversationId: 7, seq: 1 }];
    const shown = (held: Thread) => createItems("visitor")(held, awaited(held, acknowledged), []);
    expect(shown(emptyThread)).toMatchObject([{ delivery: "sent", body: "hello" }]);
    expect(shown(thread)).toHaveLength(1);
  });

  test("acknowledged messages stand in the database's order, whichever order the batch had", () => {
    const one = (client_id: string, seq: number, conversationId = 7) => ({
      ...entry({ client_id }),
      epoch: "e",
      conversationId,
      seq,
    });
    const acknowledged = [one("in-the-next", 1, 8), one("third", 3), one("second", 2)];
    const order = awaited(thread, acknowledged).map((each) => each.client_id);
    expect(order).toEqual(["second", "third", "in-the-next"]);
  });

  test("a message that was acknowledged before the database was restored leaves no ghost", () => {
    const acknowledged = [{ ...entry({ client_id: "lost-0001" }), epoch: "before", conversationId: 9, seq: 4 }];
    expect(awaited(emptyThread, acknowledged)).toHaveLength(1);
    expect(awaited({ ...emptyThread, epoch: "e" }, acknowledged)).toEqual([]);
  });

  test("the same state gives the same objects, a new state a new one", () => {
    const itemsOf = createItems("visitor");
    const [before] = itemsOf(thread, [], []);
    expect(itemsOf(thread, [], [])[0]).toBe(before);
    const read = applyRead(thread, { conversation_id: 7, by: "agent", seq: 1 });
    expect(itemsOf(read, [], [])[0]).toMatchObject({ delivery: "read" });
  });

  test("unread counts messages of the other side after the read mark, and marks never go back", () => {
    const read = applyRead(held(5), { conversation_id: 7, by: "visitor", seq: 3 });
    expect(countUnread(read, "visitor")).toBe(2);
    expect(applyRead(read, { conversation_id: 7, by: "visitor", seq: 1 })).toBe(read);
  });
});
