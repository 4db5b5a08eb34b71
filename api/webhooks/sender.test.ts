import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestClock } from "../testing/clock.ts";
import { openReceiver, type TestReceiver } from "../testing/receiver.ts";
import { createTestSender, endpointAt, someMessage } from "../testing/sender.ts";
import { signMessage } from "./sign.ts";

const clock = createTestClock();
const env = { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" };
const sender = createTestSender({ env, clock });

let receiver: TestReceiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => await receiver.close());

const send = (path = "/hook") => sender.send(endpointAt(receiver.url + path), someMessage);

test("the signed message arrives as one POST, at its path and query", async () => {
  const outcome = await send("/hooks/crm?shop=7&q=%22a%20b%22");
  expect(outcome).toEqual({ status: 204, error: null, answer: null, retryAfterMs: null, durationMs: 0 });
  const { secrets } = endpointAt("");
  const signed = signMessage(someMessage.content, { id: someMessage.id, sentAt: clock.now(), secrets });
  const [one] = receiver.received;
  expect(one?.path).toBe("/hooks/crm?shop=7&q=%22a%20b%22");
  expect(one?.body).toBe(signed.body);
  const named = Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]);
  expect(one?.headers).toEqual({
    ...Object.fromEntries(named),
    host: receiver.url.replace("http://", ""),
    accept: "*/*",
    "user-agent": "Valethon-Webhooks/1",
    "content-length": String(Buffer.byteLength(signed.body)),
    connection: "close",
  });
});

test("a text in any script arrives whole, counted in bytes", async () => {
  const content = { ...someMessage.content, data: JSON.stringify({ name: "Žofie 日本 🦊".repeat(3000) }) };
  await sender.send(endpointAt(receiver.url), { ...someMessage, content });
  expect(receiver.received[0]?.json).toMatchObject({ data: JSON.parse(content.data) });
});

test("the host that was registered is the Host that is named, whatever address answers", async () => {
  const byName = createTestSender({ env, names: { "crm.example": ["127.0.0.1"] } });
  const { port } = new URL(receiver.url);
  expect((await byName.send(endpointAt(`http://CRM.example:${port}/`), someMessage)).status).toBe(204);
  expect(receiver.received[0]?.headers.host).toBe(`crm.example:${port}`);
});

describe("of several addresses", () => {
  const port = () => new URL(receiver.url).port;

  test("the first that accepts is taken", async () => {
    const several = createTestSender({ env, names: { "crm.example": ["127.0.0.2", "127.0.0.3", "127.0.0.1"] } });
    expect((await several.send(endpointAt(`http://crm.example:${port()}/`), someMessage)).status).toBe(204);
  });

  test("no more than four are tried", async () => {
    const many = ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.1"];
    const several = createTestSender({ env, names: { "crm.example": many } });
    const outcome = await several.send(endpointAt(`http://crm.example:${port()}/`), someMessage);
    expect(outcome.error).toMatch(/^refused the connection: check that your server listens/);
  });

  test("an answer is taken as it is, and the others are left alone", async () => {
    receiver.answers((_, response) => void response.writeHead(500).end());
    const several = createTestSender({ env, names: { "crm.example": ["127.0.0.1", "127.0.0.1"] } });
    const outcome = await several.send(endpointAt(`http://crm.example:${port()}/`), someMessage);
    expect(outcome).toMatchObject({ status: 500, error: "answered 500: answer 2xx once you have taken the message" });
    expect(receiver.received).toHaveLength(1);
  });
});

test.each([200, 201, 202, 204, 226])("%d is success", async (status) => {
  receiver.answers((_, response) => void response.writeHead(status).end());
  expect(await send()).toMatchObject({ status, error: null });
});

test.each([300, 304, 400, 401, 404, 410, 429, 500, 503, 599])(
  "%d is a failure that says what to do",
  async (status) => {
    receiver.answers((_, response) => void response.writeHead(status).end("no"));
    expect(await send()).toMatchObject({
      status,
      error: expect.stringMatching(new RegExp(`^answered ${status}[:;,] .+`)),
    });
  },
);

test("410 says that it ends all, and how to come back", async () => {
  receiver.answers((_, response) => void response.writeHead(410).end());
  expect((await send()).error).toMatch(/disables a webhook.+enable it/);
});

test.each([
  ["7", 7_000],
  ["0", 0],
  ["Tue, 10 Mar 2026 14:31:30 GMT", 90_000],
  ["Tuesday, 10-Mar-26 14:31:30 GMT", 90_000],
  ["Tue Mar 10 14:31:30 2026", 90_000],
  ["Tue, 10 Mar 2026 14:29:00 GMT", 0],
  ["999999999999", 999_999_999_999_000],
  ["9".repeat(400), null],
  ["-5", null],
  ["1.5", null],
  ["soon", null],
  ["2026-03-10T14:31:30Z", null],
  ["Tue, 99 Mar 2026 99:31:30 GMT", null],
])("Retry-After: %s asks for %s ms", async (header, retryAfterMs) => {
  receiver.answers((_, response) => void response.writeHead(503, { "Retry-After": header }).end());
  expect(await send()).toMatchObject({ status: 503, retryAfterMs });
});

test.each([
  ["a text", Buffer.from("thank you"), "thank you"],
  ["nothing", Buffer.alloc(0), null],
  ["its first thousand bytes", Buffer.from("a".repeat(5000)), "a".repeat(1000)],
  ["no half of a character", Buffer.from("é".repeat(400) + "日".repeat(400)), "é".repeat(400) + "日".repeat(66)],
  ["bytes that are no UTF-8, replaced", Buffer.from([0x61, 0xff, 0xfe, 0x62]), "a\ufffd\ufffdb"],
  ["no NUL", Buffer.from("a\u0000b\u0000"), "ab"],
  ["compressed bytes as they are", Buffer.from([0x1f, 0x8b, 0x08, 0x41]), "\u001f\ufffd\u0008A"],
])("an answer is kept: %s", async (_, body, answer) => {
  receiver.answers((_received, response) => void response.writeHead(200, { "Content-Encoding": "gzip" }).end(body));
  expect(await send()).toMatchObject({ status: 200, error: null, answer });
});

describe("a caller that stops", () => {
  test("before the start sends nothing", async () => {
    const outcome = await sender.send(endpointAt(receiver.url), someMessage, AbortSignal.abort());
    expect(outcome).toMatchObject({ status: null, error: expect.stringMatching(/^was stopped/) });
    expect(receiver.received).toHaveLength(0);
  });

  test("while the name is resolved, or an answer waited for, has its outcome at once", async () => {
    const stop = new AbortController();
    const lost = createTestSender({ resolve: () => new Promise(() => stop.abort()) });
    const unresolved = await lost.send(endpointAt("https://crm.example/"), someMessage, stop.signal);
    expect(unresolved.error).toMatch(/^was stopped/);

    const stopLater = new AbortController();
    receiver.answers(() => stopLater.abort());
    const unanswered = await sender.send(endpointAt(receiver.url), someMessage, stopLater.signal);
    expect(unanswered).toMatchObject({ status: null, error: expect.stringMatching(/^was stopped/) });
  });

  test("once the status is there changes nothing", async () => {
    const stop = new AbortController();
    receiver.answers((_, response) => void response.writeHead(200).write("begun"));
    const stopOnceHeard = () => void setImmediate(() => stop.abort());
    subscribe("http.client.response.finish", stopOnceHeard);
    expect(await sender.send(endpointAt(receiver.url), someMessage, stop.signal)).toMatchObject({
      status: 200,
      error: null,
    });
    unsubscribe("http.client.response.finish", stopOnceHeard);
  });

  test("leaves no listener of ours on its signal", async () => {
    const { signal } = new AbortController();
    const counted = countListeners(signal);
    await sender.send(endpointAt(receiver.url), someMessage, signal);
    expect(counted()).toBe(0);
  });
});

function countListeners(signal: AbortSignal): () => number {
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count -= 1;
    remove(...args);
  };
  return () => count;
}

test("a name that does not resolve is a failed try that says so", async () => {
  const outcome = await sender.send(endpointAt("https://nowhere.example/"), someMessage);
  expect(outcome).toMatchObject({
    status: null,
    error: expect.stringMatching(/^nowhere\.example does not resolve yet/),
  });
});

test("a message that cannot be written is our fault, told without a stack", async () => {
  const outcome = await sender.send(endpointAt(receiver.url), { ...someMessage, id: "a\nb" });
  expect(outcome).toMatchObject({
    status: null,
    error: expect.stringMatching(/^could not be sent by a fault on our side/),
  });
});
