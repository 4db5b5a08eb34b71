import type { FeedEvent, FeedHappened, FeedSynced, Refusal } from "../../gateway/protocol.ts";

/** What the feed needs from the outside: the socket's `feed:sync`, and what to do with what it learns. */
export interface FeedDoor {
  /** Rejects when there is no connection or no answer in time. */
  sync(after: number): Promise<FeedSynced | Refusal>;
  /** Called once per event, in the order of the log. */
  apply(event: FeedEvent): void;
  /** The log no longer reaches back: load the lists anew, then `start` again. */
  reload(): void;
  /** The database was restored: nothing that was loaded or told before is true any more. The feed has stopped. */
  restored(): void;
}

/** A place in the log, which is another log after a restore. */
export interface FeedPosition {
  readonly feed_seq: number;
  readonly epoch: string;
}

/**
 * The agents' view of the space's log: every event once, in order, none skipped. A pushed event is a hint;
 * only the one that follows the last is applied, a gap is filled by `feed:sync` (spec: realtime, server to client).
 */
export class Feed {
  readonly #door: FeedDoor;
  #last: number | null = null;
  #epoch: string | null = null;
  #syncing: Promise<void> | null = null;
  #again = false;

  constructor(door: FeedDoor) {
    this.#door = door;
  }

  /** The position of the last event applied; null before `start`. */
  get position(): number | null {
    return this.#last;
  }

  /** The log's epoch, from the first start on. */
  get epoch(): string | null {
    return this.#epoch;
  }

  /** Begins after the position that came with the lists on screen. */
  start({ feed_seq, epoch }: FeedPosition): void {
    this.#last = feed_seq;
    this.#epoch ??= epoch;
    if (epoch !== this.#epoch) this.#restored();
  }

  stop(): void {
    this.#last = null;
  }

  /** A pushed event. */
  receive(event: FeedHappened): void {
    if (this.#last === null) return;
    if (event.epoch !== this.#epoch) this.#restored();
    else if (event.feed_seq <= this.#last) return;
    else if (event.feed_seq === this.#last + 1 && this.#syncing === null) this.#apply(event);
    else void this.check();
  }

  /**
   * Compares with the head and fetches what is missing. Calls during a running check are answered by one more
   * check after it. Never rejects: without a connection the next one repairs the same gap.
   */
  check(): Promise<void> {
    if (this.#last === null) return Promise.resolve();
    if (this.#syncing !== null) {
      this.#again = true;
      return this.#syncing;
    }
    this.#syncing = this.#repeat().finally(() => {
      this.#syncing = null;
    });
    return this.#syncing;
  }

  async #repeat(): Promise<void> {
    do {
      this.#again = false;
      await this.#catchUp();
    } while (this.#again && this.#last !== null);
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      const after = this.#last;
      if (after === null) return;
      const answer = await this.#door.sync(after).catch(() => null);
      if (answer === null || !answer.ok || this.#last !== after) return;
      if (this.#isElsewhere(answer, after)) return;
      for (const event of answer.events) this.#apply(event);
      if (!answer.more) return;
    }
  }

  /** Whether the log does not go on from here; whoever has to load anew is told. */
  #isElsewhere({ epoch, head, reload }: FeedSynced, after: number): boolean {
    if (epoch !== this.#epoch || head < after) this.#restored();
    else if (reload) this.#reload();
    else return false;
    return true;
  }

  #apply(event: FeedEvent): void {
    if (this.#last === null || event.feed_seq <= this.#last) return;
    this.#last = event.feed_seq;
    this.#door.apply(event);
  }

  #reload(): void {
    this.#last = null;
    this.#door.reload();
  }

  #restored(): void {
    this.#last = null;
    this.#door.restored();
  }
}
