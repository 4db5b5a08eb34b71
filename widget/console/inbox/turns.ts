/**
 * Answers overtake each other. Of two that tell of the same conversation, the one that was asked for later is taken; the
 * other one, come late, is old.
 */
export class Turns {
  readonly #taken = new Map<number, number>();
  #last = 0;

  /** Called before each request: what its answer is worth. */
  ask(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Whether what is shown of a conversation was asked for later than this. */
  isOld(id: number, turn: number): boolean {
    return turn < (this.#taken.get(id) ?? 0);
  }

  /** Takes an answer, unless it is old. */
  take(id: number, turn: number): boolean {
    if (this.isOld(id, turn)) return false;
    this.#taken.set(id, turn);
    return true;
  }
}
