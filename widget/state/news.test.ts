import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createNewsDesk, type News } from "./news.ts";
import { isOnline, openWebsite, type Page, vi, type Website } from "./testing/website.ts";

let website: Website;

beforeEach(async () => {
  website = await openWebsite();
});

afterEach(() => website.close());

/** What a page's visitor is told of; `page` is one that shows the conversation so far. */
function follow({ chat }: Page): News[] {
  const told: News[] = [];
  const desk = createNewsDesk({ settled: chat.settled, tell: (news) => void told.push(news) });
  chat.subscribe(desk.look);
  desk.look();
  return told;
}

/** A page on which the visitor said hello a while ago. */
async function talk() {
  const page = website.open();
  const told = follow(page);
  await page.chat.start();
  await isOnline(page);
  await page.chat.settled();
  page.chat.send("hello");
  await vi.waitFor(() => expect(website.server.events).toHaveLength(1));
  await vi.waitFor(async () => expect((await page.chat.settled()).last).toBe(1));
  return { page, told };
}

const seqs = (told: readonly News[]) => told.map(({ seq }) => seq);

describe("news for a visitor", () => {
  test("is each message of the other side, never one's own or a joining", async () => {
    const { told } = await talk();
    expect(told).toEqual([]);
    website.server.append({ type: "agent_joined", sender: { kind: "agent", id: 1, name: "Ada" } });
    website.server.say("one");
    await vi.waitFor(() => expect(told).toEqual([{ conversation: "e1:101", seq: 3 }]));
    website.server.say("two");
    await vi.waitFor(() => expect(seqs(told)).toEqual([3, 4]));
  });

  test("is nothing of what a page finds when it loads, however many answers that takes", async () => {
    await website.visit(undefined, "hello");
    for (let number = 1; number <= 450; number += 1) website.server.say(`${number}`, false);
    const page = website.open();
    const told = follow(page);
    await page.chat.resume();
    await vi.waitFor(() => expect(page.chat.snapshot.items.at(-1)?.body).toBe("450"));
    website.server.say("now");
    await vi.waitFor(() => expect(seqs(told)).toEqual([452]));
  });

  test("is one for all that came while the page slept", async () => {
    const { page, told } = await talk();
    for (let number = 1; number <= 450; number += 1) website.server.say(`${number}`, false);
    website.server.cut();
    await vi.waitFor(() => expect(page.chat.snapshot.items.at(-1)?.body).toBe("450"));
    website.server.say("now");
    await vi.waitFor(() => expect(seqs(told)).toEqual([451, 452]));
  });

  test("is nothing that was read before it came here", async () => {
    const { page, told } = await talk();
    website.server.emit("conversation.read", { conversation_id: website.server.conversationId, by: "visitor", seq: 2 });
    website.server.say("read on the phone");
    await vi.waitFor(async () => expect((await page.chat.settled()).last).toBe(2));
    website.server.say("not read yet");
    await vi.waitFor(() => expect(seqs(told)).toEqual([3]));
  });

  test("is what a restored database holds anew, no more than at a page's start", async () => {
    const { page, told } = await talk();
    website.server.say("one");
    await vi.waitFor(() => expect(seqs(told)).toEqual([2]));
    website.server.epoch = "e2";
    website.server.cut();
    await vi.waitFor(async () => expect((await page.chat.settled()).epoch).toBe("e2"));
    website.server.say("two");
    await vi.waitFor(() => expect(told.at(-1)).toEqual({ conversation: "e2:101", seq: 3 }));
    expect(told).toHaveLength(2);
  });

  test("of the next person is none of what was there already", async () => {
    const { page } = await talk();
    const told: News[] = [];
    const desk = createNewsDesk({ settled: page.chat.settled, tell: (news) => void told.push(news) });
    desk.look();
    await page.chat.settled();
    website.server.say("for the one before");
    await vi.waitFor(() => expect(page.chat.snapshot.unread).toBe(1));
    desk.forget();
    desk.look();
    await page.chat.settled();
    expect(told).toEqual([]);
  });
});
