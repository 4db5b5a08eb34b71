import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createStorage } from "./adversary/storage.ts";
import { tokenOf } from "./testing/people.ts";
import { isOnline, openWebsite, shows, texts, vi, type Website } from "./testing/website.ts";

let website: Website;

beforeEach(async () => {
  website = await openWebsite();
});

afterEach(() => website.close());

const offline = { fetch: () => Promise.reject(new Error("offline")) };
/** A disk that has not answered yet, as in the first moment of a page or while its code is on the way. */
const slow = { ...offline, indexedDB: { open: () => ({}) } as unknown as IDBFactory };

function writeAndClose(text: string, identity?: unknown): void {
  const { chat } = website.open(identity, slow);
  chat.send(text);
  chat.stop();
}

describe("a message written before the device's storage is open", () => {
  test("is delivered by the next page, once, though the tab was closed at once", async () => {
    writeAndClose("closed at once");
    const page = website.open();
    await page.chat.resume();
    await shows(page, "sent closed at once");
    expect(website.said()).toEqual(["closed at once"]);
    await vi.waitFor(() => expect(website.stored()).not.toContain("closed at once"));
    expect(await website.unsent()).toEqual([]);
  });

  test("is not pushed out by one of the next page, whose storage is not open either", async () => {
    writeAndClose("one");
    writeAndClose("two");
    const page = website.open();
    await page.chat.resume();
    await shows(page, "sent one", "sent two");
    expect(website.said()).toEqual(["one", "two"]);
  });

  test("is not overwritten by another tab that was open before, and writes too", async () => {
    let clock = Date.now();
    const now = () => {
      clock += 1;
      return clock;
    };
    const [one, two] = [website.open(undefined, { ...slow, now }), website.open(undefined, { ...slow, now })];
    one.chat.send("first");
    two.chat.send("second");
    one.chat.send("third");
    for (const { chat } of [one, two]) chat.stop();
    const page = website.open();
    await page.chat.resume();
    await shows(page, "sent first", "sent second", "sent third");
    expect(website.said()).toEqual(["first", "second", "third"]);
  });

  test("is left to the next page by one that has ended, though its storage opens after that", async () => {
    const { stored } = website.browser;
    const writes: string[] = [];
    const storage = Object.assign(Object.create(createStorage(stored)), {
      setItem(name: string, value: string) {
        writes.push(value);
        stored.set(name, value);
      },
    });
    const { chat } = website.open(undefined, { ...offline, storage });
    chat.send("one");
    chat.stop();
    const before = [...writes];
    await vi.waitFor(async () => expect(await website.unsent()).toEqual(["one"]));
    const page = website.open();
    await page.chat.resume();
    await shows(page, "sent one");
    expect(writes).toEqual(before);
  });

  test("is delivered whatever else the page keeps under the names of ours", async () => {
    writeAndClose("hello");
    const [key = ""] = [...website.browser.stored.keys()].filter((name) => name.includes(":unsent:"));
    for (const [index, junk] of ["null", "{", "7", '"text"', "[null, 7, {}]", '{"client_id":"a"}'].entries())
      website.browser.stored.set(`${key}${index}`, junk);
    const page = website.open();
    await page.chat.resume();
    await shows(page, "sent hello");
    expect(website.said()).toEqual(["hello"]);
    await vi.waitFor(() => expect(website.unsentTabs()).toBe(0));
  });

  test("moves into the storage once that is open", async () => {
    writeAndClose("waits for the network");
    const page = website.open(undefined, offline);
    await page.chat.resume();
    await vi.waitFor(async () => expect(await website.unsent()).toEqual(["waits for the network"]));
    await vi.waitFor(() => expect(website.stored()).not.toContain("waits for the network"));
    expect(website.unsentTabs()).toBe(1);
  });

  test("is forgotten with its writer when the next page names another person", async () => {
    await website.visit(tokenOf("ann"), "Ann's");
    const ann = website.open(tokenOf("ann"), { indexedDB: slow.indexedDB });
    await ann.chat.resume();
    await shows(ann, "sent Ann's");
    website.server.intercept = (name) => (name === "message:send" ? "silence" : undefined);
    ann.chat.send("Ann's secret");
    await vi.waitFor(() => expect(website.stored()).toContain("Ann's secret"));
    ann.chat.stop();
    website.server.intercept = () => undefined;
    const page = website.open(tokenOf("bob"));
    await page.chat.resume();
    expect(website.stored()).not.toContain("Ann's secret");
    page.chat.send("Bob's");
    await shows(page, "sent Bob's");
    expect(website.said()).toEqual(["Bob's"]);
  });
});

test("a storage that failed is tried again whenever the connection is back, and till then the chat says so", async () => {
  await website.visit(undefined, "before");
  const { indexedDB } = website.browser;
  let fails = true;
  const shaky = {
    open: (name: string, version: number) => {
      if (fails) throw new DOMException("no", "UnknownError");
      return indexedDB.open(name, version);
    },
  } as unknown as IDBFactory;
  const page = website.open(undefined, { indexedDB: shaky });
  await page.chat.start();
  await isOnline(page);
  await vi.waitFor(() => expect(page.chat.snapshot.memoryOnly).toBe(true));
  website.server.intercept = (name) => (name === "message:send" ? "silence" : undefined);
  page.chat.send("hello");
  fails = false;
  website.server.cut();
  await vi.waitFor(() => expect(page.chat.snapshot.memoryOnly).toBe(false));
  expect(await website.unsent()).toEqual(["hello"]);
  expect(texts(page)).toEqual(["sent before", "sending hello"]);
});
