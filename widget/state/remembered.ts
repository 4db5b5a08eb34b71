import type { Environment } from "./environment.ts";
import type { OutboxEntry } from "./outbox.ts";

/** What this browser keeps between pages. The session id is the visitor's only credential: it goes nowhere else. */
export interface Remembered {
  readonly session_id: string | null;
  readonly visitor_id: string | null;
  /** True while a message waits in the outbox: then the next page sends it. */
  readonly unsent: boolean;
  /**
   * Messages that the outbox's storage does not hold yet: the page may be closed before it is open. Those of all tabs:
   * each takes out and puts in its own.
   */
  readonly early: readonly OutboxEntry[];
  readonly contact_known: boolean;
  /** Whom a signed token proved the session to be of (its `sub`); null while nothing is proved. */
  readonly person: string | null;
}

export interface Memory {
  /** Reads what any tab of this browser wrote last. */
  read(): Remembered;
  /** Called after the visitor's own act only (leads.md R1). */
  write(changes: Partial<Remembered>): void;
  forget(): void;
}

const nothing: Remembered = {
  session_id: null,
  visitor_id: null,
  unsent: false,
  early: [],
  contact_known: false,
  person: null,
};

/** One server and key, in names of databases, locks and channels. */
export function stateName(apiBase: string, publicKey: string): string {
  return `valethon:${apiBase}:${publicKey}`;
}

function parse(text: string | null): Remembered {
  try {
    // What is no object adds nothing that is ever asked for.
    return { ...nothing, ...JSON.parse(text ?? "null") };
  } catch {
    return nothing;
  }
}

/** Keeps in local storage, or for this page alone where that is denied or full. */
export function createMemory({ storage }: Pick<Environment, "storage">, name: string): Memory {
  let inPage = nothing;
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

  function read(): Remembered {
    const stored = attempt((given) => parse(given.getItem(name)));
    return stored ?? inPage;
  }

  return {
    read,
    write(changes) {
      inPage = { ...read(), ...changes };
      attempt((given) => given.setItem(name, JSON.stringify(inPage)));
    },
    forget() {
      inPage = nothing;
      attempt((given) => given.removeItem(name));
    },
  };
}
