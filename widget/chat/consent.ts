import { createDeferred, type Deferred } from "./deferred.ts";

/** Whether the visitor has agreed, where the page asks for it. */
export interface Consent {
  /** Resolves when the visitor agrees; null: nobody is asked, or who was asked has agreed. */
  readonly awaited: Promise<void> | null;
  /** Asks anew, or no more. */
  ask(required: boolean): void;
  agree(): void;
}

export function createConsent(onAgreed: () => void): Consent {
  let asked: Deferred | null = null;
  return {
    get awaited() {
      return asked?.promise ?? null;
    },
    ask(required) {
      asked = required ? createDeferred() : null;
    },
    agree() {
      asked?.resolve();
      asked = null;
      onAgreed();
    },
  };
}
