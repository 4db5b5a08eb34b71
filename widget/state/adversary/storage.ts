import type { Environment } from "../environment.ts";

type LocalStorage = NonNullable<Environment["storage"]>;

/** Local storage that keeps what it holds in `stored`. */
export function createStorage(stored: Map<string, string>): LocalStorage {
  return {
    getItem: (name) => stored.get(name) ?? null,
    setItem: (name, value) => void stored.set(name, value),
    removeItem: (name) => void stored.delete(name),
    key: (index) => [...stored.keys()][index] ?? null,
    get length() {
      return stored.size;
    },
  };
}

function write(stored: Map<string, string>, name: string, value: string | null): void {
  if (value === null) stored.delete(name);
  else stored.set(name, value);
}

/**
 * Opens views of what is `stored`, as tabs in processes of their own have them: each sees at once what it writes itself, and
 * what others write when `later` calls back, which keeps the order of its calls. Of two who write one key the later wins,
 * also over one whose write it has not seen.
 */
export function createSharedStorage(stored: Map<string, string>, later: (call: () => void) => void) {
  interface View {
    readonly held: Map<string, string>;
    /** Own writes on their way, by key: until they are through, what others wrote there is older. */
    readonly pending: Map<string, number>;
  }
  const views = new Set<View>();

  function pass(from: View, name: string, value: string | null): void {
    write(from.held, name, value);
    const count = (by: number) => from.pending.set(name, (from.pending.get(name) ?? 0) + by);
    count(1);
    later(() => {
      count(-1);
      write(stored, name, value);
      for (const other of views)
        if (other !== from && (other.pending.get(name) ?? 0) === 0) write(other.held, name, value);
    });
  }

  return {
    open(): LocalStorage {
      const view: View = { held: new Map(stored), pending: new Map() };
      views.add(view);
      const storage = createStorage(view.held);
      return Object.create(storage, {
        setItem: { value: (name: string, value: string) => pass(view, name, value) },
        removeItem: { value: (name: string) => pass(view, name, null) },
      }) as LocalStorage;
    },
  };
}
