/** Bytes that are costly to make, each made once however many ask at the same time. */
export interface BoundedCache {
  /** What stands under this name, else what `make` resolves to. What fails is not kept. */
  get(name: string, make: () => Promise<Buffer>): Promise<Buffer>;
}

interface Entry {
  readonly made: Promise<Buffer>;
  /** 0 until it is made. */
  bytes: number;
}

/** Keeps what was asked for last, within both bounds. */
export function createBoundedCache(most: { readonly entries: number; readonly bytes: number }): BoundedCache {
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function drop(name: string, { bytes: own }: Entry): void {
    entries.delete(name);
    bytes -= own;
  }

  function makeRoom(): void {
    for (const [name, entry] of entries) {
      if (entries.size <= most.entries && bytes <= most.bytes) return;
      drop(name, entry);
    }
  }

  function begin(name: string, make: () => Promise<Buffer>): Entry {
    const entry: Entry = { made: make(), bytes: 0 };
    const isKept = () => entries.get(name) === entry;
    entry.made.then(
      (made) => {
        if (!isKept()) return;
        entry.bytes = made.length;
        bytes += made.length;
        makeRoom();
      },
      () => {
        if (isKept()) drop(name, entry);
      },
    );
    return entry;
  }

  return {
    get(name, make) {
      const entry = entries.get(name) ?? begin(name, make);
      // To the end of the line: the one asked for longest ago goes first.
      entries.delete(name);
      entries.set(name, entry);
      makeRoom();
      return entry.made;
    },
  };
}
