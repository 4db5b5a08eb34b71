import { afterEach, beforeEach, describe, expect, test, vi as vitest } from "vitest";
import { tokenOf } from "./testing/people.ts";
import { isOnline, openWebsite, shows, texts, vi, type Website } from "./testing/website.ts";

let website: Website;
const warned = vitest.spyOn(console, "warn").mockImplementation(() => {});

beforeEach(async () => {
  website = await openWebsite();
  warned.mockClear();
});

afterEach(() => website.close());

describe("who a page says the visitor is", () => {
  test.each([
    ["a token", tokenOf("ann"), { token: tokenOf("ann") }],
    ["a function", () => tokenOf("ann"), { token: tokenOf("ann") }],
    ["a function that promises", async () => tokenOf("ann"), { token: tokenOf("ann") }],
    ["claims", { email: "ann@example.com", name: "Ann", age: 7 }, { email: "ann@example.com", name: "Ann" }],
  ])("is told with init, once the visitor acts: %s", async (_, identity, told) => {
    const { chat } = website.open(identity);
    await chat.resume();
    expect([website.server.inits, website.browser.stored.size]).toEqual([[], 0]);
    await chat.start();
    expect(website.server.inits.map((body) => body["identity"])).toEqual([told]);
  });

  test.each([
    ["a token with an email", tokenOf("ann", { email: "ann@example.com" }), true],
    ["claims with a phone", { phone: "+43 1 234567" }, true],
    ["a token without", tokenOf("ann"), false],
  ])("spares the visitor the question for an email where it holds one: %s", async (_, identity, known) => {
    const { chat } = website.open(identity);
    await chat.start();
    expect(chat.snapshot.contactKnown).toBe(known);
  });

  test("a token that is given later takes the conversation along, in every tab", async () => {
    const [mine, other] = [website.open(), website.open()];
    mine.chat.send("who am I?");
    await shows(mine, "sent who am I?");
    await other.chat.resume();
    await shows(other, "sent who am I?");
    mine.identity = tokenOf("ann");
    await mine.chat.verify();
    await Promise.all([isOnline(mine), isOnline(other)]);
    expect(website.people.owner()).toBe("ann");
    // A token has said it all by init.
    expect(website.server.identified).toEqual([]);
    website.server.say("Welcome, Ann");
    for (const page of [mine, other]) await shows(page, "sent who am I?", "in Welcome, Ann");
    other.chat.send("thank you");
    await shows(mine, "sent who am I?", "in Welcome, Ann", "sent thank you");
  });

  test("claims that a function names in a running conversation are told at once", async () => {
    const page = website.open();
    page.chat.send("who am I?");
    await shows(page, "sent who am I?");
    page.identity = async () => ({ email: "jo@example.com" });
    await page.chat.verify();
    expect(website.server.identified).toMatchObject([{ identity: { email: "jo@example.com" } }]);
    expect(page.chat.snapshot.contactKnown).toBe(true);
  });

  test("a token that init has just told is not told twice", async () => {
    const page = website.open(tokenOf("ann"));
    await page.chat.start();
    await page.chat.verify();
    expect(website.server.inits).toHaveLength(1);
  });
});

describe("a proof that has lapsed", () => {
  const lapse = () => {
    let refusals = 0;
    website.server.intercept = (name) => {
      if (name !== "message:send" || refusals > 0) return undefined;
      refusals += 1;
      return { ok: false, code: "NOT_FOUND", message: "No such session." };
    };
  };

  test("is renewed by asking the page again, and the message follows", async () => {
    let asked = 0;
    const page = website.open(() => {
      asked += 1;
      return tokenOf("ann", { asked });
    });
    page.chat.send("one");
    await shows(page, "sent one");
    lapse();
    page.chat.send("two");
    await shows(page, "sent one", "sent two");
    expect(website.server.inits.map((body) => body["identity"])).toEqual(
      [1, 2].map((count) => ({ token: tokenOf("ann", { asked: count }) })),
    );
    expect(website.people.owner()).toBe("ann");
  });

  test("with a token that is refused goes on as nobody, shows nothing of the person, and says so once", async () => {
    const page = website.open(tokenOf("ann"));
    page.chat.send("one");
    await shows(page, "sent one");
    website.people.refused.add(tokenOf("ann"));
    lapse();
    page.chat.send("Ann's too");
    await vi.waitFor(() => expect(website.people.owner()).toMatch(/^ws_/));
    await isOnline(page);
    expect(texts(page)).toEqual([]);
    page.chat.send("anybody there?");
    await shows(page, "sent anybody there?");
    expect(website.said()).toEqual(["anybody there?"]);
    expect(warned.mock.calls.flat()).toEqual([expect.stringContaining("The token has expired.")]);
  });

  test("an unproved visitor keeps the conversation when the page's token is refused", async () => {
    await website.visit(undefined, "one");
    website.people.refused.add(tokenOf("ann"));
    const page = website.open(tokenOf("ann"));
    await page.chat.start();
    await shows(page, "sent one");
    expect(warned).toHaveBeenCalledTimes(1);
  });
});

describe("a key that requires identity", () => {
  /** Refuses what unproved visitors do, at the door or once they are in. Answers how often. */
  function refuse(what: "handshake" | "message:send"): () => number {
    let refusals = 0;
    website.server.intercept = (name) => {
      if (name !== what || !website.people.owner().startsWith("ws_")) return undefined;
      refusals += 1;
      return { ok: false, code: "FORBIDDEN", message: "Identify with a signed token." };
    };
    return () => refusals;
  }

  test.each(["handshake", "message:send"] as const)(
    "messages of an unproved visitor say that he must sign in, are not tried again, and go out after it (%s)",
    async (what) => {
      const refusals = refuse(what);
      const page = website.open();
      page.chat.send("let me in");
      page.chat.send("please");
      await shows(page, "failed let me in", "failed please");
      expect(page.chat.snapshot.items.map(({ problem }) => problem)).toEqual(["signIn", "signIn"]);
      expect(page.chat.snapshot.connection).toBe(what === "handshake" ? "idle" : "online");
      const before = [refusals(), website.server.inits.length];
      page.identity = tokenOf("ann");
      await page.chat.verify();
      await isOnline(page);
      expect([refusals(), website.server.inits.length - 1]).toEqual(before);
      for (const { key } of page.chat.snapshot.items) page.chat.retry(key);
      await shows(page, "sent let me in", "sent please");
    },
  );

  test("a message that is written later says so too", async () => {
    const refusals = refuse("handshake");
    const page = website.open();
    page.chat.send("one");
    await shows(page, "failed one");
    const before = refusals();
    page.chat.send("two");
    await shows(page, "failed one", "failed two");
    expect(refusals()).toBe(before);
  });
});
