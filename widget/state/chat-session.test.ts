import { afterEach, beforeEach, describe, expect, test, vi as vitest } from "vitest";
import { createSharedStorage } from "./adversary/storage.ts";
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

function open(changes: Partial<FakeTab> = {}): WidgetChat {
  const environment = createFakeTab(browser, { fetch: (url, init) => server.fetch(url, init), ...changes });
  const chat = createChat({ apiBase: `${server.url}/admin/api/v1/crm`, publicKey: "pk_live_x", environment });
  chats.push(chat);
  return chat;
}

const texts = (chat: WidgetChat) => chat.snapshot.items.map((item) => `${item.delivery ?? "in"} ${item.body}`);

/** Tabs of different processes: what one stores comes to the other a little after its locks, or when `later` says. */
function openApart(
  changes: Partial<FakeTab> = {},
  later = (call: () => void) => void setTimeout(call, 50),
): readonly [WidgetChat, WidgetChat] {
  const shared = createSharedStorage(new Map(), later);
  return [open({ ...changes, storage: shared.open() }), open({ ...changes, storage: shared.open() })];
}

/** The server makes a session for each who names none, and lets in all of them. Returns those it made. */
function makeSessions(): readonly string[] {
  const made: string[] = [];
  server.greet = ({ session_id }) => {
    if (session_id === undefined) made.push(`ws_${made.length + 1}`);
    return { session_id: `${session_id ?? made.at(-1)}` };
  };
  server.intercept = (name, session) => {
    if (name === "handshake") server.sessionId = `${session}`;
    return undefined;
  };
  return made;
}

describe("a session that is lost, shared or limited", () => {
  test("what another tab forgot is not shown here any more, and the next message begins anew", async () => {
    const [mine, other] = [open(), open()];
    mine.send("private");
    await vi.waitFor(() => expect(texts(mine)).toEqual(["sent private"]));
    await other.resume();
    await vi.waitFor(() => expect(texts(other)).toEqual(["sent private"]));
    await mine.reset();
    await vi.waitFor(() => expect(other.snapshot).toMatchObject({ items: [], connection: "idle" }));
    Object.assign(server, { sessionId: "ws_two", conversationId: 8 });
    server.events.length = 0;
    other.send("somebody else");
    await vi.waitFor(() => expect(texts(other)).toEqual(["sent somebody else"]));
  });

  test("tabs that begin at the same time make one session, though what one stores comes late to the other", async () => {
    const tabs = openApart();
    await Promise.all(tabs.map((tab) => tab.start()));
    expect(server.inits.map((body) => body["session_id"])).toEqual([undefined, "ws_one"]);
  });

  test("a page whose storage keeps nothing, and does not say so, has one session all the same", async () => {
    const storage = { getItem: () => null, setItem: () => {}, removeItem: () => {}, key: () => null, length: 0 };
    const chat = open({ storage });
    chat.send("hello");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello"]));
    expect(server.inits).toHaveLength(1);
  });

  test("a tab that writes while another's session is on its way to it takes nothing of that back", async () => {
    const underway: (() => void)[] = [];
    const [one, two] = openApart({ channel: () => null }, (call) => underway.push(call));
    await one.start();
    two.send("from two");
    const arrive = () => {
      for (const call of underway.splice(0)) call();
    };
    arrive();
    await vi.waitFor(() => expect(texts(two)).toEqual(["sent from two"]));
    server.cut();
    one.send("from one");
    await vi.waitFor(() => expect(texts(one)).toEqual(["sent from two", "sent from one"]));
    arrive();
    await vi.waitFor(() => expect(server.inits.map((body) => body["session_id"])).toEqual([undefined, "ws_one"]));
  });

  test("tabs without locks that begin at the same time go on with the session that is stored in the end", async () => {
    const made = makeSessions();
    const tabs = openApart({ locks: null, channel: () => null });
    for (const tab of tabs) void tab.start();
    for (const tab of tabs) await vi.waitFor(() => expect(tab.snapshot.connection).toBe("online"));
    expect(made).toEqual(["ws_1", "ws_2"]);
    expect(new Set(server.handshakes).size).toBe(1);
  });

  test("a session that is answered after another tab has stored one gives way to it, where there are no locks", async () => {
    makeSessions();
    const alone = { locks: null, channel: () => null };
    const { promise: isStored, resolve: stored } = Promise.withResolvers<void>();
    const slow = open({
      ...alone,
      async fetch(url, init) {
        const answer = await server.fetch(url, init);
        await isStored;
        return answer;
      },
    });
    const starting = slow.start();
    const quick = open(alone);
    await quick.start();
    await vi.waitFor(() => expect(quick.snapshot.connection).toBe("online"));
    stored();
    await starting;
    await vi.waitFor(() => expect(slow.snapshot.connection).toBe("online"));
    expect(server.handshakes).toEqual(["ws_2", "ws_2"]);
  });

  test("a lost session is made anew once, though a greeting and a refused handshake both ask for it", async () => {
    const before = open();
    await before.start();
    before.stop();
    server.sessionId = "ws_two";
    const retries = new Set<() => void>();
    const chat = open({
      after(milliseconds, call) {
        if (milliseconds < 1_000) retries.add(call);
        return () => retries.delete(call);
      },
    });
    await chat.resume();
    await vi.waitFor(() => expect(retries.size).toBe(1));
    chat.send("hello");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello"]));
    for (const retry of [...retries]) retry();
    chat.send("again");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello", "sent again"]));
    expect(server.inits.map((body) => body["session_id"])).toEqual([undefined, "ws_one"]);
  });

  test("a contact told to a session that was lost is asked for again", async () => {
    const chat = open();
    await chat.start();
    await chat.identify({ email: "jo@example.com" }, true);
    expect(chat.snapshot.contactKnown).toBe(true);
    await vi.waitFor(() => expect(chat.snapshot.connection).toBe("online"));
    server.sessionId = "ws_two";
    server.cut();
    await vi.waitFor(() => expect([...browser.stored.values()].join()).toContain("ws_two"));
    await vi.waitFor(() => expect(chat.snapshot.contactKnown).toBe(false));
  });

  test("a lost session is not asked for in a loop while there is no other", async () => {
    const chat = open();
    chat.send("hello");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent hello"]));
    let syncs = 0;
    server.intercept = (name) => {
      if (name !== "conversation:sync") return undefined;
      syncs += 1;
      return { ok: false, code: "NOT_FOUND", message: "Unknown session." };
    };
    server.greet = () => ({ ok: false, code: "UNAVAILABLE", message: "Not now." });
    server.say("lost", false);
    server.say("told");
    for (const text of ["one", "two", "three"]) {
      chat.send(text);
      await vi.waitFor(() => expect(texts(chat)).toContain(`sent ${text}`));
    }
    // One for each fact that shows the gap, and few more; a loop asks some hundred times a second.
    expect(syncs).toBeLessThan(10);
  });

  test("what the server says of the team is shown from the start and at each change", async () => {
    const chat = open();
    await chat.start();
    expect(chat.snapshot).toMatchObject({ status: "online", team: { reply_time_minutes: 4 } });
    await vi.waitFor(() => expect(chat.snapshot.connection).toBe("online"));
    const business_hours = { open: false, next_open_at: "2026-03-11T08:00:00Z", timezone: "UTC" };
    const closed = { status: "offline", agents_online: 0, business_hours, services: [], incident: "Mail is slow" };
    server.emit("availability.changed", closed);
    await vi.waitFor(() => expect(chat.snapshot).toMatchObject({ status: "offline", team: closed }));
  });

  test("while the server wants a pause the chat says so, then goes on in order", async () => {
    const chat = open();
    await chat.start();
    await vi.waitFor(() => expect(chat.snapshot.connection).toBe("online"));
    server.intercept = (name) =>
      name === "message:send" ? { ok: false, code: "RATE_LIMITED", message: "Too many.", retry_after: 0 } : undefined;
    chat.send("one");
    chat.send("two");
    await vi.waitFor(() => expect(chat.snapshot.busy).toBe(true));
    expect(texts(chat)).toEqual(["sending one", "sending two"]);
    server.intercept = () => undefined;
    await vi.waitFor(() => expect(texts(chat)).toEqual(["sent one", "sent two"]));
    expect(chat.snapshot.busy).toBe(false);
  });
});
