import type { Clock } from "../clock.ts";
import { createTally } from "../measure.ts";

/** What is counted: at most `limit` in any window of `windowMs` (60 s unless told). A name keeps its window. */
export interface Bucket {
  readonly name: string;
  readonly limit: number;
  readonly windowMs?: number;
}

/** The answer of a limiter. It speaks of the first bucket, or of the one that refuses (of several: the longest wait). */
export interface Verdict {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Epoch seconds, rounded up, when `remaining` next rises. */
  readonly reset: number;
  /** Whole seconds after which the same cost may be taken, never too early; 0 when allowed. */
  readonly retryAfter: number;
}

export interface Limiter {
  /** Takes `cost` from every bucket, or, when one of them refuses, from none. A refusal is not recorded. */
  take(buckets: readonly Bucket[], cost: number): Promise<Verdict>;
  /** What taking one would answer, without taking it; `remaining` is what is left now. */
  peek(buckets: readonly Bucket[]): Promise<Verdict>;
  /** Returns the newest `cost` of each bucket: for a try that turned out right where only wrong ones count. */
  giveBack(buckets: readonly Bucket[], cost: number): Promise<void>;
  /** How often each kind of bucket, which is its name up to the first colon, had no room for what was to be taken. */
  refusals(): ReadonlyMap<string, number>;
}

/** The three headers that stand on every response below the base path. */
export function rateHeaders({ limit, remaining, reset }: Verdict): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(limit),
    "X-RateLimit-Remaining": String(remaining),
    "X-RateLimit-Reset": String(reset),
  };
}

const minute = 60_000;

/**
 * The exact sliding window of a single process: a bucket keeps the times of what it accepted, at most `limit` of
 * them, so one more is allowed if and only if the oldest that counts is a whole window old. Windows follow the
 * monotonic clock, `reset` is told in wall time. The least recently used buckets go beyond `maxBuckets`.
 */
export function createMemoryLimiter({ clock, maxBuckets = 200_000 }: { clock: Clock; maxBuckets?: number }): Limiter {
  const windows = new Map<string, Times>();
  const refusals = createTally();

  function look(bucket: Bucket, now: number): Times | undefined {
    const times = windows.get(bucket.name);
    times?.dropUntil(now - windowOf(bucket));
    return times;
  }

  function record(bucket: Bucket, now: number, cost: number): Times {
    const times = windows.get(bucket.name) ?? new Times();
    for (let count = 0; count < cost; count += 1) times.push(now);
    // A Map keeps the order of insertion: the first is the least recently used.
    windows.delete(bucket.name);
    if (windows.size >= maxBuckets) windows.delete(windows.keys().next().value ?? "");
    windows.set(bucket.name, times);
    return times;
  }

  function judge(bucket: Bucket, times: Times | undefined, now: number, cost: number): Verdict {
    const used = times?.count ?? 0;
    const wait = waitFor(bucket, times, now, cost);
    // Below a limit that was lowered since, the surplus leaves before anything is left.
    const rises =
      times === undefined || used === 0 ? 0 : times.at(Math.max(0, used - bucket.limit)) + windowOf(bucket) - now;
    return {
      allowed: wait === 0,
      limit: bucket.limit,
      remaining: Math.max(0, bucket.limit - used),
      reset: Math.ceil((clock.now() + rises) / 1000),
      retryAfter: Math.ceil(wait / 1000),
    };
  }

  const judgeEach = (buckets: readonly Bucket[], now: number, cost: number): readonly Verdict[] =>
    buckets.map((bucket) => judge(bucket, look(bucket, now), now, cost));

  return {
    async take(buckets, cost) {
      const now = clock.monotonic();
      const verdicts = judgeEach(buckets, now, cost);
      const before = speaker(verdicts);
      if (!before.allowed) refusals.add(kindOf(buckets[verdicts.indexOf(before)]));
      if (!before.allowed || cost === 0) return before;
      return speaker(buckets.map((bucket) => judge(bucket, record(bucket, now, cost), now, 0)));
    },
    async peek(buckets) {
      return speaker(judgeEach(buckets, clock.monotonic(), 1));
    },
    async giveBack(buckets, cost) {
      for (const { name } of buckets) windows.get(name)?.dropNewest(cost);
    },
    refusals: refusals.read,
  };
}

const kindOf = (bucket: Bucket | undefined) => bucket?.name.split(":", 1)[0] ?? "";

const windowOf = (bucket: Bucket) => bucket.windowMs ?? minute;

/** Milliseconds until `cost` fits; 0 when it fits now. What is larger than the limit never fits: a whole window. */
function waitFor(bucket: Bucket, times: Times | undefined, now: number, cost: number): number {
  if (cost > bucket.limit) return windowOf(bucket);
  const tooMany = (times?.count ?? 0) + cost - bucket.limit;
  if (cost === 0 || tooMany <= 0 || times === undefined) return 0;
  return times.at(tooMany - 1) + windowOf(bucket) - now;
}

function speaker(verdicts: readonly Verdict[]): Verdict {
  const [first] = verdicts;
  if (first === undefined) throw new TypeError("A limiter was asked about no bucket at all.");
  const refusals = verdicts.filter((verdict) => !verdict.allowed);
  return refusals.reduce((worst, one) => (one.retryAfter > worst.retryAfter ? one : worst), refusals[0] ?? first);
}

/** Accepted times in order, in a ring that grows as needed: most buckets hold a few, some hold a thousand. */
class Times {
  count = 0;
  #ring = new Float64Array(4);
  #first = 0;

  at(index: number): number {
    return this.#ring[(this.#first + index) % this.#ring.length] ?? Number.NEGATIVE_INFINITY;
  }

  push(time: number): void {
    if (this.count === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.count) % this.#ring.length] = time;
    this.count += 1;
  }

  dropUntil(time: number): void {
    while (this.count > 0 && this.at(0) <= time) {
      this.#first = (this.#first + 1) % this.#ring.length;
      this.count -= 1;
    }
  }

  dropNewest(howMany: number): void {
    this.count = Math.max(0, this.count - howMany);
  }

  #grow(): void {
    const larger = new Float64Array(this.#ring.length * 2);
    for (let index = 0; index < this.count; index += 1) larger[index] = this.at(index);
    this.#ring = larger;
    this.#first = 0;
  }
}
