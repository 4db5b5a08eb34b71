import type { Channel, Environment } from "../environment.ts";
import { createDisk, type Disk } from "./disk.ts";
import { createLocks, type Locks } from "./locks.ts";
import { createSharedStorage } from "./storage.ts";
import type { Runner, World } from "./world.ts";

/** What the tabs of one person share, or lack. */
export interface SimBrowser {
  readonly name: string;
  readonly tabs: Set<SimTab>;
  readonly disk: Disk;
  readonly locks: Locks;
  readonly has: {
    readonly locks: boolean;
    readonly channels: boolean;
    readonly storage: boolean;
    readonly disk: boolean;
  };
  /** What is in local storage, once it has arrived. */
  readonly stored: ReadonlyMap<string, string>;
  readonly shared: ReturnType<typeof createSharedStorage>;
  storageRefuses: boolean;
  /** Milliseconds by which its clock is wrong. */
  skew: number;
  online: boolean;
  chunksFail: boolean;
}

export interface SimTab extends Runner {
  readonly environment: Environment;
  readonly browser: SimBrowser;
  readonly timers: Set<unknown>;
  readonly closed: boolean;
  readonly frozen: boolean;
  freeze(): void;
  thaw(): void;
  show(visible: boolean): void;
  /** The network is back, or the page is shown again. */
  wake(): void;
  /** As the browser does: nothing of it runs any more. */
  close(): void;
}

type Fetch = (tab: SimTab, url: string, init: RequestInit) => Promise<Response>;

export function createBrowser(world: World, name: string, has: SimBrowser["has"]): SimBrowser {
  const stored = new Map<string, string>();
  return {
    name,
    has,
    tabs: new Set(),
    disk: createDisk(world),
    locks: createLocks(world),
    stored,
    shared: createSharedStorage(stored, createPost(world)),
    storageRefuses: false,
    skew: 0,
    online: true,
    chunksFail: false,
  };
}

/** Beginning of all stories, by a right clock. */
const epoch = Date.parse("2026-03-10T12:00:00Z");

function refusable(browser: SimBrowser, storage: NonNullable<Environment["storage"]>): Environment["storage"] {
  return Object.create(storage, {
    setItem: {
      value(key: string, value: string) {
        if (browser.storageRefuses) throw new Error("QuotaExceededError");
        storage.setItem(key, value);
      },
    },
  });
}

/** Calls back in the order of its calls, each up to 100 ms late, as what a tab stores reaches the others. */
function createPost(world: World): (call: () => void) => void {
  let last = 0;
  return (call) => {
    last = Math.max(last, world.now + world.random.between(0, 100));
    world.after(last - world.now, call);
  };
}

const channels = new WeakMap<SimBrowser, Map<Channel, { readonly tab: SimTab; readonly name: string }>>();

function openChannel(world: World, tab: SimTab, name: string): Channel {
  const all = channels.get(tab.browser) ?? new Map();
  channels.set(tab.browser, all);
  const channel: Channel = {
    onmessage: null,
    postMessage(data) {
      for (const [other, place] of all) {
        if (other === channel || place.name !== name) continue;
        world.after(world.random.between(0, 5), () => {
          if (all.has(other)) place.tab.run(() => other.onmessage?.({ data } as MessageEvent));
        });
      }
    },
    close: () => void all.delete(channel),
  };
  all.set(channel, { tab, name });
  return channel;
}

export function createTab(world: World, browser: SimBrowser, name: string, fetch: Fetch): SimTab {
  const timers = new Set<unknown>();
  const wakes = new Set<() => void>();
  let deferred: (() => void)[] | null = null;
  let closed = false;
  let visible = true;

  function after(delay: number, call: () => void): () => void {
    const timer = {};
    timers.add(timer);
    const due = () => {
      if (timers.delete(timer)) call();
    };
    const undo = world.after(delay, () => tab.run(due));
    return () => {
      timers.delete(timer);
      undo();
    };
  }

  const storage = browser.has.storage ? refusable(browser, browser.shared.open()) : null;
  const tab: SimTab = {
    name,
    browser,
    timers,
    get closed() {
      return closed;
    },
    get frozen() {
      return deferred !== null;
    },
    run(call) {
      if (closed) return;
      if (deferred === null) world.enter(tab, call);
      else deferred.push(call);
    },
    freeze() {
      deferred ??= [];
    },
    thaw() {
      const waiting = deferred ?? [];
      deferred = null;
      for (const call of waiting) world.after(0, () => tab.run(call));
    },
    show(next) {
      const returns = next && !visible;
      visible = next;
      if (returns) tab.wake();
    },
    wake() {
      for (const listener of [...wakes]) world.after(0, () => tab.run(listener));
    },
    close() {
      closed = true;
      browser.tabs.delete(tab);
      browser.locks.release(tab);
    },
    environment: {
      now: () => epoch + Math.floor(world.now) + browser.skew,
      random: () => world.random.next(),
      bytes: (length) => Uint8Array.from({ length }, () => world.random.between(0, 255)),
      after,
      visible: () => visible,
      onWake(listener) {
        wakes.add(listener);
        return () => wakes.delete(listener);
      },
      page: () => ({ url: "https://shop.example/", title: "Shop", referrer: "", locale: "en" }),
      fetch: (url, init) => fetch(tab, url, init),
      storage,
      get indexedDB() {
        return browser.has.disk ? browser.disk.factory(tab) : null;
      },
      get locks() {
        return browser.has.locks ? browser.locks.of(tab) : null;
      },
      channel: (topic) => (browser.has.channels ? openChannel(world, tab, topic) : null),
    },
  };
  browser.tabs.add(tab);
  return tab;
}
