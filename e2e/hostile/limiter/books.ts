/** What is counted, said a second time from spec/security.md: at most `limit` accepted requests in any `seconds`. */
export interface Window {
  readonly name: string;
  readonly limit: number;
  readonly seconds: number;
}

/** What a caller must be told of a window. */
export interface Told {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Epoch seconds, rounded up, when `remaining` next rises. */
  readonly reset: number;
  /** Whole seconds, never too early; 0 when allowed. */
  readonly retryAfter: number;
}

/** The time on two clocks, in milliseconds: windows go by the one that nobody sets. */
export interface Instant {
  readonly monotonic: number;
  readonly wall: number;
}

/** The books of an accountant who writes down every accepted request and counts anew for each question. */
export interface Books {
  /** Counts `cost` requests in all windows, or in none when one of them has no room. */
  take(windows: readonly Window[], cost: number, at: Instant): Told;
  /** What taking one more would be told. */
  look(windows: readonly Window[], at: Instant): Told;
  /** How often a window of this kind, the first word of its name, had no room for a request. */
  refusals(): ReadonlyMap<string, number>;
}

export function createBooks(): Books {
  const accepted = new Map<string, number[]>();
  const refusals = new Map<string, number>();

  /** The times that still count, oldest first. At exactly one window's age a request counts no more. */
  function counting({ name, seconds }: Window, { monotonic }: Instant): readonly number[] {
    const times = (accepted.get(name) ?? []).filter((time) => time > monotonic - seconds * 1000);
    accepted.set(name, times);
    return times;
  }

  function judge(window: Window, cost: number, at: Instant): Told {
    const times = counting(window, at);
    const { limit, seconds } = window;
    const leaves = (index: number) => (times[index] ?? at.monotonic - seconds * 1000) + seconds * 1000 - at.monotonic;
    // So many of the oldest must leave before there is room.
    const tooMany = times.length + cost - limit;
    const wait = cost === 0 || tooMany <= 0 ? 0 : leaves(tooMany - 1);
    // Where more were accepted than the limit is now, remaining stays 0 until the surplus and one more have left.
    const rises = times.length === 0 ? 0 : leaves(Math.max(0, times.length - limit));
    return {
      allowed: wait === 0,
      limit,
      remaining: Math.max(0, limit - times.length),
      reset: Math.ceil((at.wall + rises) / 1000),
      retryAfter: Math.ceil(wait / 1000),
    };
  }

  /** The window that refuses speaks, of several the one to wait for longest; else the caller's own, the first. */
  function speaker(windows: readonly Window[], cost: number, at: Instant): Told & { readonly window: Window } {
    const all = windows.map((window) => ({ ...judge(window, cost, at), window }));
    const [first] = all;
    if (first === undefined) throw new Error("A request that is counted nowhere.");
    const longest = Math.max(...all.map((told) => told.retryAfter));
    return all.find((told) => !told.allowed && told.retryAfter === longest) ?? first;
  }

  return {
    take(windows, cost, at) {
      const { window, ...told } = speaker(windows, cost, at);
      if (!told.allowed) {
        const kind = window.name.split(" ", 1)[0] ?? "";
        refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
        return told;
      }
      for (const each of windows) {
        const times = accepted.get(each.name) ?? [];
        accepted.set(each.name, [...times, ...Array.from({ length: cost }, () => at.monotonic)]);
      }
      const { window: _, ...now } = speaker(windows, 0, at);
      return now;
    },
    look(windows, at) {
      const { window: _, ...told } = speaker(windows, 1, at);
      return told;
    },
    refusals: () => refusals,
  };
}
