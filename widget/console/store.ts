import type { ReactiveController, ReactiveControllerHost } from "lit";

/** A value that can be watched. */
export interface Readable<T> {
  readonly value: T;
  /** Calls back after each change; returns the undo. */
  subscribe(listener: () => void): () => void;
}

/** One replaceable value; values are never mutated, so views compare by identity. */
export class Store<T> implements Readable<T> {
  value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.value = initial;
  }

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.value));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Renders its host anew whenever one of the watched values changes. The list is asked for anew after each render. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #watched: () => readonly Readable<unknown>[];
  #stores: readonly Readable<unknown>[] = [];
  #undo: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, watched: () => readonly Readable<unknown>[]) {
    this.#host = host;
    this.#watched = watched;
    host.addController(this);
  }

  hostConnected(): void {
    this.#subscribe(this.#watched());
  }

  /** A property may hold another object by now, with other stores. */
  hostUpdated(): void {
    const stores = this.#watched();
    if (stores.some((store, index) => store !== this.#stores[index])) this.#subscribe(stores);
  }

  hostDisconnected(): void {
    this.#subscribe([]);
  }

  #subscribe(stores: readonly Readable<unknown>[]): void {
    for (const undo of this.#undo) undo();
    this.#stores = stores;
    this.#undo = stores.map((store) => store.subscribe(() => this.#host.requestUpdate()));
  }
}
