import type { Environment } from "./environment.ts";
import { createKept } from "./kept.ts";

/** What this browser keeps of its visitor between pages. The session id is the visitor's only credential: it goes nowhere else. */
export interface Remembered {
  readonly session_id: string | null;
  readonly visitor_id: string | null;
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
  contact_known: false,
  person: null,
};

/** One server and key, in names of databases, locks and channels. */
export function stateName(apiBase: string, publicKey: string): string {
  return `valethon:${apiBase}:${publicKey}`;
}

/** What the names begin with under which tabs keep what is unsent (unsent.ts). */
export const unsentName = (name: string): string => `${name}:unsent:`;

function parse(text: string | null): Remembered {
  try {
    // What is no object adds nothing that is ever asked for.
    return { ...nothing, ...JSON.parse(text ?? "null") };
  } catch {
    return nothing;
  }
}

/** For this page alone where local storage is denied or full. */
export function createMemory(environment: Pick<Environment, "storage">, name: string): Memory {
  const kept = createKept(environment);
  let inPage = nothing;

  function read(): Remembered {
    const text = kept.get(name);
    return kept.denied ? inPage : parse(text);
  }

  return {
    read,
    write(changes) {
      inPage = { ...read(), ...changes };
      kept.set(name, JSON.stringify(inPage));
    },
    forget() {
      inPage = nothing;
      kept.set(name, null);
    },
  };
}
