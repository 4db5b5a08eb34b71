import type { Environment } from "./environment.ts";
import type { Shelf } from "./shelf.ts";
import type { Tabs } from "./tabs.ts";

/** A message on its way. `created_at` (ms) also is its place in the line: it rises strictly. */
export interface OutboxEntry {
  readonly client_id: string;
  /** Agents name the conversation; a visitor has only one. */
  readonly conversation_id: number | null;
  /** The epoch in which an agent saw the conversation that is named. */
  readonly epoch?: string | undefined;
  readonly body: string;
  readonly created_at: number;
  readonly state: "waiting" | "failed";
  /** Why it failed, in the server's words; null when its 24 hours ran out. */
  readonly problem: string | null;
}

/** First in, first out, kept on this device until the server has acknowledged. Methods never reject. */
export interface Outbox {
  readonly entries: readonly OutboxEntry[];
  /** True when entries would be lost with the tab: there is no storage, or it is not open yet. */
  readonly memoryOnly: boolean;
  /**
   * Opens the device's storage and joins what it holds, or throws that away when it is not `ours`. Before it, and without
   * storage, entries live in memory. A storage that did not open is tried again by the next call. `early`: entries that
   * were kept elsewhere meanwhile.
   */
  open(ours?: boolean, early?: readonly OutboxEntry[]): Promise<void>;
  /** Throws away all entries: those that are known here, and what a storage holds that opens later. */
  clear(): Promise<void>;
  add(body: string, conversationId?: number, epoch?: string): OutboxEntry;
  /** Reads again what other tabs may have changed. */
  reload(): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  fail(id: string, problem: string | null): Promise<void>;
  /** Puts a failed message back to the end of the line under the same id. */
  retry(id: string, epoch?: string): Promise<void>;
  /** Fails what has waited for more than 24 hours. */
  expire(): Promise<void>;
  /** Runs `work` while no other tab of this browser runs its own, where the browser has Web Locks. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  subscribe(listener: () => void): () => void;
  close(): void;
}

export interface OutboxOptions {
  /** Name of the database and the lock: one per server and key. */
  readonly name: string;
  readonly environment: Pick<Environment, "now" | "bytes" | "indexedDB" | "locks">;
  readonly tabs: Tabs<"outbox">;
}

const keptFor = 24 * 60 * 60 * 1_000;

/** 22 characters of A–Z a–z 0–9 _ - : 128 random bits. */
export function createClientId(environment: Pick<Environment, "bytes">): string {
  const binary = String.fromCharCode(...environment.bytes(16));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Runs `work` under a Web Lock; without locks (plain http, a sandboxed frame) at once. Rejects as `work` does. */
export async function exclusively<Result>(
  { locks }: Pick<Environment, "locks">,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  let started = false;
  const run = () => {
    started = true;
    return work();
  };
  try {
    return await (locks === null ? run() : locks.request(name, run));
  } catch (error) {
    if (started) throw error;
    return run();
  }
}

/** Those of `all` that are not among `others`, by their ids. */
export function without<Entry extends OutboxEntry>(all: readonly Entry[], others: readonly OutboxEntry[]): Entry[] {
  return all.filter(({ client_id }) => !others.some((other) => other.client_id === client_id));
}

function inOrder(entries: readonly OutboxEntry[]): readonly OutboxEntry[] {
  return [...entries].sort((a, b) => a.created_at - b.created_at || (a.client_id < b.client_id ? -1 : 1));
}

export function createOutbox({ name, environment, tabs }: OutboxOptions): Outbox {
  const listeners = new Set<() => void>();
  let entries: readonly OutboxEntry[] = [];
  let shelf: Shelf | null = null;
  let opening: Promise<void> | null = null;
  /** False until what is stored of somebody else is gone. */
  let isOurs = true;
  let changes = 0;

  function show(next: readonly OutboxEntry[]): void {
    entries = inOrder(next);
    for (const listener of [...listeners]) listener();
  }

  /** Changes what is shown at once, then what is kept; a disk that refuses leaves us with memory. */
  async function change(next: readonly OutboxEntry[], keep: (kept: Shelf) => Promise<void>): Promise<void> {
    changes += 1;
    const written = shelf === null ? null : keep(shelf);
    show(next);
    try {
      await written;
      if (written !== null) tabs.tell("outbox");
    } catch {
      shelf = null;
      opening = null;
      show(entries);
    }
  }

  async function replace(id: string, changed: Partial<OutboxEntry>): Promise<void> {
    const entry = entries.find((one) => one.client_id === id);
    if (entry === undefined) return;
    const next = { ...entry, ...changed };
    await change(
      entries.map((one) => (one === entry ? next : one)),
      (kept) => kept.put([next]),
    );
  }

  function place(): number {
    return Math.max(environment.now(), (entries.at(-1)?.created_at ?? 0) + 1);
  }

  async function reload(): Promise<void> {
    const seen = changes;
    const stored = await shelf?.read(entries).catch(() => null);
    if (!stored) return;
    // Written by us while we read: the picture is stale, the next one is not.
    if (seen !== changes) return reload();
    if (stored !== entries) show(stored);
  }

  async function openOnce(): Promise<void> {
    if (environment.indexedDB === null) return;
    try {
      // Fetched beside the session: the first message can be written, and sent, before the disk is ready.
      const { openShelf } = await import("./shelf.ts");
      shelf = await openShelf(environment.indexedDB, name, () => isOurs);
      isOurs = true;
      if (entries.length > 0) await shelf.put(entries);
      await reload();
      show(entries);
    } catch {
      shelf = null;
      opening = null;
    }
  }

  async function remove(ids: readonly string[]): Promise<void> {
    const gone = new Set(ids);
    const next = entries.filter((entry) => !gone.has(entry.client_id));
    await change(next, (kept) => kept.remove(ids));
  }

  const forget = tabs.hear("outbox", () => void reload());

  return {
    get entries() {
      return entries;
    },
    get memoryOnly() {
      return shelf === null;
    },
    open(ours = true, early = []) {
      const others = without(early, entries);
      if (others.length > 0) void change([...entries, ...others], (kept) => kept.put(others));
      isOurs &&= ours;
      opening ??= openOnce();
      return opening;
    },
    add(body, conversationId, epoch) {
      const entry: OutboxEntry = {
        client_id: createClientId(environment),
        conversation_id: conversationId ?? null,
        epoch,
        body,
        created_at: place(),
        state: "waiting",
        problem: null,
      };
      void change([...entries, entry], (kept) => kept.put([entry]));
      return entry;
    },
    reload,
    remove,
    clear() {
      // What cannot be emptied yet is emptied as it opens.
      isOurs &&= shelf !== null;
      return remove(entries.map((entry) => entry.client_id));
    },
    fail: (id, problem) => replace(id, { state: "failed", problem }),
    retry: (id, epoch) => replace(id, { state: "waiting", problem: null, epoch, created_at: place() }),
    async expire() {
      const before = environment.now() - keptFor;
      const late = entries.filter((entry) => entry.state === "waiting" && entry.created_at < before);
      for (const entry of late) await replace(entry.client_id, { state: "failed", problem: null });
    },
    exclusively: (work) => exclusively(environment, name, work),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      forget();
      listeners.clear();
      shelf?.close();
      shelf = null;
    },
  };
}
