import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lead, type Message, message, openReceiver } from "./testing/receiver.ts";

// The stock verifier asks the real clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-03-13T10:00:01Z") });
});
afterEach(() => {
  vi.useRealTimers();
});
const wait = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

test("a genuine delivery is processed and answered 200", async () => {
  await using receiver = await openReceiver();
  expect(await receiver.send(message())).toEqual([200, "processed"]);
  expect(receiver.processed).toEqual([
    { id: "evt_1a2b3c4d_43", event: "lead.created", timestamp: "2026-03-13T10:00:00Z", data: lead },
  ]);
  expect(receiver.failures).toEqual([]);
});

test("a delivery of hundreds of kilobytes is processed", async () => {
  await using receiver = await openReceiver();
  expect(await receiver.send(message({ data: { note: "x".repeat(900_000) } }))).toEqual([200, "processed"]);
});

/** The text with the lowest bit of each of its bytes flipped, one after another. */
const everyFlip = (text: string) =>
  [...Buffer.from(text).keys()].map((place) => {
    const bytes = Buffer.from(text);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    return bytes;
  });

describe("refused with 401, unprocessed, is", () => {
  test("a body with any byte of it flipped", async () => {
    await using receiver = await openReceiver();
    const { body, headers } = message();
    const answers = await Promise.all(everyFlip(body).map((flipped) => receiver.send({ body: flipped, headers })));
    expect(answers).toHaveLength(Buffer.byteLength(body));
    expect(new Set(answers.map(([status]) => status))).toEqual(new Set([401]));
    expect(receiver.processed).toEqual([]);
  });

  test.each(["webhook-signature", "X-Valethon-Signature", "webhook-id", "webhook-timestamp"])(
    "any flipped byte of %s",
    async (name) => {
      await using receiver = await openReceiver();
      const { body, headers } = message();
      const flips = everyFlip(headers[name] ?? "");
      const answers = await Promise.all(
        flips.map((flipped) => receiver.send({ body, headers: { ...headers, [name]: flipped.toString("latin1") } })),
      );
      expect(answers.length).toBeGreaterThan(9);
      expect(new Set(answers.map(([status]) => status))).toEqual(new Set([401]));
      expect(receiver.processed).toEqual([]);
    },
  );

  const later = () => String(Math.floor(Date.now() / 1000) + 1);
  test.each<[string, () => Message, string]>([
    ["another secret's", () => message({ secrets: ["another_webhook_secret"] }), "No matching signature found"],
    [
      "one with the signatures of another body",
      () => ({ body: message({ data: { lead_id: 44 } }).body, headers: message().headers }),
      "No matching signature found",
    ],
    ["one under another id", () => changed({ "webhook-id": "evt_1a2b3c4d_44" }), "No matching signature found"],
    ["one under another time", () => changed({ "webhook-timestamp": later() }), "No matching signature found"],
    ["one without a time", () => changed({ "webhook-timestamp": "now" }), "Invalid Signature Headers"],
    ["an empty one", () => ({ ...message(), body: "" }), "No matching signature found"],
    [
      "one that another version signed",
      () => changed({ "webhook-signature": String(message().headers["webhook-signature"]).replace("v1,", "v1a,") }),
      "No matching signature found",
    ],
    [
      "one that its data signs",
      () => {
        const { body, headers } = message({ data: { ...lead, signature: `sha256=${"0".repeat(64)}` } });
        return { body: `${body.slice(0, -87)}}`, headers };
      },
      "No matching signature found",
    ],
  ])("%s", async (_, make, reason) => {
    await using receiver = await openReceiver();
    expect(await receiver.send(make())).toEqual([401, `webhook-signature: ${reason}.`]);
    expect(receiver.processed).toEqual([]);
    expect(receiver.failures).toEqual([`401 webhook-signature: ${reason}.`]);
  });
  const changed = (headers: Message["headers"]) => ({ ...message(), headers: { ...message().headers, ...headers } });

  test("a recorded one that is sent again after ten minutes, or that claims to be of the future", async () => {
    await using receiver = await openReceiver();
    const recorded = message();
    wait(10 * 60_000);
    expect(await receiver.send(recorded)).toEqual([401, "webhook-signature: Message timestamp too old."]);
    const early = message();
    wait(-10 * 60_000);
    expect(await receiver.send(early)).toEqual([401, "webhook-signature: Message timestamp too new."]);
    expect(receiver.processed).toEqual([]);
  });
});

describe("no delivery at all is", () => {
  test.each(["webhook-id", "webhook-timestamp", "webhook-signature", "x-valethon-signature"])(
    "one without %s: 400",
    async (missing) => {
      await using receiver = await openReceiver();
      const { body, headers } = message();
      const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== missing);
      expect(await receiver.send({ body, headers: Object.fromEntries(others) })).toEqual([
        400,
        `The header ${missing} is missing.`,
      ]);
      expect(receiver.processed).toEqual([]);
    },
  );

  test.each<[string, number, () => Message]>([
    ["more than a megabyte", 413, () => message({ data: { note: "x".repeat(1_100_000) } })],
    ["a form", 415, () => as("application/x-www-form-urlencoded")],
    ["plain text", 415, () => as("text/plain")],
    ["compressed", 415, () => ({ body: gzipSync(message().body), headers: { ...zipped, ...message().headers } })],
  ])("%s: %i", async (_, expected, make) => {
    await using receiver = await openReceiver();
    const [status, reason] = await receiver.send(make());
    expect(status).toBe(expected);
    expect(reason).toMatch(/^[^\n]+$/);
    expect(receiver.processed).toEqual([]);
  });
  const as = (type: string) => ({ ...message(), headers: { ...message().headers, "Content-Type": type } });
  const zipped = { "Content-Encoding": "gzip" };
});
