/** Rows of one IndexedDB object store, keyed by their `client_id`. Every method rejects when the disk refuses. */
export interface Shelf<Row extends { readonly client_id: string }> {
  all(): Promise<Row[]>;
  put(rows: readonly Row[]): Promise<void>;
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

/** Opens (and makes, when missing) the database `name`, and empties it unless its rows are `ours`. Rejects where storage is denied: a sandboxed frame, private mode. */
export async function openShelf<Row extends { readonly client_id: string }>(
  indexedDB: IDBFactory,
  name: string,
  ours = true,
): Promise<Shelf<Row>> {
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

  if (!ours) await write((all) => void all.clear());
  return {
    async all() {
      const transaction = database.transaction(store, "readonly");
      const request = transaction.objectStore(store).getAll();
      await finished(transaction);
      return request.result as Row[];
    },
    put: (rows) => write((all) => rows.forEach((row) => void all.put(row))),
    remove: (ids) => write((all) => ids.forEach((id) => void all.delete(id))),
    close: () => database.close(),
  };
}
