/** Texts that were typed and not sent, by conversation; they survive a reload of the tab where it has storage. */
export class Drafts {
  readonly #kept = new Map<number, string>();
  readonly #storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly #prefix: string;

  constructor(storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null, prefix: string) {
    this.#storage = storage;
    this.#prefix = prefix;
  }

  read(conversationId: number): string {
    return this.#kept.get(conversationId) ?? this.#storage?.getItem(this.#key(conversationId)) ?? "";
  }

  write(conversationId: number, text: string): void {
    this.#kept.set(conversationId, text);
    try {
      if (text === "") this.#storage?.removeItem(this.#key(conversationId));
      else this.#storage?.setItem(this.#key(conversationId), text);
    } catch {
      // A full storage leaves the draft in memory.
    }
  }

  #key(conversationId: number): string {
    return `${this.#prefix}${conversationId}`;
  }
}
