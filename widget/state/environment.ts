/** What the state needs of the browser, so that tests put their own in its place. Absent powers are null, never thrown. */
export interface Environment {
  /** Milliseconds since the epoch, by the visitor's clock. */
  now(): number;
  /** 0 ≤ x < 1, for jitter only. */
  random(): number;
  /** Cryptographically random bytes, for ids. */
  bytes(length: number): Uint8Array;
  /** Calls back once after `milliseconds`; returns the undo. */
  after(milliseconds: number, call: () => void): () => void;
  visible(): boolean;
  /** Calls back when waiting has become pointless: the network is back, or the page is looked at again. */
  onWake(listener: () => void): () => void;
  page(): { readonly url: string; readonly title: string; readonly referrer: string; readonly locale: string };
  fetch(url: string, init: RequestInit): Promise<Response>;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length"> | null;
  readonly indexedDB: IDBFactory | null;
  readonly locks: Pick<LockManager, "request"> | null;
  /** A channel to this site's other tabs, or null where there is none. */
  channel(name: string): Channel | null;
}

/** The part of BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: string): void;
  onmessage: ((event: MessageEvent) => unknown) | null;
  close(): void;
}

/** A sandboxed frame throws on the mere mention of storage. */
export function allowed<T>(read: () => T | null | undefined): T | null {
  try {
    return read() ?? null;
  } catch {
    return null;
  }
}

function pageUrl(): string {
  return location.href.split("#", 1)[0]?.slice(0, 2048) ?? "";
}

function onWake(listener: () => void): () => void {
  const whenVisible = () => {
    if (document.visibilityState === "visible") listener();
  };
  addEventListener("online", listener);
  addEventListener("pageshow", listener);
  document.addEventListener("visibilitychange", whenVisible);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("pageshow", listener);
    document.removeEventListener("visibilitychange", whenVisible);
  };
}

/** The real browser. Reads no storage by itself. */
export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    after: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
    visible: () => document.visibilityState === "visible",
    onWake,
    page: () => ({
      url: pageUrl(),
      title: document.title.slice(0, 300),
      referrer: document.referrer.slice(0, 2048),
      locale: document.documentElement.lang || navigator.language,
    }),
    fetch: (url, init) => fetch(url, init),
    storage: allowed(() => localStorage),
    indexedDB: allowed(() => indexedDB),
    locks: allowed(() => navigator.locks),
    channel: (name) => allowed(() => new BroadcastChannel(name)),
  };
}
