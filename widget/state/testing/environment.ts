import { IDBFactory } from "fake-indexeddb";
import type { Environment } from "../environment.ts";

/** What the tabs of one browser share. */
export interface FakeBrowser {
  readonly stored: Map<string, string>;
  readonly indexedDB: IDBFactory;
  readonly channels: Set<NonNullable<ReturnType<Environment["channel"]>> & { readonly name: string }>;
  readonly locks: Pick<LockManager, "request">;
}

/** One tab, whose wakes, visibility and network are in the test's hands. */
export interface FakeTab extends Environment {
  wake(): void;
  hide(): void;
  url: string;
}

/** Web Locks as far as they are used: one holder at a time, in the order of asking. */
function createLocks(): Pick<LockManager, "request"> {
  const tails = new Map<string, Promise<unknown>>();
  const request = async (name: string, work: () => Promise<unknown>) => {
    const turn = (tails.get(name) ?? Promise.resolve()).then(work);
    tails.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  };
  return { request } as Pick<LockManager, "request">;
}

export function createFakeBrowser(): FakeBrowser {
  return { stored: new Map(), indexedDB: new IDBFactory(), channels: new Set(), locks: createLocks() };
}

export function createFakeTab(browser: FakeBrowser, changes: Partial<Environment> = {}): FakeTab {
  const wakes = new Set<() => void>();
  let visible = true;
  const tab: FakeTab = {
    url: "https://customer.example/support",
    now: () => Date.now(),
    random: () => 0,
    bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    after: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
    visible: () => visible,
    onWake: (listener) => {
      wakes.add(listener);
      return () => wakes.delete(listener);
    },
    page: () => ({ url: tab.url, title: "Support", referrer: "", locale: "en" }),
    fetch: () => Promise.reject(new Error("no network in this test")),
    storage: {
      getItem: (name) => browser.stored.get(name) ?? null,
      setItem: (name, value) => void browser.stored.set(name, value),
      removeItem: (name) => void browser.stored.delete(name),
    },
    indexedDB: browser.indexedDB,
    locks: browser.locks,
    channel: (name) => openChannel(browser, name),
    wake: () => {
      for (const listener of [...wakes]) listener();
    },
    hide: () => {
      visible = false;
    },
  };
  return Object.assign(tab, changes);
}

function openChannel(browser: FakeBrowser, name: string): ReturnType<Environment["channel"]> {
  const channel = {
    name,
    onmessage: null as ((event: MessageEvent) => unknown) | null,
    postMessage(data: string) {
      for (const other of browser.channels) {
        if (other !== channel && other.name === name) queueMicrotask(() => other.onmessage?.({ data } as MessageEvent));
      }
    },
    close: () => void browser.channels.delete(channel),
  };
  browser.channels.add(channel);
  return channel;
}
