import { verify as verifyArgon2 } from "@node-rs/argon2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Space } from "../store/space.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { createTestClock } from "../testing/clock.ts";
import { createKeyVerifier } from "./key-verifier.ts";
import { generateKey, parseKey } from "./keys.ts";
import { createMemoryLimiter } from "./limits.ts";

const home = "203.0.113.1";
const elsewhere = "198.51.100.1";

describe.each(engines)("checking keys (%s)", (engine) => {
  let stage: TestApi;
  let space: Space;
  beforeAll(async () => {
    stage = await openTestApi({ engine });
    space = await stage.space("live");
  });
  afterAll(() => stage.close());

  /** A verifier of its own that counts its argon2 runs and can be held up in one. */
  function createDesk() {
    const clock = createTestClock(stage.clock.now());
    const errors: unknown[] = [];
    const desk = { clock, errors, hashes: 0, atOnce: 0, mostAtOnce: 0, hold: Promise.resolve() };
    const verifier = createKeyVerifier({
      clock,
      secret: Buffer.alloc(32, 7),
      limiter: createMemoryLimiter({ clock }),
      onError: (error) => errors.push(error),
      async verifyHash(hash, key) {
        desk.hashes += 1;
        desk.atOnce += 1;
        desk.mostAtOnce = Math.max(desk.mostAtOnce, desk.atOnce);
        await desk.hold;
        const right = await verifyArgon2(hash, key);
        desk.atOnce -= 1;
        return right;
      },
    });
    return Object.assign(desk, {
      verifier,
      verify: (key: string, address: string | null = home) => verifier.verify(space, key, address),
    });
  }
  let desk: ReturnType<typeof createDesk>;
  beforeEach(() => {
    desk = createDesk();
  });

  const prefixOf = (key: string) => parseKey(key)?.prefix ?? "";
  const row = (key: string) =>
    space.read.selectFrom("api_keys").selectAll().where("prefix", "=", prefixOf(key)).executeTakeFirstOrThrow();
  type Values = { revoked_at?: string; hash?: string; name?: string; prefix?: string };
  const change = (key: string, values: Values) =>
    space.write(({ db }) => db.updateTable("api_keys").set(values).where("prefix", "=", prefixOf(key)).execute());
  const forget = (id: number) => space.bus.publish({ kind: "revoked", what: "key", id });
  /** A well-formed key with the visible part of a real one, as somebody might guess it from a website's source. */
  async function forge(key: string): Promise<string> {
    const forged = generateKey("crm");
    await change(key, { prefix: prefixOf(forged) });
    return forged;
  }

  test("a right key answers its record, and is hashed once for all its requests", async () => {
    const key = await stage.key("crm", { name: "Server" });
    expect(await desk.verify(key)).toMatchObject({ name: "Server", type: "crm" });
    for (let minute = 0; minute < 5; minute += 1) {
      desk.clock.advance(61_000);
      expect(await desk.verify(key)).not.toBeNull();
    }
    expect(desk.hashes).toBe(1);
  });

  test("malformed, unknown and foreign keys are null", async () => {
    const test = await stage.key("crm_test");
    for (const key of ["", "rubbish", `${(await stage.key("crm")).slice(0, -1)}!`, generateKey("crm"), test]) {
      expect(await desk.verify(key)).toBeNull();
    }
    expect(await desk.verifier.verify(await stage.space("test"), test, home)).not.toBeNull();
  });

  test("a key of one space is unknown in another, also when it is remembered", async () => {
    const key = await stage.key("crm");
    await desk.verify(key);
    const other = { ...space, name: "other_live", read: (await stage.space("test")).read };
    expect(await desk.verifier.verify(other, key, home)).toBeNull();
  });

  test("a key with another's visible part is null", async () => {
    const forged = await forge(await stage.key("crm"));
    expect(await desk.verify(forged)).toBeNull();
    expect(desk.hashes).toBe(1);
  });

  test("a revoked key is refused as soon as it is forgotten, and by itself within a second", async () => {
    const key = await stage.key("crm");
    const record = await desk.verify(key);
    await change(key, { revoked_at: "2026-03-10T14:30:00Z" });
    desk.clock.advance(1_000);
    expect(await desk.verify(key)).toBeNull();

    const another = await stage.key("crm");
    const { key_id } = (await desk.verify(another)) ?? { key_id: 0 };
    await change(another, { revoked_at: "2026-03-10T14:30:00Z" });
    forget(key_id);
    expect(await desk.verify(another)).toBeNull();
    expect(record).not.toBeNull();
  });

  test("forgetting one key keeps the others", async () => {
    const [one, other] = [await stage.key("crm"), await stage.key("crm")];
    const { key_id } = (await desk.verify(one)) ?? { key_id: 0 };
    await desk.verify(other);
    forget(key_id);
    space.bus.publish({ kind: "revoked", what: "employee", id: key_id + 1 });
    await desk.verify(other);
    expect(desk.hashes).toBe(2);
  });

  test("a key that is revoked while it is being checked is not remembered", async () => {
    const key = await stage.key("crm");
    const { key_id } = await row(key);
    let go = () => {};
    desk.hold = new Promise((resolve) => {
      go = resolve;
    });
    const checking = desk.verify(key);
    await expect.poll(() => desk.hashes).toBe(1);
    await change(key, { revoked_at: "2026-03-10T14:30:00Z" });
    forget(key_id);
    go();
    await checking;
    expect(await desk.verify(key)).toBeNull();
  });

  test("an expired key is null from its last second on", async () => {
    const key = await stage.key("crm", { expires_at: new Date(desk.clock.now() + 10_000).toISOString() });
    desk.clock.advance(9_999);
    expect(await desk.verify(key)).not.toBeNull();
    desk.clock.advance(1);
    expect(await desk.verify(key)).toBeNull();
  });

  test("a changed row is seen within a second, and at once when it is forgotten", async () => {
    const key = await stage.key("crm", { name: "Old" });
    const { key_id } = (await desk.verify(key)) ?? { key_id: 0 };
    await change(key, { name: "New" });
    desk.clock.advance(999);
    expect(await desk.verify(key)).toMatchObject({ name: "Old" });
    forget(key_id);
    expect(await desk.verify(key)).toMatchObject({ name: "New" });
    await change(key, { name: "Newer" });
    desk.clock.advance(1_000);
    expect(await desk.verify(key)).toMatchObject({ name: "Newer" });
    expect(desk.hashes).toBe(1);
  });

  test("a known key stays known when it is changed, also where an address has no more wrong keys to show", async () => {
    const key = await stage.key("crm", { name: "Old" });
    const { key_id } = (await desk.verify(key, elsewhere)) ?? { key_id: 0 };
    for (let wrong = 0; wrong < 20; wrong += 1) await desk.verify(generateKey("crm"), elsewhere);
    await change(key, { name: "New" });
    forget(key_id);
    expect(await desk.verify(key, elsewhere)).toMatchObject({ name: "New" });
  });

  test("a key whose hash was replaced is checked anew", async () => {
    const key = await stage.key("crm");
    await desk.verify(key);
    await change(key, { hash: (await row(await stage.key("crm"))).hash });
    desk.clock.advance(1_000);
    expect(await desk.verify(key)).toBeNull();
    expect(desk.hashes).toBe(2);
  });

  test("callers who show the same new key at once share one hash", async () => {
    const key = await stage.key("crm");
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => desk.verify(key, `203.0.113.${i}`)));
    expect(answers.every((record) => record !== null)).toBe(true);
    expect(desk.hashes).toBe(1);
  });

  test("different keys are hashed one at a time", async () => {
    const keys = await Promise.all(Array.from({ length: 4 }, () => stage.key("crm")));
    await Promise.all(keys.map((key) => desk.verify(key)));
    expect(desk).toMatchObject({ hashes: 4, mostAtOnce: 1 });
  });

  test("an address has twenty wrong keys a minute, also in one burst; then it is told to wait", async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 30 }, () => desk.verify(generateKey("crm"), elsewhere)),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
    await expect(desk.verify(generateKey("crm"), elsewhere)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      retryAfter: 60,
    });
    expect(await desk.verify(generateKey("crm"), home)).toBeNull();
    desk.clock.advance(60_000);
    expect(await desk.verify(generateKey("crm"), elsewhere)).toBeNull();
  });

  test("neither a flood of junk nor a limited address slows a known key", async () => {
    const key = await stage.key("crm");
    await desk.verify(key, elsewhere);
    const forged = await forge(await stage.key("crm"));
    desk.hold = new Promise(() => {});
    const stuck = desk.verify(forged, elsewhere);
    await expect.poll(() => desk.hashes).toBe(2);
    for (let minute = 0; minute < 3; minute += 1) {
      expect(await desk.verify(key, elsewhere)).not.toBeNull();
      desk.clock.advance(60_000);
    }
    expect(desk.hashes).toBe(2);
    expect(await Promise.race([stuck, "still waiting"])).toBe("still waiting");
  });

  test("a new key from a quiet address is checked before the junk that waits in line", async () => {
    const key = await stage.key("crm");
    const real = await stage.key("crm");
    const checked: string[] = [];
    let go = () => {};
    desk.hold = new Promise((resolve) => {
      go = resolve;
    });
    const junk = [await forge(real), ...Array.from({ length: 9 }, () => generateKey("crm"))];
    const guesses = junk.map((guess) => desk.verify(guess, elsewhere).then(() => checked.push("junk")));
    await expect.poll(() => desk.hashes).toBe(1);
    const asked = desk.verify(key, home).then(() => checked.push("new"));
    go();
    await Promise.all([...guesses, asked]);
    expect(checked.slice(0, 2)).toEqual(["junk", "new"]);
  });

  test("one caller's limit is not another's, though both show the same key at once", async () => {
    const key = await stage.key("crm");
    let go = () => {};
    desk.hold = new Promise((resolve) => {
      go = resolve;
    });
    const first = desk.verify(await stage.key("crm"), home);
    // All get in line while their address is still trusted; their own wrong keys use the trust up before the last's turn.
    const junk = Array.from({ length: 20 }, () => desk.verify(generateKey("crm"), elsewhere));
    const theirs = desk.verify(key, elsewhere).catch((error: unknown) => error);
    const ours = desk.verify(key, home);
    go();
    await Promise.all([first, ...junk]);
    expect(await theirs).toMatchObject({ code: "RATE_LIMITED" });
    expect(await ours).toMatchObject({ type: "crm" });
  });

  test("the last use is noted at most once a minute", async () => {
    const key = await stage.key("crm");
    const lastUse = async () => (await row(key)).last_used_at;
    await desk.verify(key);
    await expect.poll(lastUse).toBe("2026-03-10T14:30:00Z");
    desk.clock.advance(59_000);
    await desk.verify(key);
    desk.clock.advance(1_000);
    await desk.verify(key);
    await expect.poll(lastUse).toBe("2026-03-10T14:31:00Z");
    expect(desk.errors).toEqual([]);
  });

  test("a last use that cannot be noted delays and fails nothing", async () => {
    const key = await stage.key("crm");
    const broken = { ...space, write: () => Promise.reject(new Error("disk full")) };
    expect(await desk.verifier.verify(broken, key, home)).not.toBeNull();
    await expect.poll(() => desk.errors).toEqual([new Error("disk full")]);
  });
});
