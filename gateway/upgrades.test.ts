import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { openStage, type Stage, website } from "./testing/stage.ts";

let stage: Stage;
afterEach(() => stage.close());

/** A client that keeps its half of the connection open whatever the server does. */
function open(): Socket {
  const socket = connect({ port: Number(new URL(stage.url).port), host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => undefined);
  return socket;
}

const upgrade = (path: string, protocol = "websocket") =>
  [
    `GET ${path} HTTP/1.1`,
    "Host: localhost",
    `Origin: ${website}`,
    "Connection: Upgrade",
    `Upgrade: ${protocol}`,
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "\r\n",
  ].join("\r\n");
const path = "/socket.io/?EIO=4&transport=websocket&key=pk_live_1";

async function connectRaw(): Promise<{ readonly client: Socket; readonly connection: Socket; readonly sid: string }> {
  const accepted = once(stage.server, "connection") as Promise<[Socket]>;
  const client = open();
  client.write(upgrade(path));
  const [connection] = await accepted;
  let received = "";
  client.on("data", (chunk) => {
    received += chunk.toString("latin1");
  });
  const sid = await vi.waitFor(() => {
    const found = /"sid":"([^"]+)"/.exec(received)?.[1];
    if (found === undefined) throw new Error("Not greeted yet.");
    return found;
  });
  return { client, connection, sid };
}

test("a connection that is reset while its handshake is judged ends nobody else's", async () => {
  stage = await openStage();
  // The judgement is a promise: it is still out when the reset is read.
  const reset = new Promise<Socket>((resolve) => {
    stage.server.once("upgrade", (_request, connection: Socket) => {
      connection.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
      connection.once("close", () => resolve(connection));
    });
  });
  open().write(upgrade(path));
  expect((await reset).errored).toMatchObject({ code: "ECONNRESET" });
  const neighbour = await connectRaw();
  expect(neighbour.sid).toMatch(/./);
});

test("a WebSocket that breaks the protocol and does not hang up is hung up on", async () => {
  stage = await openStage();
  const { client, connection } = await connectRaw();
  client.write(Buffer.from([0x81, 0x01, 0x32]));
  await vi.waitFor(() => expect(connection.destroyed).toBe(true), { timeout: 5000 });
});

test("a ping of WebSocket itself is answered", async () => {
  stage = await openStage();
  const { client } = await connectRaw();
  const answered = once(client, "data") as Promise<[Buffer]>;
  client.write(Buffer.from([0x89, 0x81, 0, 0, 0, 0, 0x21]));
  expect((await answered)[0]).toEqual(Buffer.from([0x8a, 0x01, 0x21]));
});

test.each(["GET", "POST"])("%s to a WebSocket's session, which nobody would answer, is refused", async (method) => {
  stage = await openStage();
  const { sid } = await connectRaw();
  expect(await statusOf(`/socket.io/?EIO=4&transport=websocket&sid=${sid}`, method)).toBe(400);
});

test("PUT to a polled session is refused as the client's mistake", async () => {
  stage = await openStage();
  const poll = "/socket.io/?EIO=4&transport=polling&key=pk_live_1";
  const greeting = await (await fetch(stage.url + poll, { headers: { origin: website } })).text();
  const { sid } = JSON.parse(greeting.slice(1)) as { sid: string };
  expect(await statusOf(`${poll}&sid=${sid}`, "PUT")).toBe(400);
});

async function statusOf(address: string, method: string): Promise<number> {
  return (await fetch(stage.url + address, { method, signal: AbortSignal.timeout(5000) })).status;
}

test.each([
  ["a WebSocket elsewhere", upgrade("/elsewhere")],
  ["another protocol", upgrade("/elsewhere", "h2c")],
])("who asks for %s is answered as if it asked for no upgrade", async (_what, request) => {
  stage = await openStage();
  const client = open();
  client.write(request);
  expect(String((await once(client, "data"))[0])).toMatch(/^HTTP\/1\.1 404 /);
});
