import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Space } from "../store/space.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import {
  changeKey,
  createVerifierDesk,
  elsewhere,
  forgeKey,
  home,
  prefixOf,
  type VerifierDesk,
} from "../testing/verifier-desk.ts";
import { generateKey } from "./keys.ts";

describe.each(engines)("checking keys (%s)", (engine) => {
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

  const row = (key: string) =>
    space.read.selectFrom("api_keys").selectAll().where("prefix", "=", prefixOf(key)).executeTakeFirstOrThrow();
  const forget = (id: number) => space.bus.publish({ kind: "revoked", what: "key", id });

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
    const forged = await forgeKey(space, await stage.key("crm"));
    expect(await desk.verify(forged)).toBeNull();
    expect(desk.hashes).toBe(1);
  });

  test("a revoked key is refused as soon as it is forgotten, and by itself within a second", async () => {
    const key = await stage.key("crm");
    const record = await desk.verify(key);
    await changeKey(space, key, { revoked_at: "2026-03-10T14:30:00Z" });
    desk.clock.advance(1_000);
    expect(await desk.verify(key)).toBeNull();

    const another = await stage.key("crm");
    const { key_id } = (await desk.verify(another)) ?? { key_id: 0 };
    await changeKey(space, another, { revoked_at: "2026-03-10T14:30:00Z" });
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
    await changeKey(space, key, { revoked_at: "2026-03-10T14:30:00Z" });
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
    await changeKey(space, key, { name: "New" });
    desk.clock.advance(999);
    expect(await desk.verify(key)).toMatchObject({ name: "Old" });
    forget(key_id);
    expect(await desk.verify(key)).toMatchObject({ name: "New" });
    await changeKey(space, key, { name: "Newer" });
    desk.clock.advance(1_000);
    expect(await desk.verify(key)).toMatchObject({ name: "Newer" });
    expect(desk.hashes).toBe(1);
  });

  test("a known key stays known when it is changed, also where an address has no more wrong keys to show", async () => {
    const key = await stage.key("crm", { name: "Old" });
    const { key_id } = (await desk.verify(key, elsewhere)) ?? { key_id: 0 };
    for (let wrong = 0; wrong < 20; wrong += 1) await desk.verify(generateKey("crm"), elsewhere);
    await changeKey(space, key, { name: "New" });
    forget(key_id);
    expect(await desk.verify(key, elsewhere)).toMatchObject({ name: "New" });
  });

  test("a key whose hash was replaced is checked anew", async () => {
    const key = await stage.key("crm");
    await desk.verify(key);
    await changeKey(space, key, { hash: (await row(await stage.key("crm"))).hash });
    desk.clock.advance(1_000);
    expect(await desk.verify(key)).toBeNull();
    expect(desk.hashes).toBe(2);
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
