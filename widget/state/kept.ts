import type { Environment } from "./environment.ts";

/**
 * Local storage, which may be denied or full, or a page's own that keeps nothing: from the first refusal on nothing is read
 * or written there. Never throws.
 */
export interface Kept {
  readonly denied: boolean;
  get(key: string): string | null;
  /** Null removes it. */
  set(key: string, value: string | null): void;
  keysFrom(prefix: string): string[];
}

export function createKept({ storage }: Pick<Environment, "storage">): Kept {
  let denied = storage === null;

  function attempt<T>(use: (given: NonNullable<typeof storage>) => T): T | null {
    if (storage === null || denied) return null;
    try {
      return use(storage);
    } catch {
      denied = true;
      return null;
    }
  }

  return {
    get denied() {
      return denied;
    },
    get: (key) => attempt((given) => given.getItem(key)),
    set: (key, value) =>
      void attempt((given) => {
        if (value === null) given.removeItem(key);
        else given.setItem(key, value);
        if (given.getItem(key) !== value) throw key;
      }),
    keysFrom: (prefix) =>
      attempt((given) =>
        Array.from({ length: given.length }, (_, index) => given.key(index) ?? "").filter((key) =>
          key.startsWith(prefix),
        ),
      ) ?? [],
  };
}
