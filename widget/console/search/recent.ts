type Place = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const most = 6;

/** What was searched for of late on this device, the latest first. */
export class Recent {
  readonly #storage: Place | null;
  readonly #key: string;

  /** `storage` is null where the browser allows none: then nothing is kept. */
  constructor(storage: Place | null, key: string) {
    this.#storage = storage;
    this.#key = key;
  }

  read(): readonly string[] {
    try {
      const kept: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, most) : [];
    } catch {
      return [];
    }
  }

  add(query: string): void {
    const others = this.read().filter((one) => one.toLowerCase() !== query.toLowerCase());
    try {
      this.#storage?.setItem(this.#key, JSON.stringify([query, ...others].slice(0, most)));
    } catch {
      // A full storage forgets this one.
    }
  }

  clear(): void {
    this.#storage?.removeItem(this.#key);
  }
}
