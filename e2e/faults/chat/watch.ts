/** One line on a screen, at one moment. */
export interface Shown {
  /** The same as long as it stands there. */
  readonly key: string;
  readonly text: string;
  readonly state: "stored" | "waiting" | "refused";
}

/** Looks at a screen whenever it changes: what was shown as stored once has to stay, and to stay in its order. */
export interface Watch {
  readonly oddities: readonly string[];
  /** Looks at one thread on one page from its beginning on. */
  follow(who: string): (lines: readonly Shown[]) => void;
}

export function createWatch(onStored: (text: string) => void): Watch {
  const oddities: string[] = [];
  const seen = new Set<string>();

  function note(text: string): void {
    if (seen.has(text)) return;
    seen.add(text);
    onStored(text);
  }

  return {
    oddities,
    follow(who) {
      let before: readonly Shown[] = [];
      return (lines) => {
        const refused = lines.find(({ state }) => state === "refused");
        if (refused !== undefined) oddities.push(`${who}: ${refused.text} was refused`);
        const stored = lines.filter(({ state }) => state === "stored");
        const same = commonStart(before, stored);
        const missing = firstMissing(before, stored, same);
        if (missing !== undefined) oddities.push(`${who}: ${missing.text} was stored, and then gone or moved`);
        for (const { text } of stored.slice(same)) note(text);
        before = stored;
      };
    },
  };
}

function commonStart(before: readonly Shown[], now: readonly Shown[]): number {
  let same = 0;
  while (same < before.length && before[same]?.key === now[same]?.key) same += 1;
  return same;
}

/** The first line that no longer stands behind all that it stood behind; something new may stand between. */
function firstMissing(before: readonly Shown[], now: readonly Shown[], from: number): Shown | undefined {
  let found = from;
  for (const line of now.slice(from)) if (line.key === before[found]?.key) found += 1;
  return before[found];
}
