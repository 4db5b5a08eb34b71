import type { OutboxEntry } from "./outbox.ts";

/** An outbox's entries on this device, in IndexedDB. Every method rejects when the disk refuses. */
export interface Shelf {
  /** All of it, in no order: the very `known` entries, and the very list, where they are the same. */
  read(known: readonly OutboxEntry[]): Promise<readonly OutboxEntry[]>;
  put(entries: readonly OutboxEntry[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  close(): void;
}

const store = "messages";

function opened(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "client_id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("The outbox is held open by an older version in another tab."));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

/** The stored entries as those that are known, so that views skip what did not change. */
function recognised(stored: readonly OutboxEntry[], known: readonly OutboxEntry[]): readonly OutboxEntry[] {
  const mine = new Map(known.map((entry) => [entry.client_id, entry]));
  const next = stored.map((entry) => {
    const own = mine.get(entry.client_id);
    return own?.state === entry.state && own.created_at === entry.created_at ? own : entry;
  });
  return next.length === known.length && next.every((entry) => known.includes(entry)) ? known : next;
}

/**
 * Opens (and makes, when missing) the database `name`, and empties it unless its entries are ours. Rejects where storage
 * is denied: a sandboxed frame, private mode.
 */
export async function openShelf(indexedDB: IDBFactory, name: string, isOurs = () => true): Promise<Shelf> {
  const database = await opened(indexedDB.open(name, 1));
  database.onversionchange = () => database.close();

  async function write(change: (rows: IDBObjectStore) => void): Promise<void> {
    const transaction = database.transaction(store, "readwrite");
    const done = finished(transaction);
    change(transaction.objectStore(store));
    // Without it the commit waits for a turn of this page, which a closing tab no longer has.
    transaction.commit();
    await done;
  }

  if (!isOurs()) await write((all) => void all.clear());
  return {
    async read(known) {
      const transaction = database.transaction(store, "readonly");
      const request = transaction.objectStore(store).getAll();
      await finished(transaction);
      return recognised(request.result as OutboxEntry[], known);
    },
    put: (entries) => write((all) => entries.forEach((entry) => void all.put(entry))),
    remove: (ids) => write((all) => ids.forEach((id) => void all.delete(id))),
    close: () => database.close(),
  };
}
