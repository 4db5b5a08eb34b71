import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bucket, createMemoryLimiter } from "./limits.ts";

/** A clock set by hand; its wall time is far from its monotonic time, so that mixing them up shows. */
function handClock() {
  const start = 1_700_000_000_000;
  const state = { at: 0, now: () => start + state.at, monotonic: () => 5_000 + state.at };
  return state;
}

describe("the exact sliding window", () => {
  test("thirty in a minute and no thirty-first, whenever in the minute they come", async () => {
    const clock = handClock();
    const limiter = createMemoryLimiter({ clock });
    const bucket = [{ name: "visitor", limit: 30 }];
    for (let count = 0; count < 29; count += 1) await limiter.take(bucket, 1);
    clock.at = 59_000;
    expect(await limiter.take(bucket, 1)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await limiter.take(bucket, 1)).toMatchObject({ allowed: false, remaining: 0, retryAfter: 1 });
    clock.at = 59_999;
    expect(await limiter.take(bucket, 1)).toMatchObject({ allowed: false, retryAfter: 1 });
    clock.at = 60_000;
    for (let count = 0; count < 29; count += 1) expect((await limiter.take(bucket, 1)).allowed).toBe(true);
    expect(await limiter.take(bucket, 1)).toMatchObject({ allowed: false, retryAfter: 59 });
  });

  test("hammering does not extend the wait", async () => {
    const clock = handClock();
    const limiter = createMemoryLimiter({ clock });
    const bucket = [{ name: "visitor", limit: 1 }];
    await limiter.take(bucket, 1);
    for (clock.at = 0; clock.at < 60_000; clock.at += 500) expect((await limiter.take(bucket, 1)).allowed).toBe(false);
    expect((await limiter.take(bucket, 1)).allowed).toBe(true);
  });

  test("refusals are told by what was counted, and only the bucket without room is blamed", async () => {
    const limiter = createMemoryLimiter({ clock: handClock() });
    const buckets = [
      { name: "session:main_live:7", limit: 5 },
      { name: "site:main_live:1", limit: 2 },
    ];
    for (let count = 0; count < 4; count += 1) await limiter.take(buckets, 1);
    await limiter.take([{ name: "address:192.0.2.1", limit: 0 }], 1);
    await limiter.peek([{ name: "address:192.0.2.2", limit: 0 }]);
    expect([...limiter.refusals()]).toEqual([
      ["site", 2],
      ["address", 1],
    ]);
  });

  test("reset is the wall time, in seconds rounded up, when remaining next rises", async () => {
    const clock = handClock();
    const limiter = createMemoryLimiter({ clock });
    const bucket = [{ name: "visitor", limit: 2 }];
    expect((await limiter.peek(bucket)).reset).toBe(1_700_000_000);
    clock.at = 100;
    expect(await limiter.take(bucket, 1)).toEqual({
      allowed: true,
      limit: 2,
      remaining: 1,
      reset: 1_700_000_061,
      retryAfter: 0,
    });
    clock.at = 30_000;
    expect(await limiter.take(bucket, 1)).toMatchObject({ remaining: 0, reset: 1_700_000_061 });
    clock.at = 60_100;
    expect(await limiter.peek(bucket)).toMatchObject({ remaining: 1, reset: 1_700_000_090 });
  });

  test("a wall clock that jumps moves no window", async () => {
    const clock = handClock();
    const limiter = createMemoryLimiter({ clock: { now: () => 0, monotonic: clock.monotonic } });
    await limiter.take([{ name: "visitor", limit: 1 }], 1);
    clock.at = 59_999;
    expect((await limiter.take([{ name: "visitor", limit: 1 }], 1)).allowed).toBe(false);
  });

  test("when one bucket refuses, none is charged, and the refusing one speaks", async () => {
    const limiter = createMemoryLimiter({ clock: handClock() });
    const own = { name: "session", limit: 30 };
    const site = { name: "site", limit: 1 };
    expect(await limiter.take([own, site], 1)).toMatchObject({ allowed: true, limit: 30, remaining: 29 });
    expect(await limiter.take([own, site], 1)).toMatchObject({ allowed: false, limit: 1, retryAfter: 60 });
    expect(await limiter.peek([own])).toMatchObject({ remaining: 29 });
  });

  test("of several refusals the longest wait is told", async () => {
    const limiter = createMemoryLimiter({ clock: handClock() });
    const short = { name: "short", limit: 1, windowMs: 10_000 };
    const long = { name: "long", limit: 1, windowMs: 300_000 };
    await limiter.take([short, long], 1);
    expect(await limiter.take([short, long], 1)).toMatchObject({ allowed: false, retryAfter: 300 });
  });

  test("a cost of several fits whole or not at all; larger than the limit it never fits", async () => {
    const limiter = createMemoryLimiter({ clock: handClock() });
    const bucket = [{ name: "visitor", limit: 5 }];
    expect(await limiter.take(bucket, 3)).toMatchObject({ allowed: true, remaining: 2 });
    expect(await limiter.take(bucket, 3)).toMatchObject({ allowed: false, remaining: 2, retryAfter: 60 });
    expect(await limiter.take(bucket, 2)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await limiter.take([{ name: "other", limit: 5 }], 6)).toMatchObject({
      allowed: false,
      remaining: 5,
      retryAfter: 60,
    });
  });

  test("a free request is answered even at the limit and takes nothing", async () => {
    const limiter = createMemoryLimiter({ clock: handClock() });
    const bucket = [{ name: "visitor", limit: 1 }];
    expect(await limiter.take(bucket, 0)).toMatchObject({ allowed: true, remaining: 1 });
    await limiter.take(bucket, 1);
    expect(await limiter.take(bucket, 0)).toMatchObject({ allowed: true, remaining: 0 });
  });

  test("what is given back can be taken again", async () => {
    const limiter = createMemoryLimiter({ clock: handClock() });
    const bucket = [{ name: "sign-in", limit: 1 }];
    for (let count = 0; count < 3; count += 1) {
      expect((await limiter.take(bucket, 1)).allowed).toBe(true);
      await limiter.giveBack(bucket, 1);
    }
    await limiter.giveBack(bucket, 1);
    expect(await limiter.peek(bucket)).toMatchObject({ allowed: true, remaining: 1 });
  });

  test("a limit that is edited holds from the next request on", async () => {
    const limiter = createMemoryLimiter({ clock: handClock() });
    for (let count = 0; count < 5; count += 1) await limiter.take([{ name: "key", limit: 5 }], 1);
    expect((await limiter.take([{ name: "key", limit: 6 }], 1)).allowed).toBe(true);
    expect(await limiter.take([{ name: "key", limit: 3 }], 1)).toMatchObject({
      allowed: false,
      limit: 3,
      remaining: 0,
    });
  });

  test("below a limit that was lowered, reset is when remaining rises from 0 and not when the surplus begins to leave", async () => {
    const clock = handClock();
    const limiter = createMemoryLimiter({ clock });
    for (clock.at = 0; clock.at < 5000; clock.at += 1000) await limiter.take([{ name: "key", limit: 5 }], 1);
    const lowered = [{ name: "key", limit: 2 }];
    const refused = { allowed: false, remaining: 0, reset: 1_700_000_063, retryAfter: 58 };
    expect(await limiter.take(lowered, 1)).toMatchObject(refused);
    clock.at = 62_999;
    expect(await limiter.peek(lowered)).toMatchObject({ remaining: 0 });
    clock.at = 63_000;
    expect(await limiter.peek(lowered)).toMatchObject({ remaining: 1, reset: 1_700_000_064 });
  });

  test("beyond its size the least recently used bucket is forgotten", async () => {
    const limiter = createMemoryLimiter({ clock: handClock(), maxBuckets: 2 });
    const take = (name: string) => limiter.take([{ name, limit: 2 }], 1);
    await take("a");
    await take("b");
    await take("a");
    await take("c");
    expect((await take("a")).allowed).toBe(false);
    expect(await limiter.peek([{ name: "b", limit: 2 }])).toMatchObject({ remaining: 2 });
  });

  test("no bucket at all is a mistake of ours", async () => {
    const limiter = createMemoryLimiter({ clock: handClock() });
    await expect(limiter.peek([])).rejects.toThrow(TypeError);
  });
});

/** Keeps every accepted request for ever and counts anew for each question: slow, and plainly right. */
function createOracle() {
  const accepted: { name: string; at: number }[] = [];
  const used = (name: string, at: number) => accepted.filter((one) => one.name === name && one.at > at - 60_000).length;
  return {
    used,
    fits: (asked: readonly Bucket[], cost: number, at: number) =>
      cost === 0 || asked.every(({ name, limit }) => used(name, at) + cost <= limit),
    accept(asked: readonly Bucket[], cost: number, at: number) {
      for (const { name } of asked) for (let count = 0; count < cost; count += 1) accepted.push({ name, at });
    },
  };
}

test("an oracle that keeps every accepted request agrees with each verdict and each wait, for any traffic", async () => {
  const limit = fc.integer({ min: 1, max: 9 });
  const step = fc.record({
    wait: fc.oneof(fc.constantFrom(0, 1, 59_999, 60_000), fc.integer({ min: 0, max: 70_000 })),
    names: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }),
    cost: fc.integer({ min: 0, max: 4 }),
  });
  const traffic = fc.array(step, { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.record({ a: limit, b: limit, c: limit }), traffic, async (limits, steps) => {
      const clock = handClock();
      const limiter = createMemoryLimiter({ clock });
      const oracle = createOracle();
      for (const { wait, names, cost } of steps) {
        clock.at += wait;
        const asked = names.map((name) => ({ name: name as string, limit: limits[name] }));
        const fits = oracle.fits(asked, cost, clock.at);
        const verdict = await limiter.take(asked, cost);
        expect(verdict.allowed).toBe(fits);
        if (fits) {
          oracle.accept(asked, cost, clock.at);
          expect(verdict.remaining).toBe(verdict.limit - oracle.used(names[0] ?? "", clock.at));
        } else if (asked.every((bucket) => cost <= bucket.limit)) {
          const waits = [verdict.retryAfter, verdict.retryAfter - 1];
          expect(waits.map((seconds) => oracle.fits(asked, cost, clock.at + seconds * 1000))).toEqual([true, false]);
        }
      }
    }),
    { numRuns: 300 },
  );
});
