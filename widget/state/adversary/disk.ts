import type { SimTab } from "./tab.ts";
import type { World } from "./world.ts";

/** One browser's IndexedDB, as far as shelf.ts uses it: one store a database, transactions one after the other. */
export interface Disk {
  /** From now on nothing can be opened or written. */
  refuses: boolean;
  readonly databases: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  /** Row ids that a transaction which was begun will write. */
  willHold(id: string): boolean;
  factory(tab: SimTab): IDBFactory;
}

type Rows = Map<string, unknown>;
type Operation = (rows: Rows) => void;
interface Row {
  readonly client_id: string;
}

export function createDisk(world: World): Disk {
  const databases = new Map<string, Rows>();
  const pending = new Set<string>();
  let free = 0;
  const disk: Disk = { refuses: false, databases, willHold: (id) => pending.has(id), factory };

  /** Runs after all that came before. */
  function inTurn(call: () => void): void {
    free = Math.max(free, world.now + world.random.between(0, 12));
    world.after(free - world.now, call);
  }

  function rowsOf(name: string): Rows {
    const known = databases.get(name) ?? new Map<string, unknown>();
    databases.set(name, known);
    return known;
  }

  function transaction(tab: SimTab, name: string): unknown {
    const operations: Operation[] = [];
    const ids: string[] = [];
    const made: Record<string, unknown> & { oncomplete?: () => void; onabort?: () => void; error: Error | null } = {
      error: null,
      commit() {},
      objectStore: () => ({
        put(row: Row) {
          const copy = structuredClone(row);
          ids.push(row.client_id);
          pending.add(row.client_id);
          operations.push((rows) => void rows.set(row.client_id, copy));
        },
        delete: (id: string) => operations.push((rows) => void rows.delete(id)),
        clear: () => operations.push((rows) => rows.clear()),
        getAll() {
          const request: { result: unknown[] } = { result: [] };
          operations.push((rows) => {
            request.result = [...rows.values()].map((row) => structuredClone(row));
          });
          return request;
        },
      }),
    };
    inTurn(() => {
      for (const id of ids) pending.delete(id);
      if (disk.refuses) {
        made.error = new Error("The disk refuses.");
        return tab.run(() => made.onabort?.());
      }
      for (const operation of operations) operation(rowsOf(name));
      tab.run(() => made.oncomplete?.());
    });
    return made;
  }

  function open(tab: SimTab, name: string): unknown {
    const database = { createObjectStore() {}, close() {}, transaction: () => transaction(tab, name) };
    const request: Record<string, unknown> & { onsuccess?: () => void; onerror?: () => void } = { result: database };
    inTurn(() => {
      if (disk.refuses) return tab.run(() => request.onerror?.());
      rowsOf(name);
      tab.run(() => request.onsuccess?.());
    });
    return request;
  }

  function factory(tab: SimTab): IDBFactory {
    return { open: (name: string) => open(tab, name) } as unknown as IDBFactory;
  }

  return disk;
}
