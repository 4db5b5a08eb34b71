import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { WidgetReceives, WidgetSends } from "../../gateway/protocol.ts";
import { type Connection, createConnection } from "./connection.ts";
import { openSocketIo } from "./socket-io.ts";
import { createFakeBrowser, createFakeTab, type FakeTab } from "./testing/environment.ts";
import { type FakeServer, startFakeServer } from "./testing/fake-server.ts";
import { type OpenWire, openWebSocket } from "./wire.ts";

let server: FakeServer;
const opened: Connection<WidgetSends>[] = [];

beforeEach(async () => {
  server = await startFakeServer();
});

afterEach(async () => {
  for (const connection of opened.splice(0)) connection.close();
  await server.close();
});

const patiently = { timeout: 4_000, interval: 5 };

function connect(receives: Partial<WidgetReceives> = {}, session = "ws_one") {
  const environment: FakeTab = createFakeTab(createFakeBrowser());
  const refusals: string[] = [];
  const states: string[] = [];
  const connection = createConnection<WidgetSends, WidgetReceives>({
    url: server.url,
    namespace: "/widget",
    query: { key: "pk_live_x" },
    auth: () => ({ session_id: session }),
    receives,
    refused: ({ code }) => refusals.push(code),
    environment,
  });
  connection.subscribe((state) => states.push(state));
  opened.push(connection);
  const becomes = (state: string) => vi.waitFor(() => expect(connection.state).toBe(state), patiently);
  return { connection, environment, refusals, states, becomes };
}

describe("a connection", () => {
  test("connects, asks and is answered", async () => {
    const { connection, becomes } = connect();
    expect(connection.state).toBe("idle");
    connection.open();
    await becomes("online");
    const reply = await connection.request("conversation:sync", { after: 0 });
    expect(reply).toMatchObject({ ok: true, head: 0 });
  });

  test("answers UNAVAILABLE at once while there is no connection, and keeps nothing for later", async () => {
    const { connection, becomes } = connect();
    const early = connection.request("message:send", { items: [{ client_id: "early-01", body: "early" }] });
    expect(await early).toMatchObject({ ok: false, code: "UNAVAILABLE" });
    connection.open();
    await becomes("online");
    expect(server.batches).toEqual([]);
  });

  test("hears facts", async () => {
    const heard: unknown[] = [];
    const { connection, becomes } = connect({ "availability.changed": (status) => heard.push(status) });
    connection.open();
    await becomes("online");
    server.emit("availability.changed", { status: "away", agents_online: 0 });
    await vi.waitFor(() => expect(heard).toEqual([{ status: "away", agents_online: 0 }]), patiently);
  });

  test("a command without an answer is settled when the connection is cut, and the connection comes back", async () => {
    const { connection, becomes, states } = connect();
    connection.open();
    await becomes("online");
    server.intercept = () => "silence";
    const asked = connection.request("conversation:sync", { after: 0 });
    server.cut();
    expect(await asked).toMatchObject({ ok: false, code: "UNAVAILABLE" });
    await becomes("online");
    expect(states).toEqual(["connecting", "online", "connecting", "online"]);
  });

  test("a refused session ends the tries, and opening again uses the new one", async () => {
    server.sessionId = "ws_two";
    const { connection, refusals } = connect();
    connection.open();
    await vi.waitFor(() => expect(refusals).toEqual(["NOT_FOUND"]), patiently);
    expect(connection.state).toBe("offline");
    server.sessionId = "ws_one";
    connection.open();
    await vi.waitFor(() => expect(connection.state).toBe("online"), patiently);
  });

  test("a server that hangs up on purpose is not called again", async () => {
    const { connection, refusals, becomes } = connect();
    connection.open();
    await becomes("online");
    server.disconnect();
    await vi.waitFor(() => expect(refusals).toEqual(["AUTH_REQUIRED"]), patiently);
    expect(connection.state).toBe("offline");
  });

  test("a draining server is left for its successor", async () => {
    const { connection, becomes, states } = connect();
    connection.open();
    await becomes("online");
    server.emit("drain", { after_ms: 1 });
    await vi.waitFor(() => expect(states.slice(2)).toEqual(["connecting", "online"]), patiently);
  });

  test("a clock that is set back while a server drains does not make the wait endless", async () => {
    const drains: number[] = [];
    const { connection, environment, becomes, states } = connect({ drain: ({ after_ms }) => drains.push(after_ms) });
    let clock = Date.now();
    environment.now = () => clock;
    connection.open();
    await becomes("online");
    server.emit("drain", { after_ms: 200 });
    await vi.waitFor(() => expect(drains).toEqual([200]), patiently);
    clock -= 3_600_000;
    server.cut();
    await vi.waitFor(() => expect(states.slice(2)).toEqual(["connecting", "online"]), patiently);
  });

  test("close ends it for good, also when the network is back", async () => {
    const { connection, environment, becomes } = connect();
    connection.open();
    await becomes("online");
    connection.close();
    environment.wake();
    expect(connection.state).toBe("idle");
    await vi.waitFor(() => expect(server.sockets()).toBe(0), patiently);
  });
});

// What passes on one wire passes on the other: the light one is held to the library's behaviour.
describe.each([
  ["WebSocket by hand", openWebSocket],
  ["socket.io-client", openSocketIo],
])("a wire by %s", (_, open: OpenWire) => {
  function wire(session_id = "ws_one", url = server.url) {
    const happened: string[] = [];
    const environment = createFakeTab(createFakeBrowser());
    const address = { url, namespace: "/widget", query: { key: "k" }, auth: { session_id }, withCredentials: false };
    const line = open(
      address,
      {
        connected: () => happened.push("connected"),
        failed: (refusal) => happened.push(`failed ${(refusal as { code?: string } | null)?.code ?? "network"}`),
        received: (name, payload) => happened.push(`${name} ${JSON.stringify(payload)}`),
        lost: (byServer) => happened.push(`lost ${byServer ? "by server" : "by network"}`),
      },
      environment,
    );
    return { line, happened, until: (...all: string[]) => vi.waitFor(() => expect(happened).toEqual(all), patiently) };
  }

  test("connects, is answered, hears and is cut", async () => {
    const { line, until } = wire();
    await until("connected");
    const reply = new Promise((resolve) => line.send("conversation:sync", { after: 0, limit: 5 }, resolve));
    expect(await reply).toMatchObject({ ok: true });
    server.emit("drain", { after_ms: 3 });
    await until("connected", 'drain {"after_ms":3}');
    server.cut();
    await until("connected", 'drain {"after_ms":3}', "lost by network");
  });

  test("tells a refusal from a dead network", async () => {
    await wire("ws_unknown").until("failed NOT_FOUND");
    await wire("ws_one", "http://127.0.0.1:1").until("failed network");
  });

  test("tells when the server hangs up on purpose", async () => {
    const { until } = wire();
    await until("connected");
    server.disconnect();
    await until("connected", "lost by server");
  });

  test("says nothing after it was closed", async () => {
    const { line, happened, until } = wire();
    await until("connected");
    line.close();
    await vi.waitFor(() => expect(server.sockets()).toBe(0), patiently);
    expect(happened).toEqual(["connected"]);
  });
});
