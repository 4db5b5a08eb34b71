import { createDeferred, type Deferred } from "./deferred.ts";

/** Whether the visitor has agreed, where the page asks for it. */
export interface Consent {
  /** Resolves when the visitor agrees; null: nobody is asked, or who was asked has agreed. */
  readonly awaited: Promise<void> | null;
  /** Asks anew, or no more. */
  ask(required: boolean): void;
  agree(): void;
}

/** `onChange` hears what the visitor calls who agrees, and null once that is not waited for. */
export function createConsent(onChange: (agree: (() => void) | null) => void): Consent {
  let asked: Deferred | null = null;

  function agree(): void {
    asked?.resolve();
    asked = null;
    onChange(null);
  }

  return {
    get awaited() {
      return asked?.promise ?? null;
    },
    ask(required) {
      if (!required) return agree();
      asked ??= createDeferred();
      onChange(agree);
    },
    agree,
  };
}
