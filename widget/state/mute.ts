import type { Environment } from "./environment.ts";

/** Whether the visitor wants no sound: one answer for all tabs of this browser. */
export interface Mute {
  readonly on: boolean;
  /** Called for the visitor's own act only, since it is kept. */
  set(on: boolean): void;
  forget(): void;
  stop(): void;
}

/** Keeps it in local storage, or for this page alone where that is denied or full. `changed`: by whichever tab. */
export function createMute(
  { storage, channel }: Pick<Environment, "storage" | "channel">,
  key: string,
  changed: () => void,
): Mute {
  const others = channel(key);
  let inPage = false;
  let denied = storage === null;
  if (others !== null) others.onmessage = changed;

  function attempt<T>(use: (given: NonNullable<typeof storage>) => T): T | null {
    if (storage === null || denied) return null;
    try {
      return use(storage);
    } catch {
      denied = true;
      return null;
    }
  }

  function write(on: boolean): void {
    inPage = on;
    attempt((given) => (on ? given.setItem(key, "1") : given.removeItem(key)));
    changed();
  }

  return {
    get on() {
      return attempt((given) => given.getItem(key) !== null) ?? inPage;
    },
    set(on) {
      write(on);
      others?.postMessage(key);
    },
    forget: () => write(false),
    stop: () => others?.close(),
  };
}
