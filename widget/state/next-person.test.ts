import { afterEach, beforeEach, describe, expect, test, vi as vitest } from "vitest";
import { tokenOf } from "./testing/people.ts";
import { openWebsite, shows, texts, vi, type Website } from "./testing/website.ts";

let website: Website;
const warned = vitest.spyOn(console, "warn").mockImplementation(() => {});

beforeEach(async () => {
  website = await openWebsite();
  warned.mockClear();
});

afterEach(() => website.close());

describe("the next page of a proved person", () => {
  test("goes on through init with a fresh token, and connects with nothing older", async () => {
    await website.visit(tokenOf("ann"), "mine");
    const before = website.server.handshakes.length;
    const page = website.open(() => tokenOf("ann", { fresh: true }));
    await page.chat.resume();
    await shows(page, "sent mine");
    expect(website.server.inits.at(-1)?.["identity"]).toEqual({ token: tokenOf("ann", { fresh: true }) });
    expect(website.server.handshakes.slice(before)).toEqual([website.server.sessionId]);
  });

  test("delivers what was typed just before, once", async () => {
    await website.visit(tokenOf("ann"), "one");
    await website.leaveUnsent(tokenOf("ann"), "two");
    const page = website.open(tokenOf("ann"));
    await page.chat.resume();
    await shows(page, "sent one", "sent two");
    expect(website.server.events).toHaveLength(2);
  });

  test("shows and keeps nothing of the person when it names nobody, and asks for nothing", async () => {
    await website.visit(tokenOf("ann", { email: "ann@example.com" }), "private");
    await website.leaveUnsent(tokenOf("ann"), "also private");
    const asked = website.server.inits.length;
    for (const identity of [undefined, () => null, async () => ""]) {
      const page = website.open(identity);
      await page.chat.resume();
      expect(page.chat.snapshot).toMatchObject({ items: [], unread: 0, contactKnown: false, connection: "idle" });
    }
    expect(website.server.inits).toHaveLength(asked);
    expect(website.stored()).not.toMatch(/ws_|ann/);
    expect(website.unsentTabs()).toBe(0);
    expect(await website.unsent()).toEqual([]);
    await website.visit(undefined, "somebody else");
    expect(website.said()).toEqual(["somebody else"]);
  });

  test.each([
    ["nobody", undefined],
    ["another person", tokenOf("bob")],
  ])("sends no message of the person as %s, and loses none that is typed at once", async (_, identity) => {
    await website.visit(tokenOf("ann"), "Ann's");
    await website.leaveUnsent(tokenOf("ann"), "Ann's too");
    const page = website.open(identity);
    page.chat.send("typed at once");
    await shows(page, "sent typed at once");
    expect(website.said()).toEqual(["typed at once"]);
    page.chat.stop();
    const back = website.open(tokenOf("ann"));
    await back.chat.start();
    await shows(back, "sent Ann's");
  });

  test("shows nothing while the page cannot say who is here, and loses nothing by it", async () => {
    await website.visit(tokenOf("ann"), "one");
    await website.leaveUnsent(tokenOf("ann"), "two");
    const broken = website.open(() => Promise.reject(new Error("503")));
    await broken.chat.resume();
    expect(broken.chat.snapshot).toMatchObject({ items: [], connection: "idle" });
    expect(warned.mock.calls.flat()).toEqual([expect.stringContaining("503")]);
    const page = website.open(tokenOf("ann"));
    await page.chat.resume();
    await shows(page, "sent one", "sent two");
  });

  test("a page without identity neither follows nor ends what the person does in another tab", async () => {
    const marketing = website.open();
    await marketing.chat.resume();
    const app = website.open(tokenOf("ann"));
    app.chat.send("from the app");
    await shows(app, "sent from the app");
    await marketing.chat.resume(true);
    expect(marketing.chat.snapshot).toMatchObject({ items: [], connection: "idle" });
    website.server.say("still here");
    await shows(app, "sent from the app", "in still here");
  });
});

describe("another person on the same page", () => {
  test("sees nothing of the one before, in any tab, and has a conversation of his own", async () => {
    const [mine, other] = [website.open(tokenOf("ann", { email: "ann@example.com" })), website.open(tokenOf("ann"))];
    mine.chat.send("Ann's");
    await shows(mine, "sent Ann's");
    await other.chat.start();
    await shows(other, "sent Ann's");
    const { visitor } = other.chat.snapshot;
    mine.identity = tokenOf("bob");
    await mine.chat.verify();
    expect(mine.chat.snapshot).toMatchObject({ items: [], contactKnown: false });
    await vi.waitFor(() => expect(other.chat.snapshot.visitor).toBeGreaterThan(visitor));
    expect(texts(other)).toEqual([]);
    mine.chat.send("Bob's");
    await shows(mine, "sent Bob's");
    await other.chat.resume(true);
    await shows(other, "sent Bob's");
  });

  test("a tab that slept through the change shows and sends nothing of the one before when it wakes", async () => {
    let signedIn = tokenOf("ann", { email: "ann@example.com" });
    const asleep = website.open(() => signedIn, { indexedDB: null, locks: null });
    asleep.chat.send("Ann's");
    await shows(asleep, "sent Ann's");
    website.server.intercept = (_, input) => (JSON.stringify(input).includes("Ann's too") ? "silence" : undefined);
    asleep.chat.send("Ann's too");
    await shows(asleep, "sent Ann's", "sending Ann's too");
    for (const channel of website.browser.channels) channel.onmessage = null;
    signedIn = tokenOf("bob");
    await website.visit(signedIn, "Bob's");
    website.server.intercept = () => undefined;
    website.server.cut();
    await vi.waitFor(() => expect(asleep.chat.snapshot.contactKnown).toBe(false));
    await shows(asleep, "sent Bob's");
    asleep.chat.send("Bob's too");
    await shows(asleep, "sent Bob's", "sent Bob's too");
    expect(website.said()).toEqual(["Bob's", "Bob's too"]);
  });
});

test("reset forgets the person and what was never shown on this page", async () => {
  await website.visit(tokenOf("ann"), "one");
  await website.leaveUnsent(tokenOf("ann"), "two");
  await website.open().chat.reset();
  expect(website.browser.stored.size).toBe(0);
  await website.visit(undefined, "somebody else");
  expect(website.said()).toEqual(["somebody else"]);
});
