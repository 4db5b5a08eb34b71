/** Runs something later; returns the cancel. */
export type Later = (milliseconds: number, run: () => void) => () => void;

export interface Reading {
  /** Reads these conversations anew. Resolves to those that could not be read. */
  some(ids: readonly number[]): Promise<readonly number[]>;
  /** Reads the lists anew. Resolves to null when that failed. */
  all(): Promise<unknown>;
}

/** Changes that arrive together are read together: it bounds the requests in a busy hour. */
const gatherMs = 300;

/**
 * What is on screen and may be older than what the server holds: it is read anew after its last change, one request after
 * the other. What could not be read stays known, until the next change or `catchUp`.
 */
export class Stale {
  readonly #reading: Reading;
  readonly #later: Later;
  #ids = new Set<number>();
  #all = false;
  #running = false;
  #cancel: (() => void) | null = null;

  constructor(reading: Reading, later: Later) {
    this.#reading = reading;
    this.#later = later;
  }

  has(id: number): boolean {
    return this.#ids.has(id) || this.#running;
  }

  add(id: number): void {
    this.#ids.add(id);
    this.#soon();
  }

  /** Anything may have changed: there was nobody to tell. */
  addAll(): void {
    this.#all = true;
    this.#soon();
  }

  /** The server may answer again. */
  catchUp(): void {
    if (this.#ids.size > 0 || this.#all) this.#soon();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #soon(): void {
    if (this.#running) return;
    this.#cancel ??= this.#later(gatherMs, () => {
      this.#cancel = null;
      void this.#read();
    });
  }

  async #read(): Promise<void> {
    const [ids, all] = [[...this.#ids], this.#all];
    this.#ids = new Set();
    this.#all = false;
    this.#running = true;
    const isRead = !all || (await this.#reading.all()) !== null;
    const unread = await this.#reading.some(ids);
    this.#running = false;
    // Meanwhile there may have come more; what failed waits for a better moment.
    const isMore = this.#ids.size > 0 || this.#all;
    for (const id of unread) this.#ids.add(id);
    if (!isRead) this.#all = true;
    if (isMore) this.#soon();
  }
}
