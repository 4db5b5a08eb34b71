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

function acknowledged(conversation_id: number) {
  const snapshots = createSnapshots();
  const view = createThreadView(snapshots, { entries: [] });
  const sent: Sent = {
    ok: true,
    epoch: "a",
    conversation_id,
    items: [{ client_id: entry.client_id, message_id: 9, seq: 2 }],
    limit,
  };
  view.show({ ...emptyThread, epoch: "a", conversationId: 7, last: 1 });
  view.sent(sent, [entry]);
  view.show(emptyThread);
  view.show({ ...emptyThread, epoch: "a" });
  return snapshots.current.items.map(({ body }) => body);
}

test("a message that was stored in a conversation which is gone goes with it", () => {
  expect(acknowledged(7)).toEqual([]);
});

test("a message that began the next conversation stays in view while the one before is left", () => {
  expect(acknowledged(8)).toEqual(["mine"]);
});
