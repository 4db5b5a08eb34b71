import { IDBFactory } from "fake-indexeddb";
import { createStorage } from "../adversary/storage.ts";
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

interface LockRequest {
  readonly shared: boolean;
  readonly grant: () => void;
}

type Work = (lock: object | null) => unknown;

/** Web Locks as far as they are used: in the order of asking, one holder at a time or several who share. */
function createLocks(): Pick<LockManager, "request"> {
  const held = new Map<string, LockRequest[]>();
  const waiting = new Map<string, LockRequest[]>();
  const of = (map: typeof held, name: string) => map.get(name) ?? [];
  const isFree = (name: string, { shared }: LockRequest) => of(held, name).every((one) => shared && one.shared);

  function grantNext(name: string): void {
    const [next, ...others] = of(waiting, name);
    if (next === undefined || !isFree(name, next)) return;
    waiting.set(name, others);
    held.set(name, [...of(held, name), next]);
    next.grant();
    grantNext(name);
  }

  function hold(name: string, work: Work, { mode, signal }: LockOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const leave = (map: typeof held) =>
        map.set(
          name,
          of(map, name).filter((one) => one !== request),
        );
      const giveUp = () => {
        leave(waiting);
        reject(signal?.reason);
      };
      const request: LockRequest = {
        shared: mode === "shared",
        grant() {
          signal?.removeEventListener("abort", giveUp);
          const done = Promise.resolve({}).then(work);
          done.then(resolve, reject).finally(() => {
            leave(held);
            grantNext(name);
          });
        },
      };
      signal?.addEventListener("abort", giveUp);
      waiting.set(name, [...of(waiting, name), request]);
      grantNext(name);
    });
  }

  const request = async (name: string, given: LockOptions | Work, work = given as Work) => {
    const options = typeof given === "function" ? {} : given;
    const taken = of(held, name).length + of(waiting, name).length > 0;
    return options.ifAvailable && taken ? work(null) : hold(name, work, options);
  };
  return { request } as unknown as Pick<LockManager, "request">;
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
    storage: createStorage(browser.stored),
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
