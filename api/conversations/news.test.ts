import { expect, test, vi } from "vitest";
import { createMemoryBus } from "../events/bus.ts";
import { listenForNews } from "./news.ts";

const bus = createMemoryBus(() => undefined);
const read = (widgetSessionId: number) =>
  bus.publish({ kind: "conversation.read", widgetSessionId, conversation_id: 1, by: "agent", seq: 1 });

test("news of the session ends the wait, even when it came before the wait began", async () => {
  const news = listenForNews(bus, { widgetSessionId: 1, tokenId: 5, keyId: 9 });
  read(1);
  await news.within(60_000, null);
  news.stop();
});

test("news of other sessions do not", async () => {
  vi.useFakeTimers();
  const news = listenForNews(bus, { widgetSessionId: 1, tokenId: 5, keyId: 9 });
  try {
    let over = false;
    const waiting = news.within(1000, null).then(() => {
      over = true;
    });
    read(2);
    await vi.advanceTimersByTimeAsync(999);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
  } finally {
    news.stop();
    vi.useRealTimers();
  }
});

test("a key that is cut ends the wait, another key does not", async () => {
  const news = listenForNews(bus, { widgetSessionId: 1, tokenId: 5, keyId: 9 });
  bus.publish({ kind: "revoked", what: "key", id: 8 });
  bus.publish({ kind: "revoked", what: "widget_session", id: 9 });
  expect(news.isCut()).toBe(false);
  bus.publish({ kind: "revoked", what: "key", id: 9 });
  await news.within(60_000, null);
  expect(news.isCut()).toBe(true);
  news.stop();
});

test.each([
  ["widget_session", 1],
  ["widget_token", 5],
] as const)("a %s that ends ends the wait, another does not", async (what, id) => {
  const news = listenForNews(bus, { widgetSessionId: 1, tokenId: 5, keyId: 9 });
  let over = false;
  const waiting = news.within(60_000, null).then(() => {
    over = true;
  });
  bus.publish({ kind: "revoked", what, id: 7 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(over).toBe(false);
  bus.publish({ kind: "revoked", what, id });
  await waiting;
  news.stop();
});

test("who hangs up is not waited for", async () => {
  const news = listenForNews(bus, { widgetSessionId: 1, tokenId: 5, keyId: 9 });
  const caller = new AbortController();
  const waiting = news.within(60_000, caller.signal);
  caller.abort();
  await waiting;
  await news.within(60_000, caller.signal);
  news.stop();
});
