import type { Later } from "./stale.ts";

const lastsMs = 6_000;

/** Conversations whose visitor is typing; whoever says nothing more has stopped. */
export class TypingVisitors {
  readonly #ends = new Map<number, () => void>();
  readonly #later: Later;
  readonly #show: (typing: ReadonlySet<number>) => void;

  constructor(later: Later, show: (typing: ReadonlySet<number>) => void) {
    this.#later = later;
    this.#show = show;
  }

  set(id: number, typing: boolean): void {
    const before = this.#ends.get(id);
    before?.();
    this.#ends.delete(id);
    if (typing)
      this.#ends.set(
        id,
        this.#later(lastsMs, () => this.set(id, false)),
      );
    if ((before !== undefined) !== typing) this.#show(new Set(this.#ends.keys()));
  }

  stop(): void {
    for (const cancel of this.#ends.values()) cancel();
    this.#ends.clear();
  }
}
