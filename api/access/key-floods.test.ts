import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Space } from "../store/space.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { createVerifierDesk, elsewhere, forgeKey, home, type VerifierDesk } from "../testing/verifier-desk.ts";
import { generateKey } from "./keys.ts";

describe.each(engines)("checking many keys at once (%s)", (engine) => {
  let stage: TestApi;
  let space: Space;
  let desk: VerifierDesk;
  beforeAll(async () => {
    stage = await openTestApi({ engine });
    space = await stage.space("live");
  });
  afterAll(() => stage.close());
  beforeEach(() => {
    desk = createVerifierDesk(stage, space);
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
    const forged = await forgeKey(space, await stage.key("crm"));
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
    const junk = [await forgeKey(space, real), ...Array.from({ length: 9 }, () => generateKey("crm"))];
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
});
