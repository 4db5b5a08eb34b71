import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ApiStats } from "../api/stats.ts";
import { engines } from "../api/testing/api.ts";
import type { Seen } from "./metric-family.ts";
import { createMetrics } from "./metrics.ts";
import { parseExposition } from "./testing/exposition.ts";
import { openReal } from "./testing/real.ts";
import { record } from "./testing/scenes.ts";
import { ask, connected, next, openStage, type Stage } from "./testing/stage.ts";

/** An API without spaces, to which nothing happened. */
const nothing: ApiStats = {
  requests: [],
  refusals: new Map(),
  keys: { shown: { remembered: 0, checked: 0, wrong: 0, refused: 0 }, hashes: 0 },
  webhookTries: new Map(),
  spaces: [],
};

/** A server that answers nothing but metrics. */
async function serve(read: () => Promise<Seen>) {
  const metrics = createMetrics({ config: { metricsToken: null, trustProxy: 0 }, read });
  let asked = 0;
  const server = createServer(async (request, response) => {
    asked += 1;
    try {
      if (!(await metrics(request, response))) response.writeHead(404).end();
    } catch {
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked: () => asked,
    ask: (path = "/metrics", init: RequestInit = {}) => fetch(url + path, init),
    scrape: async () => parseExposition(await (await fetch(`${url}/metrics`)).text()),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe.each(engines)("metrics over %s", (engine) => {
  let real: Awaited<ReturnType<typeof openReal>>;
  let site: Awaited<ReturnType<typeof serve>>;
  let key: string;
  beforeEach(async () => {
    real = await openReal(engine);
    key = await real.test.key("pk_live");
    site = await serve(async () => ({
      version: "1.2.3",
      gateway: real.gateway.stats(),
      api: await real.test.api.stats(),
    }));
  });
  afterEach(async () => {
    site.close();
    await real.close();
  });

  test("a chat shows in sockets, commands, facts, the log and the open conversations, each as often as it happened", async () => {
    const agent = await real.agent(await real.signIn());
    const visitor = await real.visitor(key, await real.init(key));
    const [atVisitor, atAgent] = [record(visitor), record(agent)];
    const item = { client_id: "client-0001", body: "Do you ship to Oslo?" };
    const { conversation_id } = await ask(visitor, "message:send", { items: [item] });
    await ask(visitor, "message:send", { items: [item] });
    await ask(visitor, "message:send", { items: [] });
    await ask(visitor, "no:such:command", {});
    await ask(agent, "conversation:sync", { conversation_id, after: 0 });
    await ask(agent, "conversation:close", { conversation_id: 999_999 });
    const typed = next(agent, "typing");
    visitor.emit("typing", { typing: true });
    await typed;
    const head = (await real.test.events()).length;
    await vi.waitFor(() => expect(atAgent.of("feed.event")).toHaveLength(head));

    const told = await site.scrape();
    const commands = (labels: Record<string, string>) => told.value("valethon_commands_total", labels);
    expect(told.value("valethon_build_info", { version: "1.2.3" })).toBe(1);
    expect(told.value("valethon_sockets", { namespace: "widget", transport: "websocket" })).toBe(1);
    expect(told.value("valethon_sockets", { namespace: "agent", transport: "polling" })).toBe(0);
    expect(commands({ namespace: "widget", command: "message:send", outcome: "ok" })).toBe(2);
    expect(commands({ namespace: "widget", command: "message:send", outcome: "VALIDATION_ERROR" })).toBe(1);
    expect(commands({ namespace: "agent", command: "conversation:sync", outcome: "ok" })).toBe(1);
    expect(commands({ namespace: "agent", command: "conversation:close", outcome: "NOT_FOUND" })).toBe(1);
    expect(told.value("valethon_command_seconds_count", { namespace: "widget", command: "message:send" })).toBe(3);
    expect(told.value("valethon_client_faults_total", { fault: "unknown_event" })).toBe(1);
    expect(told.value("valethon_client_faults_total", { fault: "invalid_input" })).toBe(1);
    const said = atVisitor.of("conversation.event").length;
    expect(told.value("valethon_facts_total", { kind: "conversation.event" })).toBe(said);
    expect(told.value("valethon_facts_total", { kind: "feed.event" })).toBe(head);
    expect(told.value("valethon_facts_total", { kind: "typing" })).toBe(1);
    expect(told.value("valethon_fact_delay_seconds_count", { kind: "feed.event" })).toBe(head);
    expect(told.value("valethon_fact_delay_seconds_bucket", { kind: "feed.event", le: "+Inf" })).toBe(head);
    expect(told.value("valethon_fact_delay_seconds_sum", { kind: "conversation.event" })).toBeGreaterThan(0);
    expect(told.value("valethon_http_requests_total", { operation: "POST /widget/init", status: "2xx" })).toBe(1);
    expect(told.value("valethon_events_head", { space: "main_live" })).toBe(head);
    expect(told.value("valethon_conversations_open", { space: "main_live" })).toBe(1);
    expect(told.value("valethon_agents", { space: "main_live", status: "online" })).toBe(1);
    expect(told.value("valethon_database_up", { space: "main_test" })).toBe(1);
    // Nothing that a caller chose becomes a series, nor does anything that names somebody.
    const labels = JSON.stringify(told.names.flatMap((name) => told.all(name).map((sample) => sample.labels)));
    expect(labels).not.toMatch(/no:such|Oslo|pk_live|ws_|acme|shop\.example|999999|127\.0\.0\.1/);
  });
});

describe("whatever the API tells", () => {
  let stage: Stage;
  let site: Awaited<ReturnType<typeof serve>>;
  const reached = Promise.withResolvers<void>();
  const held = Promise.withResolvers<{ conversation_id: number }>();
  const seen = () => ({ version: "1", gateway: stage.gateway.stats(), api: nothing });
  const reading = vi.fn(async () => seen());
  beforeEach(async () => {
    stage = await openStage({
      "POST /widget/end": () => {
        reached.resolve();
        return held.promise;
      },
    });
    reading.mockClear();
    site = await serve(reading);
  });
  afterEach(async () => {
    site.close();
    await stage.close();
  });

  test("what can only rise is called so, and what is known of the process stands beside it", async () => {
    const { types, value } = await site.scrape();
    for (const [name, type] of types) {
      if (name.startsWith("valethon_")) expect(name.endsWith("_total"), name).toBe(type === "counter");
    }
    expect([...types.keys()]).toEqual(
      expect.arrayContaining(["nodejs_gc_duration_seconds", "nodejs_eventloop_lag_p99_seconds"]),
    );
    expect(value("process_resident_memory_bytes")).toBeGreaterThan(10_000_000);
    expect(value("process_start_time_seconds")).toBeGreaterThan(1_700_000_000);
  });

  test("a scrape goes on while a drain waits for its acks, and tells of it", async () => {
    const visitor = await connected(stage.visitor());
    const accepted = ask(visitor, "conversation:end", {});
    await reached.promise;
    const drained = stage.gateway.drain();
    await ask(visitor, "conversation:read", { conversation_id: 10, seq: 1 });
    const told = await site.scrape();
    held.resolve({ conversation_id: 10 });
    await Promise.all([accepted, drained]);
    expect(told.value("valethon_draining")).toBe(1);
    expect(told.value("valethon_commands_in_progress")).toBe(1);
    expect(told.value("valethon_commands_total", { command: "conversation:read", outcome: "UNAVAILABLE" })).toBe(1);
  });

  test("only GET and HEAD are answered, only at this address, and two at once share one reading", async () => {
    reading.mockImplementationOnce(async () => {
      await vi.waitFor(() => expect(site.asked()).toBe(2));
      return seen();
    });
    const [one, two] = await Promise.all([site.scrape(), site.scrape()]);
    expect(reading).toHaveBeenCalledOnce();
    expect(two.names).toEqual(one.names);
    await site.scrape();
    expect(reading).toHaveBeenCalledTimes(2);
    const head = await site.ask("/metrics", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(head.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(head.headers.get("cache-control")).toBe("no-store");
    const post = await site.ask("/metrics", { method: "POST" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect((await site.ask("/metrics?x=1")).status).toBe(200);
    for (const path of ["/metrics/", "/Metrics", "/metricsx"]) expect((await site.ask(path)).status).toBe(404);
  });

  test("a reading that fails ends its own scrape, and the next is whole again", async () => {
    reading.mockRejectedValueOnce(new Error("no reading"));
    await expect(site.ask()).rejects.toThrow();
    expect((await site.ask()).status).toBe(200);
  });
});
