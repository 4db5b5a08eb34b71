import { describe, expect, test } from "vitest";
import type { ConversationHappened, Refusal, Sent, Synced } from "../../gateway/protocol.ts";
import type { OutboxEntry } from "../state/outbox.ts";
import { AgentThread } from "./agent-thread.ts";

const conversation = 7;

function fact(
  seq: number,
  kind: "visitor" | "agent" = "visitor",
  client_id: string | null = null,
): ConversationHappened {
  return {
    epoch: "a",
    message_id: 100 + seq,
    conversation_id: conversation,
    seq,
    client_id,
    type: "message",
    sender: { kind, id: null, name: kind === "agent" ? "Ada" : "Maya" },
    body: `message ${seq}`,
    created_at: "2026-03-10T14:30:00Z",
  };
}

function setUp(head: number) {
  const server = { head, missing: false };
  const entries: OutboxEntry[] = [];
  const sync = async (_id: number, after: number, limit: number): Promise<Synced | Refusal> => {
    if (server.missing) return { ok: false, code: "NOT_FOUND", message: "gone" };
    const count = Math.max(0, Math.min(limit, server.head - after));
    const events = Array.from({ length: count }, (_, index) => fact(after + index + 1));
    const read = { visitor: 0, agent: 0 };
    return {
      ok: true,
      conversation_id: conversation,
      epoch: "a",
      head: server.head,
      status: "open",
      read,
      events,
      more: after + count < server.head,
    };
  };
  const thread = new AgentThread(conversation, { sync, entries: () => entries, author: "Ada" });
  const bodies = () => thread.state.value.items.map((item) => item.body);
  return { server, entries, thread, bodies };
}

const entry: OutboxEntry = {
  client_id: "mine-0001",
  conversation_id: conversation,
  body: "On my way",
  created_at: Date.parse("2026-03-10T14:31:00Z"),
  state: "waiting",
  problem: null,
};

describe("a conversation as an agent sees it", () => {
  test("it is loading until the first answer, then shows what is stored", async () => {
    const { thread, bodies } = setUp(2);
    expect(thread.state.value.phase).toBe("loading");
    await thread.check();
    expect(thread.state.value).toMatchObject({ phase: "ready", lastSeq: 2 });
    expect(bodies()).toEqual(["message 1", "message 2"]);
  });

  test("an empty conversation is ready too", async () => {
    const { thread } = setUp(0);
    await thread.check();
    expect(thread.state.value.phase).toBe("ready");
  });

  test("a gap in what is pushed is filled from the server", async () => {
    const { server, thread, bodies } = setUp(1);
    await thread.check();
    server.head = 4;
    thread.receive(fact(4));
    await expect.poll(bodies).toEqual(["message 1", "message 2", "message 3", "message 4"]);
  });

  test("facts of other conversations change nothing", async () => {
    const { thread, bodies } = setUp(1);
    await thread.check();
    thread.receive({ ...fact(2), conversation_id: 8 });
    expect(bodies()).toEqual(["message 1"]);
  });

  test("an own message is shown at once under the agent's name, and stays one line when it is stored", async () => {
    const { entries, thread } = setUp(1);
    await thread.check();
    entries.push(entry);
    thread.show();
    const pending = thread.state.value.items.at(-1);
    expect(pending).toMatchObject({ own: true, delivery: "sending", sender: { name: "Ada" } });

    const limit = { limit: 600, remaining: 599, reset: 0 };
    const items = [{ client_id: entry.client_id, message_id: 102, seq: 2 }];
    const sent: Sent = { ok: true, epoch: "a", conversation_id: conversation, items, limit };
    thread.acknowledge(sent, [entry]);
    entries.length = 0;
    thread.receive({ ...fact(2, "agent", entry.client_id), body: entry.body });
    expect(thread.state.value.items.map((item) => item.key)).toEqual(["m101", entry.client_id]);
    expect(thread.state.value.items.at(-1)?.delivery).toBe("sent");
  });

  test("of a long conversation the end is shown first, the rest when it is asked for", async () => {
    const { thread, bodies } = setUp(450);
    await thread.check();
    expect(thread.state.value.hasEarlier).toBe(true);
    expect(bodies().at(-1)).toBe("message 450");
    await thread.loadEarlier();
    await thread.loadEarlier();
    expect(bodies()[0]).toBe("message 1");
    expect(thread.state.value.hasEarlier).toBe(false);
  });

  test("a conversation that does not exist is told apart from one that loads", async () => {
    const { server, thread } = setUp(0);
    server.missing = true;
    await thread.check();
    expect(thread.state.value.phase).toBe("missing");
  });

  test("a conversation that was there and is not any more shows nothing of what it was", async () => {
    const { server, thread } = setUp(3);
    await thread.check();
    server.missing = true;
    await thread.check();
    thread.show();
    expect(thread.state.value).toMatchObject({ phase: "missing", items: [] });
  });

  test("a reply that was stored in a conversation which is gone goes with it", async () => {
    const { server, thread } = setUp(1);
    await thread.check();
    const limit = { limit: 600, remaining: 599, reset: 0 };
    const items = [{ client_id: entry.client_id, message_id: 103, seq: 3 }];
    thread.acknowledge({ ok: true, epoch: "a", conversation_id: conversation, items, limit }, [entry]);
    server.missing = true;
    await thread.check();
    expect(thread.state.value).toMatchObject({ phase: "missing", items: [] });
  });

  test("a reply that was stored and is not in the database any more goes with the next check", async () => {
    const { thread, bodies } = setUp(1);
    await thread.check();
    const limit = { limit: 600, remaining: 599, reset: 0 };
    const items = [{ client_id: entry.client_id, message_id: 103, seq: 3 }];
    thread.acknowledge({ ok: true, epoch: "a", conversation_id: conversation, items, limit }, [entry]);
    expect(bodies()).toEqual(["message 1", entry.body]);
    await thread.check();
    expect(bodies()).toEqual(["message 1"]);
  });
});
