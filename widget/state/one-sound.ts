import type { Environment } from "./environment.ts";
import type { Heard } from "./heard.ts";
import type { News } from "./news.ts";

/** What makes the sound in this tab. */
export interface Chime {
  /** Whether it can be heard: a browser allows it to pages that the visitor has touched. */
  ready(): Promise<boolean>;
  /** Called when it is ready. */
  ring(): void;
}

export interface OneSoundOptions {
  /** In names of locks and channels. */
  readonly name: string;
  readonly environment: Pick<Environment, "locks" | "indexedDB" | "channel" | "visible">;
  readonly heard: Pick<Heard, "has" | "add">;
  readonly chime: Chime;
}

/** Several tabs hear of the same message; one of those that can makes the sound of all, or none while it is looked at. */
export interface OneSound {
  /** Resolves once this tab has made the sound, or left it. Never rejects. */
  announce(news: News): Promise<void>;
  /** Whether the visitor looks at the conversation in this tab. */
  look(looks: boolean): void;
  /** The visitor is at this tab. */
  use(): void;
  stop(): void;
}

/** A tab that had to wait for longer, because the browser froze another one, would sound out of place. */
const waitsFor = 5_000;

export function createOneSound({ name, environment, heard, chime }: OneSoundOptions): OneSound {
  const { locks } = environment;
  const lookName = `${name}:look`;
  /** Held while the visitor looks at the conversation here; the browser takes it from a tab that ends. */
  let release: (() => void) | null = null;
  const lastUsed = createLastUsed(environment, `${name}:used`);

  /** Where the tabs cannot agree, the one that the visitor is at speaks, and no other. */
  async function alone(): Promise<void> {
    if (release === null && lastUsed.isHere && (await chime.ready())) chime.ring();
  }

  /** Under the tabs' lock: what this tab marks, no other one sounds again. */
  async function together(news: News): Promise<void> {
    if ((await heard.has(news)) || !(await chime.ready())) return;
    if (await heard.add(news)) chime.ring();
    else await alone();
  }

  return {
    async announce(news) {
      if (release !== null) return;
      if (locks === null) return alone();
      const signal = AbortSignal.timeout(waitsFor);
      let granted = false;
      const unlessLookedAt = () => locks.request(lookName, { ifAvailable: true }, (free) => free && together(news));
      try {
        await locks.request(`${name}:sound`, { signal }, () => {
          granted = true;
          return unlessLookedAt();
        });
      } catch {
        if (!granted && !signal.aborted) await alone();
      }
    },
    look(looks) {
      if (looks === (release !== null)) return;
      if (!looks) {
        release?.();
        release = null;
        return;
      }
      const until = new Promise<void>((resolve) => {
        release = resolve;
      });
      locks?.request(lookName, { mode: "shared" }, () => until).catch(() => {});
    },
    use: lastUsed.use,
    stop() {
      release?.();
      release = null;
      lastUsed.stop();
    },
  };
}

interface LastUsed {
  /** Whether the visitor was at this tab last, as far as tabs can tell each other. */
  readonly isHere: boolean;
  use(): void;
  stop(): void;
}

function createLastUsed(
  { locks, indexedDB, channel, visible }: OneSoundOptions["environment"],
  name: string,
): LastUsed {
  if (locks !== null && indexedDB !== null) {
    // Tabs agree by these. Words between them would throw pages out of the browser's back/forward cache for nothing.
    return {
      get isHere() {
        return visible();
      },
      use() {},
      stop() {},
    };
  }
  const others = channel(name);
  let isHere = false;
  if (others !== null) {
    others.onmessage = () => {
      isHere = false;
    };
  }

  function use(): void {
    if (isHere) return;
    isHere = true;
    others?.postMessage(name);
  }

  if (visible()) use();
  return {
    get isHere() {
      return isHere;
    },
    use,
    stop: () => others?.close(),
  };
}
