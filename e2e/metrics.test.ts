import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseExposition } from "../gateway/testing/exposition.ts";
import { ask } from "./support/http.ts";
import { openSocket } from "./support/raw-socket.ts";
import { type Stack, startStack } from "./support/stack.ts";
import { until } from "./support/until.ts";

const token = "a-token-of-a-test-0123456789";

/** What a visitor's browser and a company's server do, without ours. */
async function connect(stack: Stack, key: string) {
  const init = await ask(`${stack.api}/widget/init`, { key, body: {} });
  const socket = await openSocket(stack.url, key);
  socket.send(`40/widget,${JSON.stringify({ session_id: init.body["session_id"] })}`);
  await socket.next("40/widget,");
  return {
    close: socket.close,
    /** Sends a message under this number of an ack; resolves with its answer. */
    async say(ack: number, body: string): Promise<Record<string, unknown>> {
      const items = [{ client_id: `client-${ack}-${body.length}`, body }];
      socket.send(`42/widget,${ack}${JSON.stringify(["message:send", { items }])}`);
      const answer = await socket.next(`43/widget,${ack}[`);
      return (JSON.parse(answer.slice(answer.indexOf("["))) as [Record<string, unknown>])[0];
    },
  };
}

/** All of an answer that its address does not decide. */
async function answerOf(stack: Stack, path: string, init: RequestInit = {}) {
  const response = await fetch(stack.url + path, init);
  const headers = [...response.headers].filter(([name]) => name !== "date");
  return { status: response.status, headers, body: (await response.text()).replaceAll(path, "") };
}

describe("on the machine itself", () => {
  let stack: Stack;
  let publicKey: string;
  beforeAll(async () => {
    stack = await startStack();
    publicKey = await stack.createKey("pk_live");
  });
  afterAll(() => stack.stop());

  const scrape = async () => {
    const response = await fetch(`${stack.url}/metrics`);
    expect(response.status).toBe(200);
    return parseExposition(await response.text());
  };

  test("a running product tells how often what was done, and how it does", async () => {
    const secretKey = await stack.createKey("crm");
    const visitor = await connect(stack, publicKey);
    for (let ack = 1; ack <= 3; ack += 1) expect(await visitor.say(ack, "Hello")).toMatchObject({ ok: true });
    expect(await visitor.say(4, "")).toMatchObject({ code: "VALIDATION_ERROR" });
    for (let count = 0; count < 5; count += 1) await ask(`${stack.api}/leads?per_page=1`, { key: secretKey });
    await ask(`${stack.api}/leads`, { key: "crm_wrong" });

    const [told] = await Promise.all([scrape(), scrape(), scrape()]);
    const command = { namespace: "widget", command: "message:send" };
    expect(told.value("valethon_commands_total", { ...command, outcome: "ok" })).toBe(3);
    expect(told.value("valethon_commands_total", { ...command, outcome: "VALIDATION_ERROR" })).toBe(1);
    expect(told.value("valethon_command_seconds_count", command)).toBe(4);
    const websockets = { namespace: "widget", transport: "websocket" };
    expect(told.value("valethon_sockets", websockets)).toBe(1);
    const leads = { operation: "GET /leads" };
    expect(told.value("valethon_http_requests_total", { ...leads, status: "2xx" })).toBe(5);
    expect(told.value("valethon_http_requests_total", { ...leads, status: "4xx" })).toBe(1);
    expect(told.value("valethon_http_request_seconds_count", leads)).toBe(6);
    expect(told.value("valethon_conversations_open", { space: "main_live" })).toBe(1);
    expect(told.value("valethon_commit_seconds_count", { space: "main_live" })).toBeGreaterThanOrEqual(3);
    expect(told.value("valethon_database_up", { space: "main_live" })).toBe(1);
    visitor.close();
    await until("the socket to be gone", async () => (await scrape()).value("valethon_sockets", websockets) === 0);
  });

  test("what a proxy passed on is told nothing, not even that there is something", async () => {
    for (const header of ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"]) {
      const headers = { [header]: "192.0.2.1" };
      expect(await answerOf(stack, "/metrics", { headers })).toEqual(await answerOf(stack, "/nothing", { headers }));
    }
    expect((await answerOf(stack, "/metrics", { method: "HEAD" })).body).toBe("");
    expect((await answerOf(stack, "/metrics", { method: "POST" })).status).toBe(405);
  });

  test("a writer that is held makes nobody unready, and a drain that waits for it says so and is told of until it ends", async () => {
    const visitor = await connect(stack, publicKey);
    expect(await visitor.say(1, "Before")).toMatchObject({ ok: true });
    const other = new Sqlite(join(stack.dataDir, "spaces", "main_live.db"));
    other.exec("begin immediate");
    const sent = visitor.say(2, "While the writer is held");
    await until(
      "the message to be worked on",
      async () => (await scrape()).value("valethon_commands_in_progress") === 1,
    );
    expect((await fetch(`${stack.url}/readyz`)).status).toBe(200);

    process.kill(stack.pid ?? 0, "SIGTERM");
    const status = async (path: string) => (await fetch(stack.url + path)).status;
    await until("readiness to end", async () => (await status("/readyz")) === 503);
    expect(await status("/livez")).toBe(200);
    expect((await scrape()).value("valethon_draining")).toBe(1);
    other.exec("rollback");
    other.close();
    expect(await sent).toMatchObject({ ok: true });
    await until("the server to end", () => stack.pid === null);
  });
});

describe("behind a proxy", () => {
  test("the token opens, from wherever it comes, and nothing else does", async () => {
    const stack = await startStack({ env: { TRUST_PROXY: "1", METRICS_TOKEN: token } });
    const shown = { Authorization: `Bearer ${token}`, "X-Forwarded-For": "192.0.2.1" };
    const opened = await fetch(`${stack.url}/metrics`, { headers: shown });
    expect(parseExposition(await opened.text()).value("valethon_draining")).toBe(0);
    for (const headers of [{}, { Authorization: `Bearer ${token}0` }, { Authorization: `Basic ${token}` }]) {
      for (const method of ["GET", "HEAD", "POST"]) {
        const init = { method, headers };
        expect(await answerOf(stack, "/metrics", init)).toEqual(await answerOf(stack, "/nothing", init));
      }
    }
    expect(stack.output).not.toContain(token);
    await stack.stop();
  });
});
