import { afterEach, beforeEach, describe, expect, test, vi as vitest } from "vitest";
import { createChat } from "./chat.ts";
import { createFakeBrowser, createFakeTab, type FakeBrowser, type FakeTab } from "./testing/environment.ts";
import { type FakeServer, startFakeServer } from "./testing/fake-server.ts";
import type { WidgetChat } from "./types.ts";

/** A busy machine may take longer than vitest's one second; nothing here waits for time to pass. */
const vi = { waitFor: <T>(check: () => T) => vitest.waitFor(check, { timeout: 4_000, interval: 5 }) };

let server: FakeServer;
let browser: FakeBrowser;
const chats: WidgetChat[] = [];

beforeEach(async () => {
  server = await startFakeServer();
  browser = createFakeBrowser();
});

afterEach(async () => {
  for (const chat of chats.splice(0)) chat.stop();
  await server.close();
});

function open(changes: Partial<FakeTab> = {}): { chat: WidgetChat; tab: FakeTab } {
  const tab = createFakeTab(browser, { fetch: (url, init) => server.fetch(url, init), ...changes });
  const chat = createChat({ apiBase: `${server.url}/admin/api/v1/crm`, publicKey: "pk_live_x", environment: tab });
  chats.push(chat);
  return { chat, tab };
}

const texts = (chat: WidgetChat) => chat.snapshot.items.map((item) => `${item.delivery ?? "in"} ${item.body}`);

describe("a visitor's chat", () => {
  test("asks for nothing and stores nothing before the visitor acts", async () => {
    const { chat } = open();
    await chat.resume();
    expect(server.inits).toEqual([]);
    expect(browser.stored.size).toBe(0);
    expect(await browser.indexedDB.databases()).toEqual([]);
    expect(chat.snapshot).toMatchObject({ connection: "idle", items: [], memoryOnly: false });
  });

  test("shows an own message at once and as sent after the commit", async () => {
    const { chat } = open();
    chat.send("  hello ");
    expect(texts(chat)).toEqual(["sending hello"]);
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello"]));
    expect(chat.snapshot).toMatchObject({
      greeting: "Hello!",
      companyName: "Acme",
      connection: "online",
      status: "online",
    });
  });

  test("an item keeps its key from pending to stored", async () => {
    const { chat } = open();
    chat.send("hello");
    const key = chat.snapshot.items[0]?.key;
    await vi.waitFor(() => expect(server.events).toHaveLength(1));
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello"]));
    expect(chat.snapshot.items[0]?.key).toBe(key);
  });

  test("counts what an agent said until it is read, and tells the server once it is", async () => {
    const { chat } = open();
    await chat.start();
    chat.send("hello");
    await vi.waitFor(() => expect(server.events).toHaveLength(1));
    server.say("Hi, Ada here.");
    await vi.waitFor(() => expect(chat.snapshot.unread).toBe(1));
    chat.markRead();
    expect(chat.snapshot.unread).toBe(0);
    await vi.waitFor(() => expect(server.reads).toEqual([{ conversation_id: 7, seq: 2 }]));
    server.emit("conversation.read", { conversation_id: 7, by: "agent", seq: 1 });
    await vi.waitFor(() => expect(texts(chat)[0]).toBe("read hello"));
  });

  test("a lost hint is healed when the page is looked at again", async () => {
    const { chat, tab } = open();
    chat.send("hello");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello"]));
    server.say("lost hint", false);
    tab.wake();
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello", "in lost hint"]));
  });

  test("a message typed while the server is away is delivered once when it is back", async () => {
    const { chat, tab } = open();
    chat.send("one");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent one"]));
    let silent = true;
    server.intercept = (name) => (silent && name === "message:send" ? "silence" : undefined);
    chat.send("two");
    server.cut();
    await vi.waitFor(() => expect(chat.snapshot.connection).not.toBe("online"));
    chat.send("three");
    silent = false;
    tab.wake();
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent one", "sent two", "sent three"]));
    expect(server.events.map((event) => event.body)).toEqual(["one", "two", "three"]);
  });

  test("a message left behind by a closed tab is delivered by the next page", async () => {
    const first = open({ fetch: () => Promise.reject(new Error("offline")) });
    first.chat.send("just before closing");
    await vi.waitFor(async () => expect(await browser.indexedDB.databases()).toHaveLength(1));
    await vi.waitFor(() => expect([...browser.stored.keys()].join()).toContain(":unsent:"));
    first.chat.stop();
    const second = open();
    await second.chat.resume();
    await vi.waitFor(() => expect(texts(second.chat)).toEqual(["sent just before closing"]));
    expect(server.events).toHaveLength(1);
  });

  test("two tabs show one conversation, and only one of them sends a message", async () => {
    const one = open();
    one.chat.send("from the first tab");
    await vi.waitFor(() => expect(texts(one.chat)).toEqual(["sent from the first tab"]));
    const two = open();
    await two.chat.resume();
    await vi.waitFor(() => expect(texts(two.chat)).toEqual(["sent from the first tab"]));
    two.chat.send("from the second tab");
    const both = ["sent from the first tab", "sent from the second tab"];
    await vi.waitFor(() => expect(texts(one.chat)).toEqual(both));
    await vi.waitFor(() => expect(texts(two.chat)).toEqual(both));
    expect(server.batches).toEqual([["from the first tab"], ["from the second tab"]]);
    expect(server.inits.slice(1).every((body) => body["session_id"] === "ws_one")).toBe(true);
  });

  test("a session the server has forgotten is made again, and the message follows under its old id", async () => {
    const { chat } = open();
    chat.send("one");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent one"]));
    server.sessionId = "ws_two";
    let refusals = 0;
    server.intercept = (name) => {
      if (name !== "message:send" || refusals > 0) return undefined;
      refusals += 1;
      return { ok: false, code: "NOT_FOUND", message: "No such session." };
    };
    chat.send("two");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent one", "sent two"]));
    expect(server.inits).toHaveLength(2);
    expect([...browser.stored.values()].join()).toContain("ws_two");
  });

  test("a session that died while the browser slept is renewed at the handshake", async () => {
    const first = open();
    first.chat.send("one");
    await vi.waitFor(() => expect(texts(first.chat)).toEqual(["sent one"]));
    first.chat.stop();
    server.sessionId = "ws_two";
    const second = open();
    await second.chat.resume();
    await vi.waitFor(() => expect(second.chat.snapshot.connection).toBe("online"));
    await vi.waitFor(() => expect([...browser.stored.values()].join()).toContain("ws_two"));
  });

  test("a refused message says why, and the ones behind it are sent", async () => {
    const { chat } = open();
    await chat.start();
    server.intercept = (name, input) => {
      const bad = (input as { items?: { body: string }[] }).items?.findIndex((item) => item.body === "bad") ?? -1;
      return name === "message:send" && bad >= 0
        ? { ok: false, code: "VALIDATION_ERROR", message: "Too rude.", item: bad }
        : undefined;
    };
    chat.send("bad");
    chat.send("good");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent good", "failed bad"]));
    const failed = chat.snapshot.items.find((item) => item.delivery === "failed");
    expect(failed?.problem).toBe("Too rude.");
    chat.discard(failed?.key ?? "");
    expect(texts(chat)).toEqual(["sent good"]);
  });

  test("an email in an own message is offered until it is confirmed", async () => {
    const { chat } = open();
    chat.send("write to jo@example.com please");
    await vi.waitFor(() => expect(chat.snapshot.contactFound).toEqual({ email: "jo@example.com" }));
    expect(await chat.identify({ email: "jo@example.com" }, true)).toBe(true);
    expect(chat.snapshot).toMatchObject({ contactFound: null, contactKnown: true });
    chat.send("or to jo@example.org");
    expect(chat.snapshot.contactFound).toBeNull();
  });

  test("without storage it works, and says that messages live in memory only", async () => {
    const { chat } = open({ storage: null, indexedDB: null, locks: null, channel: () => null });
    chat.send("hello");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello"]));
    expect(chat.snapshot.memoryOnly).toBe(true);
  });

  test("a restored database is loaded anew", async () => {
    const { chat, tab } = open();
    chat.send("one");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent one"]));
    server.events.length = 0;
    server.epoch = "e2";
    server.say("after the restore", false);
    tab.wake();
    await vi.waitFor(() => expect(texts(chat)).toEqual(["in after the restore"]));
  });

  test("who types is shown until the message comes", async () => {
    const { chat } = open();
    await chat.start();
    await vi.waitFor(() => expect(chat.snapshot.connection).toBe("online"));
    server.emit("typing", { conversation_id: 7, typing: true, sender: { kind: "agent", id: 1, name: "Ada" } });
    await vi.waitFor(() => expect(chat.snapshot.typing).toEqual({ name: "Ada" }));
    server.say("Hi");
    await vi.waitFor(() => expect(chat.snapshot.typing).toBeNull());
  });

  test("reset leaves nothing of the visitor on this browser", async () => {
    const { chat } = open();
    chat.send("hello");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello"]));
    await chat.reset();
    expect(browser.stored.size).toBe(0);
  });
});
