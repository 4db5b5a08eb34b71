import { parseOptions, verify } from "@node-rs/argon2";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { createKey, generateKey, mintKey, modeOfKey, type NewKey, parseKey } from "./keys.ts";

const types = ["crm", "crm_test", "pk_live", "pk_test"] as const;
const now = "2026-03-10T14:30:00Z";

describe("the form of a key", () => {
  test.each(types)("a generated %s key is read back", (type) => {
    const key = generateKey(type);
    expect(key).toMatch(new RegExp(`^${type}_[0-9A-Za-z]{36}$`));
    expect(parseKey(key)).toEqual({ type, prefix: key.slice(0, type.length + 9), last4: key.slice(-4) });
  });

  // Computed with another program's CRC32 and base62, so that reader and writer cannot be wrong together.
  test.each([
    ["crm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa06nJCk", "crm", "crm_aaaaaaaa"],
    ["crm_test_0123456789ABCDEFGHIJKLMNOPQRST1jimtD", "crm_test", "crm_test_01234567"],
    ["pk_live_ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ483Tzh", "pk_live", "pk_live_ZZZZZZZZ"],
    ["pk_test_abcdefghijklmnopqrstuvwxyz012312UB6T", "pk_test", "pk_test_abcdefgh"],
    ["crm_00000000000000000000000000001000reLg", "crm", "crm_00000000"],
  ])("%s is a key", (key, type, prefix) => {
    expect(parseKey(key)).toEqual({ type, prefix, last4: key.slice(-4) });
  });

  test("a key with any one character changed is no key", () => {
    const characters = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.nat(35), fc.constantFrom(...characters), (type, place, character) => {
        const key = generateKey(type);
        const at = key.length - 36 + place;
        fc.pre(key[at] !== character);
        expect(parseKey(key.slice(0, at) + character + key.slice(at + 1))).toBeNull();
      }),
    );
  });

  test("no two keys are alike", () => {
    expect(new Set(Array.from({ length: 200 }, () => generateKey("crm"))).size).toBe(200);
  });

  test.each([
    "",
    "crm_",
    "pk_live_short",
    "sk_live_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa06nJCk",
    " crm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa06nJCk",
  ])("%j is no key", (text) => {
    expect(parseKey(text)).toBeNull();
  });

  test("the type picks the mode", () => {
    expect(types.map(modeOfKey)).toEqual(["live", "test", "live", "test"]);
  });
});

describe.each(engines)("keys in the database (%s)", (engine) => {
  let stage: TestApi;
  beforeAll(async () => {
    stage = await openTestApi({ engine });
  });
  afterAll(() => stage.close());

  const create = async (wish: Partial<NewKey>) => {
    const space = await stage.space("live");
    const whole = { type: "crm", name: "Server", now, ...wish } as const;
    const minted = wish.minted ?? (await mintKey(whole.type));
    return await space.write(({ db }) => createKey(db, { ...whole, minted }));
  };

  test("a public key has the defaults of its kind", async () => {
    const { key, record } = await create({ type: "pk_live", name: " Shop " });
    expect(record).toEqual({
      key_id: record.key_id,
      name: "Shop",
      type: "pk_live",
      prefix: key.slice(0, 16),
      last4: key.slice(-4),
      permissions: ["widget:access"],
      rate_limit_per_minute: 30,
      site_limit_per_minute: 1200,
      rate_limit_scope: "visitor",
      allowed_origins: [],
      allowed_ips: [],
      settings: {},
      expires_at: null,
      last_used_at: null,
      created_by: null,
      created_at: now,
      updated_at: now,
      revoked_at: null,
      rolled_to: null,
      first_key_id: record.key_id,
      identity_required: false,
    });
  });

  test("a secret key has the defaults of its kind", async () => {
    const { record } = await create({});
    expect(record).toMatchObject({ rate_limit_per_minute: 120, site_limit_per_minute: 1200 });
    expect(record.permissions).toContain("leads:delete");
    expect(record.permissions).not.toContain("widget:access");
  });

  test("only an argon2id hash of the key is stored", async () => {
    const { key, record } = await create({});
    const space = await stage.space("live");
    const row = await space.read
      .selectFrom("api_keys")
      .selectAll()
      .where("key_id", "=", record.key_id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(key.slice(-20));
    expect(parseOptions(row.hash)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    expect(await verify(row.hash, key)).toBe(true);
  });

  test("what is wished is stored in one spelling", async () => {
    const { record } = await create({
      permissions: ["leads:write", "leads:read", "leads:read"],
      allowed_ips: ["203.0.113.7", "203.0.113.7/32"],
      rate_limit_per_minute: 600,
      expires_at: "2027-01-01T00:00:00+02:00",
      created_by: 3,
    });
    expect(record).toMatchObject({
      permissions: ["leads:read", "leads:write"],
      allowed_ips: ["203.0.113.7/32"],
      rate_limit_per_minute: 600,
      expires_at: "2026-12-31T22:00:00Z",
      created_by: 3,
    });
  });

  test("a prefix that is taken is not given twice", async () => {
    const minted = await mintKey("crm");
    const first = await create({ minted });
    const second = await create({ minted });
    expect(first.key).toBe(minted.key);
    expect(second.record.prefix).not.toBe(first.record.prefix);
  });

  const refusals: [string, Partial<NewKey>, string, RegExp][] = [
    ["a public key with CRM rights", { type: "pk_live", permissions: ["leads:read"] }, "permissions", /secret key/],
    ["a secret key with widget:access", { permissions: ["widget:access"] }, "permissions", /public key/],
    ["an unknown permission", { permissions: ["leads:everything"] }, "permissions", /leads:read/],
    ["no permission at all", { permissions: [] }, "permissions", /Choose from/],
    [
      "an origin with a path",
      { type: "pk_live", allowed_origins: ["https://a.test/x"] },
      "allowed_origins",
      /a\.test\/x/,
    ],
    ["origins on a secret key", { allowed_origins: ["https://a.test"] }, "allowed_origins", /allowed_ips/],
    ["addresses on a public key", { type: "pk_live", allowed_ips: ["10.0.0.1"] }, "allowed_ips", /allowed_origins/],
    ["a range that is none", { allowed_ips: ["10.0.0.0/99"] }, "allowed_ips", /10\.0\.0\.0\/99/],
    ["no name", { name: "  " }, "name", /1 to 100/],
    ["a limit of nothing", { rate_limit_per_minute: 0 }, "rate_limit_per_minute", /from 1/],
    ["half a request", { site_limit_per_minute: 1.5 }, "site_limit_per_minute", /whole number/],
    ["an expiry in the past", { expires_at: "2026-03-10T14:29:59Z" }, "expires_at", /future/],
    ["an expiry that is no time", { expires_at: "soon" }, "expires_at", /future/],
  ];
  test.each(refusals)("%s is refused with the next step", async (_, wish, field, message) => {
    await expect(create(wish)).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      message: expect.stringMatching(message),
      details: [{ field }],
    });
  });
});
