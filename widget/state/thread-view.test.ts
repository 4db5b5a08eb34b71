import { expect, test } from "vitest";
import type { Sent } from "../../gateway/protocol.ts";
import { emptyThread } from "./conversation.ts";
import type { OutboxEntry } from "./outbox.ts";
import { createSnapshots } from "./snapshot.ts";
import { createThreadView } from "./thread-view.ts";

const limit = { limit: 30, remaining: 20, reset: 0 };
const entry: OutboxEntry = {
  client_id: "mine-0001",
  conversation_id: null,
  body: "mine",
  created_at: 1,
  state: "waiting",
  problem: null,
};

const held = { ...emptyThread, epoch: "a", conversationId: 7, last: 1 };

function setUp() {
  const snapshots = createSnapshots();
  const view = createThreadView(snapshots, { entries: [] });
  view.show(held);
  const acknowledge = (conversation_id: number) => {
    const items = [{ client_id: entry.client_id, message_id: 9, seq: 2 }];
    const sent: Sent = { ok: true, epoch: "a", conversation_id, items, limit };
    view.sent(sent, [entry]);
    view.show(view.thread);
  };
  return { view, acknowledge, bodies: () => snapshots.current.items.map(({ body }) => body) };
}

test("a message that was acknowledged and then lost with its session goes with the next sync", () => {
  const { view, acknowledge, bodies } = setUp();
  acknowledge(7);
  expect(bodies()).toEqual(["mine"]);
  const caughtUp = view.asked();
  view.show(emptyThread);
  caughtUp();
  view.show({ ...emptyThread, epoch: "a" });
  expect(bodies()).toEqual([]);
});

test("a message that is acknowledged while a sync is on its way stays in view", () => {
  const { view, acknowledge, bodies } = setUp();
  const caughtUp = view.asked();
  acknowledge(7);
  caughtUp();
  view.show(held);
  expect(bodies()).toEqual(["mine"]);
});

test("a message that began the next conversation stays in view while the one before is left", () => {
  const { view, acknowledge, bodies } = setUp();
  acknowledge(8);
  view.show(emptyThread);
  expect(bodies()).toEqual(["mine"]);
});

test("messages that are acknowledged again, after a lost session, stand as the last acknowledgement says", () => {
  const snapshots = createSnapshots();
  const view = createThreadView(snapshots, { entries: [] });
  const acknowledge = (conversation_id: number, ...ids: string[]) => {
    const items = ids.map((client_id, index) => ({ client_id, message_id: 9, seq: index + 1 }));
    const entries = ids.map((client_id) => ({ ...entry, client_id }));
    view.sent({ ok: true, epoch: "a", conversation_id, items, limit }, entries);
    view.show(view.thread);
  };
  acknowledge(8, "mine-0002");
  acknowledge(9, "mine-0001", "mine-0002");
  expect(snapshots.current.items.map(({ key }) => key)).toEqual(["mine-0001", "mine-0002"]);
});
