import type { Environment } from "./environment.ts";
import { createKept } from "./kept.ts";
import { createClientId, type OutboxEntry } from "./outbox.ts";
import { unsentName } from "./remembered.ts";

/**
 * What the next page must know of unsent messages before it may open the device's storage, or when that never held them.
 * Each tab writes under a key of its own: local storage reaches other tabs late, and whoever writes what another has just
 * written takes it back.
 */
export interface Unsent {
  /** Whether a message of any tab waits in the outbox. */
  readonly any: boolean;
  /** Messages of all tabs that the device's storage did not hold when they were kept. */
  early(): readonly OutboxEntry[];
  /** What of this tab waits. */
  keep(waits: boolean, early: readonly OutboxEntry[]): void;
  /** This tab sees to all that `early` answered: other tabs' keys are not needed any more, unless they changed since. */
  adopt(): void;
  forget(): void;
}

/** Whatever else stands there is no entry: the page may write there too. */
function parse(text: string | null): readonly OutboxEntry[] {
  try {
    return JSON.parse(text ?? "[]").filter((one: Partial<OutboxEntry> | null) => one?.client_id && one.body);
  } catch {
    return [];
  }
}

export function createUnsent(environment: Pick<Environment, "storage" | "bytes">, name: string): Unsent {
  const kept = createKept(environment);
  const prefix = unsentName(name);
  const own = prefix + createClientId(environment);
  let read: readonly (readonly [string, string | null])[] = [];

  return {
    get any() {
      return kept.keysFrom(prefix).length > 0;
    },
    early() {
      read = kept.keysFrom(prefix).map((key) => [key, kept.get(key)]);
      const entries = read.flatMap(([, text]) => parse(text));
      return [...new Map(entries.map((entry) => [entry.client_id, entry])).values()];
    },
    keep(waits, early) {
      // One by one: old libraries say what a list is in JSON (wire.ts).
      const text = waits || early.length > 0 ? `[${early.map((entry) => JSON.stringify(entry))}]` : null;
      if (kept.get(own) !== text) kept.set(own, text);
    },
    adopt() {
      for (const [key, text] of read) if (key !== own && kept.get(key) === text) kept.set(key, null);
    },
    forget() {
      for (const key of kept.keysFrom(prefix)) kept.set(key, null);
    },
  };
}
