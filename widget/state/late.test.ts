import { afterEach, beforeEach, expect, test, vi as vitest } from "vitest";
import { createFakeTab } from "./testing/environment.ts";
import { isOnline, openWebsite, shows, vi, type Website } from "./testing/website.ts";

const chunk = vitest.hoisted(() => ({ isAway: false, failures: 0 }));

vitest.mock(import("./late.ts"), async (importOriginal) => {
  const { createLate } = await importOriginal();
  return {
    createLate(options) {
      if (!chunk.isAway) return createLate(options);
      chunk.failures += 1;
      throw new Error("Failed to fetch dynamically imported module");
    },
  };
});

let site: Website;

beforeEach(async () => {
  site = await openWebsite();
});

afterEach(() => site.close());

test("what was read while the late chunk could not be fetched is told once it can", async () => {
  const { server, browser } = site;
  const tab = createFakeTab(browser, { fetch: (url, init) => server.fetch(url, init) });
  chunk.isAway = true;
  const page = site.open(undefined, tab);
  page.chat.send("hello");
  await shows(page, "sent hello");
  server.say("Hi, Ada here.");
  await vi.waitFor(() => expect(page.chat.snapshot.unread).toBe(1));
  const { failures } = chunk;
  page.chat.markRead();
  await vi.waitFor(() => expect(chunk.failures).toBe(failures + 1));
  chunk.isAway = false;
  server.cut();
  await vi.waitFor(() => expect(page.chat.snapshot.connection).not.toBe("online"));
  tab.wake();
  await isOnline(page);
  await vi.waitFor(() => expect(server.reads).toEqual([{ conversation_id: server.conversationId, seq: 2 }]));
});
