import type { Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRawReceiver, type RawReceiver } from "../testing/raw-receiver.ts";
import { createTestSender, endpointAt, someMessage } from "../testing/sender.ts";

const env = { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" };
const patient = createTestSender({ env });
/** 15 s are 750 ms. */
const hasty = createTestSender({ env: { ...env, WEBHOOK_TIME_SCALE: "0.05" } });

let receiver: RawReceiver;
beforeEach(async () => {
  receiver = await openRawReceiver();
});
afterEach(async () => await receiver.close());

const send = (sender = patient) => sender.send(endpointAt(`http://127.0.0.1:${receiver.port}/`), someMessage);

/** Writes as long as the other side takes it. */
function floods(text: string): (socket: Socket) => void {
  const part = Buffer.from(text);
  return (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(part));
    };
    socket.on("drain", more);
    more();
  };
}

const says = (text: string) => (socket: Socket) => void socket.end(text);

test.each<readonly [string, RegExp, (socket: Socket) => void]>([
  ["closes without a word", /^closed the connection before it answered: look into/, (socket) => socket.end()],
  ["resets", /^closed the connection before it answered/, (socket) => socket.resetAndDestroy()],
  ["breaks off in its headers", /^closed the connection/, says("HTTP/1.1 200 OK\r\nContent-")],
  [
    "speaks another language",
    /^answered with something that is not HTTP \(HPE_\w+\)/,
    says("220 smtp.example ESMTP\r\n"),
  ],
  ["writes a number that is none", /that is not HTTP/, says("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n")],
  [
    "writes two lengths",
    /that is not HTTP/,
    says("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
  ],
  [
    "has headers without end",
    /^answered with more than 16 kB of headers/,
    floods(`HTTP/1.1 200 OK\r\nX: ${"a".repeat(20_000)}`),
  ],
  ["has many headers", /more than 16 kB of headers/, says(`HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(20_000)}\r\n`)],
  [
    "says 100 Continue without end",
    /^sent interim answers \(1xx\) without end/,
    floods("HTTP/1.1 100 Continue\r\n\r\n".repeat(100)),
  ],
  [
    "says 103 without end",
    /^sent interim answers/,
    floods("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100)),
  ],
])("one that %s fails, with a word on it", async (_, error, act) => {
  receiver.does(act);
  expect(await send()).toMatchObject({ status: null, answer: null, error: expect.stringMatching(error) });
});

test("one that resets before it is asked fails", async () => {
  receiver.does((socket) => socket.resetAndDestroy(), "greet");
  expect((await send()).error).toMatch(/^closed the connection before it answered/);
});

test("one that does not listen fails", async () => {
  await receiver.close();
  expect((await send()).error).toMatch(/^refused the connection: check that your server listens/);
  receiver = await openRawReceiver();
});

test("one that changes to another protocol fails", async () => {
  receiver.does(says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
  expect(await send()).toMatchObject({ status: 101, error: expect.stringMatching(/^answered 101/) });
});

test.each<readonly [string, (socket: Socket) => void]>([
  ["never answers", () => {}],
  ["answers slowly", (socket) => void drip(socket, "HTTP/1.1 200 OK\r\nX-Slow: ")],
  ["answers too late", (socket) => void setTimeout(() => says("HTTP/1.1 200 OK\r\n\r\n")(socket), 1_000)],
])("one that %s fails after its time, and the connection is gone", async (_, act) => {
  receiver.does(act);
  const outcome = await send(hasty);
  expect(outcome).toMatchObject({
    status: null,
    error: "no answer within 0.75 s: answer 2xx first, and do the work afterwards",
  });
  await expect.poll(() => receiver.open.size).toBe(0);
});

/** One more byte every few milliseconds, without end. */
function drip(socket: Socket, start: string): void {
  socket.write(start);
  const timer = setInterval(() => socket.write("x"), 5);
  socket.on("close", () => clearInterval(timer));
}

const ok = "HTTP/1.1 200 OK\r\n";

test.each<readonly [string, string, (socket: Socket) => void]>([
  ["never ends its body", "begun", (socket) => socket.write(`${ok}Content-Length: 100\r\n\r\nbegun`)],
  ["breaks its body off", "begun", says(`${ok}Content-Length: 100\r\n\r\nbegun`)],
  ["breaks its chunks", "begun", says(`${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\nnonsense`)],
  ["ends its body by closing", "all of it", says(`${ok}\r\nall of it`)],
  ["writes more than it announced", "all", says(`${ok}Content-Length: 3\r\n\r\nall and more`)],
  ["says 100 Continue first", "all", says(`HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 3\r\n\r\nall`)],
  ["speaks HTTP/1.0", "all", says("HTTP/1.0 200 OK\r\n\r\nall")],
])("one that %s has taken the message: its status decides", async (_, answer, act) => {
  receiver.does(act);
  expect(await send(hasty)).toMatchObject({ status: 200, error: null, answer });
  await expect.poll(() => receiver.open.size).toBe(0);
});

test("one that drips its body has taken the message, and is let go after its time", async () => {
  receiver.does((socket) => drip(socket, `${ok}\r\n`));
  expect(await send(hasty)).toMatchObject({ status: 200, error: null, answer: expect.stringMatching(/^x+$/) });
  await expect.poll(() => receiver.open.size).toBe(0);
});

test("one that answers before it has read the message is heard", async () => {
  receiver.does(says("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"), "greet");
  expect(await send()).toMatchObject({ status: 413 });
});

test("of a body without end no more than its beginning is read, and the memory stays", async () => {
  let sent = 0;
  const part = Buffer.alloc(65_536, "a");
  receiver.does((socket) => {
    socket.write(`${ok}\r\n`);
    const more = () => {
      while (!socket.destroyed && socket.write(part)) sent += part.length;
    };
    socket.on("drain", more);
    more();
  });
  const before = process.memoryUsage();
  for (let round = 0; round < 20; round += 1) {
    expect(await send()).toMatchObject({ status: 200, error: null, answer: "a".repeat(1000) });
  }
  const after = process.memoryUsage();
  // What the kernel holds of a connection on its way bounds the rest; read to the end of their time they were gigabytes.
  expect(sent).toBeLessThan(20 * 16_000_000);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(30_000_000);
  await expect.poll(() => receiver.open.size).toBe(0);
});
