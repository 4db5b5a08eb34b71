import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { seeded } from "../testing/hostile.ts";
import { signToken } from "../testing/identity.ts";
import { verifyIdentity } from "./identity.ts";

const secret = "vis_of-the-key";
const now = "2026-03-10T09:00:00Z";
const seconds = Date.parse(now) / 1000;
const claims = { sub: "user-1", aud: "7", exp: seconds + 300 };
const terms = { secrets: [{ identity_secret_id: 3, text: secret }], audience: [4, 7], now };

const verify = (token: string, more: object = {}) => verifyIdentity(token, { ...terms, ...more });
const signed = (more: object = {}) => signToken(secret, { ...claims, ...more });
const codeOf = async (token: string, more?: object) =>
  await verify(token, more).then(
    () => "taken",
    (error: { code: string; details: { field: string; code: string }[] }) => {
      expect([error.code, error.details[0]?.field]).toEqual(["VALIDATION_ERROR", "identity.token"]);
      return error.details[0]?.code;
    },
  );

describe("a token", () => {
  test("proves who it was signed for", async () => {
    const token = signed({ email: " Ann@Example.COM ", name: "Ann\u202E  Lee" });
    expect(await verify(token)).toEqual({
      external_id: "user-1",
      email: "ann@example.com",
      name: "Ann Lee",
      identity_secret_id: 3,
    });
    expect(await verify(signed({ email: null, name: "" }))).toMatchObject({ email: null, name: null });
  });

  test.each([
    ["the key's id as a text", "7"],
    ["the key's id as a number", 7],
    ["another key of the line", "4"],
    ["a list with the key in it", ["elsewhere", "7"]],
  ])("may name in aud %s", async (_name, aud) => {
    expect(await codeOf(signed({ aud }))).toBe("taken");
  });

  test.each<[string, object, string]>([
    ["that has expired", { exp: seconds - 31 }, "expired"],
    ["without exp", { exp: undefined }, "expiry_missing"],
    ["with exp beyond 10 minutes", { exp: seconds + 631 }, "expires_too_late"],
    ["with a text as exp", { exp: String(seconds + 300) }, "invalid_claim"],
    ["with exp at the end of time", { exp: 1e300 }, "expires_too_late"],
    ["that is not valid yet", { nbf: seconds + 31 }, "invalid_claim"],
    ["from the future", { iat: seconds + 31 }, "issued_in_future"],
    ["with a text as iat", { iat: "now" }, "invalid_claim"],
    ["without aud", { aud: undefined }, "wrong_audience"],
    ["for another key", { aud: "8" }, "wrong_audience"],
    ["for a list without the key", { aud: ["8", "77"] }, "wrong_audience"],
    ["without sub", { sub: undefined }, "invalid_subject"],
    ["with an empty sub", { sub: "" }, "invalid_subject"],
    ["with a number as sub", { sub: 12 }, "invalid_subject"],
    ["with too long a sub", { sub: "x".repeat(201) }, "invalid_subject"],
    ["with an email that is none", { email: "ann at example" }, "invalid_email"],
    ["with an object as email", { email: { $ne: null } }, "invalid_email"],
    ["with a list as name", { name: ["Ann"] }, "invalid_name"],
  ])("%s is refused", async (_name, more, code) => {
    expect(await codeOf(signed(more))).toBe(code);
  });

  test("may be off by 30 s, as clocks are", async () => {
    expect(await codeOf(signed({ exp: seconds - 29 }))).toBe("taken");
    expect(await codeOf(signed({ exp: seconds + 630, iat: seconds + 30 }))).toBe("taken");
  });

  test.each([" user-1", "user-1 ", "user-1\u200E", "user-1\u0000", "user-1\n", "a  b", "\uFEFFuser-1", "\uD800"])(
    "whose sub %j only looks like another's is nobody's",
    async (sub) => {
      expect(await codeOf(signed({ sub }))).toBe("invalid_subject");
    },
  );

  test("of either of two secrets works, and says which it was", async () => {
    const secrets = [
      { identity_secret_id: 5, text: "vis_new" },
      { identity_secret_id: 3, text: secret },
    ];
    expect(await verify(signed(), { secrets })).toMatchObject({ identity_secret_id: 3 });
    expect(await verify(signToken("vis_new", claims), { secrets })).toMatchObject({ identity_secret_id: 5 });
    expect(await codeOf(signToken("vis_retired", claims), { secrets })).toBe("invalid_token");
  });
});

describe("a token that the key's secret did not sign with HS256", () => {
  const bare = (header: object, payload: object = claims) =>
    [header, payload].map((value) => Buffer.from(JSON.stringify(value)).toString("base64url")).join(".");
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const rs256 = bare({ alg: "RS256" });
  const [head, body, signature] = signed().split(".");

  test.each<[string, string]>([
    ["unsigned, alg none", `${bare({ alg: "none" })}.`],
    ["alg none with our signature", `${bare({ alg: "none" })}.${signature}`],
    ["alg nOnE", `${bare({ alg: "nOnE" })}.`],
    ["HS512 with the secret", signToken(secret, claims, { alg: "HS512" }, "sha512")],
    ["HS384 with the secret", signToken(secret, claims, { alg: "HS384" }, "sha384")],
    ["HS256 under the name HS512", signToken(secret, claims, { alg: "HS512" })],
    ["RS256 with a key of its own", `${rs256}.${sign("sha256", Buffer.from(rs256), privateKey).toString("base64url")}`],
    ["RS256 with the secret as the public key", signToken(secret, claims, { alg: "RS256" })],
    ["HS256 with a public key as the secret", signToken(pem, claims)],
    ["no alg", signToken(secret, claims, { typ: "JWT" })],
    ["alg as a list", signToken(secret, claims, { alg: ["HS256"] })],
    ["an own key in the header", signToken("mine", claims, { alg: "HS256", jwk: { kty: "oct", k: "bWluZQ" } })],
    ["a critical extension", signToken(secret, claims, { alg: "HS256", crit: ["x"], x: 1 })],
    ["another secret", signToken("vis_other", claims)],
    ["an empty secret", signToken("", claims)],
    ["a changed payload", `${head}.${bare({}, { ...claims, sub: "admin" }).split(".")[1]}.${signature}`],
    ["a changed header", `${bare({ alg: "HS256", kid: "1" }).split(".")[0]}.${body}.${signature}`],
    ["no signature", `${head}.${body}.`],
    ["a cut signature", `${head}.${body}.${signature?.slice(0, -2)}`],
    ["two parts", `${head}.${body}`],
    ["five parts", `${head}.${body}.${signature}.${head}.${body}`],
    ["a payload that is no object", signToken(secret, [claims])],
    ["nothing", ""],
    ["dots", "..."],
  ])("is refused without a word about secrets: %s", async (_name, token) => {
    expect(await codeOf(token)).toBe("invalid_token");
  });

  test("whatever is sent is refused, and nothing but that happens", async () => {
    const random = seeded(20260310);
    const alphabet = 'ABCDEFghij0189-_.=+/{}"\\ é\u0000';
    const token = signed();
    for (let round = 0; round < 500; round += 1) {
      const at = Math.floor(random() * token.length);
      const odd = alphabet[Math.floor(random() * alphabet.length)] ?? "";
      const changed = random() < 0.5 ? token.slice(0, at) + odd + token.slice(at + 1) : token.slice(0, at) + odd;
      if (isOurs(changed)) continue;
      expect(await codeOf(changed)).toBe("invalid_token");
    }
  });

  /** Base64url has characters whose last bits say nothing. */
  function isOurs(token: string): boolean {
    const [first = "", second = "", third = ""] = token.split(".");
    const mac = createHmac("sha256", secret).update(`${first}.${second}`).digest();
    return mac.equals(Buffer.from(third, "base64url"));
  }
});
