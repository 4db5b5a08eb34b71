/** Whether the visitor has agreed, where the page asks for it. */
export interface Consent {
  /** Resolves when the visitor agrees; null: nobody is asked, or who was asked has agreed. */
  readonly awaited: Promise<void> | null;
  /** Asks anew, or no more. */
  ask(required: boolean): void;
  agree(): void;
}

export function createConsent(onAgreed: () => void): Consent {
  let awaited: Promise<void> | null = null;
  let resolve = () => {};
  return {
    get awaited() {
      return awaited;
    },
    ask(required) {
      awaited = required
        ? new Promise((agreed) => {
            resolve = agreed;
          })
        : null;
    },
    agree() {
      awaited = null;
      resolve();
      onAgreed();
    },
  };
}
