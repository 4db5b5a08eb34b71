import { expect, vi as vitest } from "vitest";
import { createChat } from "../chat.ts";
import { stateName, unsentName } from "../remembered.ts";
import { openShelf } from "../shelf.ts";
import type { WidgetChat } from "../types.ts";
import { createFakeBrowser, createFakeTab, type FakeBrowser, type FakeTab } from "./environment.ts";
import { type FakeServer, startFakeServer } from "./fake-server.ts";
import { admitPeople, type People } from "./people.ts";

/** A busy machine may take longer than vitest's one second; nothing here waits for time to pass. */
export const vi = {
  waitFor: <T>(check: () => T) => vitest.waitFor(check, { timeout: 4_000, interval: 5 }),
};

export interface Page {
  readonly chat: WidgetChat;
  /** What the page says of the visitor; a test may change it, as `identify` does. */
  identity: unknown;
}

/** A website with the chat on it, in one browser. */
export interface Website {
  readonly server: FakeServer;
  readonly people: People;
  readonly browser: FakeBrowser;
  open(identity?: unknown, changes?: Partial<FakeTab>): Page;
  /** A page on which somebody wrote messages, and which was left. */
  visit(identity: unknown, ...messages: string[]): Promise<void>;
  /** A page that was left while the network was gone, with a message unsent. */
  leaveUnsent(identity: unknown, message: string): Promise<void>;
  /** What waits on this device to be sent. */
  unsent(): Promise<string[]>;
  /** How many tabs have told the next page that something of theirs waits. */
  unsentTabs(): number;
  /** All that the browser's storage holds. */
  stored(): string;
  /** Messages of the conversation that the server has open. */
  said(): (string | null)[];
  close(): Promise<void>;
}

export const texts = ({ chat }: Page) => chat.snapshot.items.map((item) => `${item.delivery ?? "in"} ${item.body}`);
export const shows = (page: Page, ...lines: string[]) => vi.waitFor(() => expect(texts(page)).toEqual(lines));
export const isOnline = ({ chat }: Page) => vi.waitFor(() => expect(chat.snapshot.connection).toBe("online"));

export async function openWebsite(): Promise<Website> {
  const server = await startFakeServer();
  const people = admitPeople(server);
  const browser = createFakeBrowser();
  const apiBase = `${server.url}/admin/api/v1/crm`;
  const publicKey = "pk_live_x";
  const name = stateName(apiBase, publicKey);
  const chats: WidgetChat[] = [];

  function open(identity?: unknown, changes: Partial<FakeTab> = {}): Page {
    const environment = createFakeTab(browser, { fetch: (url, init) => server.fetch(url, init), ...changes });
    const page: Page = {
      identity,
      chat: createChat({ apiBase, publicKey, environment, identity: () => page.identity }),
    };
    chats.push(page.chat);
    return page;
  }

  async function unsent(): Promise<string[]> {
    const shelf = await openShelf(browser.indexedDB, name);
    const rows = await shelf.read([]);
    shelf.close();
    return rows.map(({ body }) => body);
  }

  return {
    server,
    people,
    browser,
    open,
    async visit(identity, ...messages) {
      const page = open(identity);
      for (const message of messages) page.chat.send(message);
      await shows(page, ...messages.map((message) => `sent ${message}`));
      page.chat.stop();
    },
    async leaveUnsent(identity, message) {
      const page = open(identity, { fetch: () => Promise.reject(new Error("offline")) });
      page.chat.send(message);
      await vi.waitFor(async () => expect(await unsent()).toContain(message));
      page.chat.stop();
    },
    unsent,
    unsentTabs: () => [...browser.stored.keys()].filter((key) => key.startsWith(unsentName(name))).length,
    stored: () => [...browser.stored.values()].join(),
    said: () => server.events.map(({ body }) => body),
    async close() {
      for (const chat of chats) chat.stop();
      await server.close();
    },
  };
}
