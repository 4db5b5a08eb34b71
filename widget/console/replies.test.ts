import { expect, test, vi } from "vitest";
import type { Refusal, Sent } from "../../gateway/protocol.ts";
import { createFakeBrowser, createFakeTab, type FakeBrowser } from "../state/testing/environment.ts";
import { Replies } from "./replies.ts";

/** A server that stores each client id once, and may be down. */
function createServer() {
  const stored = new Map<string, string>();
  return {
    stored,
    up: false,
    epoch: "e",
    answer(
      conversation_id: number,
      items: readonly { client_id: string; body: string }[],
      epoch?: string,
    ): Sent | Refusal {
      if (!this.up) return { ok: false, code: "UNAVAILABLE", message: "away" };
      if (epoch !== this.epoch) return { ok: false, code: "CONFLICT", message: "restored" };
      for (const { client_id, body } of items) stored.set(client_id, `${conversation_id} ${body}`);
      const sent = items.map(({ client_id }, seq) => ({ client_id, message_id: seq + 1, seq: seq + 1 }));
      return { ok: true, epoch: "e", conversation_id, items: sent, limit: { limit: 60, remaining: 60, reset: 0 } };
    },
  };
}

type Server = ReturnType<typeof createServer>;

/** One console tab of an employee. */
function openReplies(browser: FakeBrowser, server: Server, name: string): Replies {
  const replies = new Replies({
    name,
    environment: createFakeTab(browser),
    isReady: () => server.up,
    epoch: () => server.epoch,
    send: async (conversationId, items, epoch) => server.answer(conversationId, items, epoch),
    onSent: () => undefined,
    onChange: () => undefined,
    isSignedIn: async () => true,
  });
  return replies;
}

test("a reply written while the server is away outlives its tab and is delivered once by the next", async () => {
  const browser = createFakeBrowser();
  const server = createServer();
  const first = openReplies(browser, server, "live-1");
  await first.open();
  first.add(7, "hello");
  // The tab is closed at once: nothing is awaited.
  first.stop();
  server.up = true;
  const next = openReplies(browser, server, "live-1");
  await next.open();
  await vi.waitFor(() => expect(next.entries).toEqual([]));
  expect([...server.stored.values()]).toEqual(["7 hello"]);
});

test("nobody else on the same browser sees or sends it, nor the same person in the other mode", async () => {
  const browser = createFakeBrowser();
  const server = createServer();
  const ada = openReplies(browser, server, "live-1");
  await ada.open();
  ada.add(7, "Ada's own");
  server.up = true;
  for (const name of ["live-2", "test-1"]) {
    const other = openReplies(browser, server, name);
    await other.open();
    expect(other.entries).toEqual([]);
    other.add(7, "mine");
    await vi.waitFor(() => expect(other.entries).toEqual([]));
  }
  expect([...server.stored.values()]).toEqual(["7 mine", "7 mine"]);
});

test("two tabs of one person send what waits once, in the order it was written", async () => {
  const browser = createFakeBrowser();
  const server = createServer();
  const tabs = [openReplies(browser, server, "live-1"), openReplies(browser, server, "live-1")];
  for (const tab of tabs) await tab.open();
  const answer = vi.spyOn(server, "answer");
  tabs[0]?.add(7, "one");
  tabs[0]?.add(8, "two");
  await vi.waitFor(() => expect(tabs[1]?.entries).toHaveLength(2));
  server.up = true;
  for (const tab of tabs) tab.kick();
  await vi.waitFor(() => expect(tabs.flatMap((tab) => tab.entries)).toEqual([]));
  expect([...server.stored.values()]).toEqual(["7 one", "8 two"]);
  expect(answer).toHaveBeenCalledTimes(2);
});

test("what was written before the database was restored waits for its author, and holds up nothing", async () => {
  const browser = createFakeBrowser();
  const server = createServer();
  const replies = openReplies(browser, server, "live-1");
  await replies.open();
  // The last ones in a tab that has not heard of it yet.
  for (const [text, epoch] of [
    ["two", "restored"],
    ["one", "e"],
    ["three", "e"],
  ] as const) {
    server.epoch = epoch;
    replies.add(7, text);
  }
  server.epoch = "restored";
  server.up = true;
  replies.kick();
  await vi.waitFor(() => expect(replies.entries.map(({ state }) => state)).toEqual(["failed", "failed"]));
  expect([...server.stored.values()]).toEqual(["7 two"]);
  expect(replies.entries[0]?.problem).toBe("restored");
  await replies.retry(String(replies.entries[0]?.client_id));
  await vi.waitFor(() => expect([...server.stored.values()]).toEqual(["7 two", "7 one"]));
});
