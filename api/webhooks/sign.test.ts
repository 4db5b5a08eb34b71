import { createHmac } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { eventNames } from "../events/names.ts";
import { type Content, signMessage, standardPrefix } from "./sign.ts";

const textSecret = "your_webhook_secret";
const standardSecret = `${standardPrefix}${Buffer.from("twenty-four bytes or more").toString("base64")}`;
const id = "evt_1a2b3c4d_43";

const contentOf = (data: unknown): Content => ({
  event: "lead.created",
  timestamp: "2026-03-13T10:00:00Z",
  data: JSON.stringify(data),
});

/** The reference's own payload. */
const reference = contentOf({ lead_id: 43, email: "jane@company.com", source: "website_form" });

/** As a customer has it: the stock verifier, told that a text secret is raw. It holds the time to our own clock. */
const verifier = (secret: string) =>
  secret.startsWith(standardPrefix) ? new Webhook(secret) : new Webhook(Buffer.from(secret), { format: "raw" });

const sendNow = (content: Content, ...secrets: readonly [string, ...string[]]) =>
  signMessage(content, { id, sentAt: Date.now(), secrets });

const sha256 = (secret: string, text: string) => `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`;

/** What the signature in the body signs, and the signature: cut off by its length, the last brace put back. */
function cutSignature(body: string) {
  const [signed, ending] = [`${body.slice(0, -87)}}`, body.slice(-87)];
  return { signed, signature: /^,"signature":"(sha256=[0-9a-f]{64})"\}$/.exec(ending)?.[1] };
}

function expectGenuine(content: Content, secret: string): void {
  const { body, headers } = sendNow(content, secret);
  const { event, timestamp, data } = content;
  const { signed, signature } = cutSignature(body);
  expect(signed).toBe(`{"event":"${event}","timestamp":"${timestamp}","data":${data}}`);
  expect(signature).toBe(sha256(secret, signed));
  expect(headers["X-Valethon-Signature"]).toBe(sha256(secret, body));
  expect(verifier(secret).verify(body, headers)).toEqual({ ...JSON.parse(signed), signature });
  expect(Object.keys(JSON.parse(body))).toEqual(["event", "timestamp", "data", "signature"]);
}

const textSecrets = fc
  .string({ unit: "grapheme-ascii", minLength: 16, maxLength: 256 })
  .filter((secret) => !secret.startsWith(standardPrefix));
const standardSecrets = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((bytes) => `${standardPrefix}${Buffer.from(bytes).toString("base64")}`);
const secrets = fc.oneof(textSecrets, standardSecrets);
const contents = fc.record({
  event: fc.constantFrom(...eventNames),
  timestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }).map(timestamp),
  data: fc.json({ stringUnit: "binary" }),
});

describe.each([
  ["a text", textSecret],
  ["one of Standard Webhooks", standardSecret],
])("a message signed with %s", (_, secret) => {
  test("is the reference's payload, and every signature verifies", () => {
    expectGenuine(reference, secret);
  });

  const ending = `,"signature":"sha256=${"0".repeat(64)}"}`;
  test.each<[string, unknown]>([
    ["letters of all the world", { name: "Zoë Ødegård 李伟 🧑🏽‍🚀 \u202eabc" }],
    ["line separators, which old JavaScript could not read", { note: "one\u2028two\u2029three" }],
    ["an escaped NUL and its like", { note: "nul \0, bell \u0007, said \\u0000" }],
    ["half of a pair", { note: "half \ud83d" }],
    ["quotes and backslashes", { note: '"\\"\\\\"\n\r\t</script>' }],
    ["a signature of its own", { signature: `sha256=${"a".repeat(64)}`, deep: { signature: null } }],
    ["the ending itself, as a text", { note: ending, more: [ending, `${ending}}`] }],
    ["the ending last", { lead_id: 43, signature: `sha256=${"0".repeat(64)}` }],
    ["nothing", {}],
    ["a megabyte", { note: "€ ".repeat(262_144) }],
  ])("verifies with %s in its data", (_what, data) => {
    expectGenuine(contentOf(data), secret);
  });

  test("does not verify with another secret, nor in another body", () => {
    const { body, headers } = sendNow(reference, secret);
    const other = sendNow(contentOf({ lead_id: 44 }), secret);
    expect(() => verifier("another secret of ours").verify(body, headers)).toThrow("No matching signature");
    expect(() => verifier(secret).verify(other.body, headers)).toThrow("No matching signature");
    expect(other.headers["X-Valethon-Signature"]).not.toBe(headers["X-Valethon-Signature"]);
    expect(cutSignature(other.body).signature).not.toBe(cutSignature(body).signature);
  });
});

test("whatever is signed with whatever secret verifies every way", () => {
  fc.assert(fc.property(contents, secrets, expectGenuine));
});

describe("while a secret is rotated", () => {
  test("the new secret and the previous one verify, whatever they are", () => {
    fc.assert(
      fc.property(contents, secrets, secrets, (content, newest, previous) => {
        const { body, headers } = sendNow(content, newest, previous);
        expect(verifier(newest).verify(body, headers)).toEqual(verifier(previous).verify(body, headers));
        expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
      }),
    );
  });

  test("the body and X-Valethon-Signature are signed with the new one alone", () => {
    const { body, headers } = sendNow(reference, standardSecret, textSecret);
    expect(body).toBe(sendNow(reference, standardSecret).body);
    expect(headers["X-Valethon-Signature"]).toBe(sha256(standardSecret, body));
  });
});

describe("a message that is sent again", () => {
  const sentAt = Date.parse("2026-03-13T10:00:05.900Z");
  const send = (at: number, messageId = id) =>
    signMessage(reference, { id: messageId, sentAt: at, secrets: [textSecret] });

  test("has the same id and the same body, signed for its own second", () => {
    const [first, second] = [send(sentAt), send(sentAt + 300_000)];
    expect(first.headers).toMatchObject({ "webhook-id": id, "webhook-timestamp": "1773396005" });
    expect(second.headers).toMatchObject({ "webhook-id": id, "webhook-timestamp": "1773396305" });
    expect(second.body).toBe(first.body);
    expect(second.headers["webhook-signature"]).not.toBe(first.headers["webhook-signature"]);
    expect(second.headers["X-Valethon-Signature"]).toBe(first.headers["X-Valethon-Signature"]);
  });

  test("its Standard Webhooks signature is of that id and that second", () => {
    const { body, headers } = sendNow(reference, textSecret);
    const later = String(Number(headers["webhook-timestamp"]) + 1);
    const standard = verifier(textSecret);
    expect(() => standard.verify(body, { ...headers, "webhook-timestamp": later })).toThrow("No matching signature");
    expect(() => standard.verify(body, { ...headers, "webhook-id": "evt_1a2b3c4d_44" })).toThrow("No matching");
  });
});

test("a secret beyond ASCII signs as its bytes in UTF-8", () => {
  expectGenuine(reference, "geheimes Wörtchen, 秘密の言葉");
});
