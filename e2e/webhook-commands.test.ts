import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openReceiver, type TestReceiver } from "../api/testing/receiver.ts";
import { ask } from "./support/http.ts";
import { type Stack, startStack } from "./support/stack.ts";

let stack: Stack;
let receiver: TestReceiver;
let key: string;
beforeAll(async () => {
  receiver = await openReceiver();
  // It looks for what others queued every 3 s in place of 15.
  stack = await startStack({ env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8", WEBHOOK_TIME_SCALE: "0.2" } });
  key = await stack.createKey("crm");
}, 60_000);
afterAll(async () => {
  await stack.stop();
  await receiver.close();
});

/** Registers a webhook for events of leads, and returns its id. */
async function registerWebhook(url: string): Promise<number> {
  const { status, body } = await ask(`${stack.api}/webhooks`, { key, body: { url, events: ["lead.*"] } });
  expect(status).toBe(201);
  return (body["data"] as { webhook_id: number }).webhook_id;
}

async function createLead(last_name: string): Promise<number> {
  const { status, body } = await ask(`${stack.api}/leads`, { key, body: { last_name, company_name: "Acme" } });
  expect(status).toBe(201);
  return (body["data"] as { lead_id: number }).lead_id;
}

interface Following {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** The next line that it prints. */
  next(): Promise<string>;
  /** What it ends with, and what it wrote to standard error. */
  ended: Promise<{ code: number | null; signal: string | null; stderr: string }>;
}

/** Starts `webhooks tail` beside the server. */
function follow(...args: readonly string[]): Following {
  const child = spawn(process.execPath, ["api/cli/main.ts", "webhooks", "tail", ...args], {
    cwd: resolve(import.meta.dirname, ".."),
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "test", DATA_DIR: stack.dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    next: async () => String((await lines.next()).value),
    ended: once(child, "close").then(([code, signal]) => ({ code, signal, stderr })),
  };
}

describe("the command line for webhooks", () => {
  test("lists what is registered beside the running server", async () => {
    const id = await registerWebhook(receiver.url);
    const { code, stdout } = await stack.cli(["webhooks", "list"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^ID .*EVENTS\n${id} +enabled .* ${receiver.url} +lead\\.\\*\n$`));
  });

  test.each(["SIGINT", "SIGTERM"] as const)("shows each try as the server makes it, and ends by %s", async (signal) => {
    const id = await registerWebhook(receiver.url);
    const { child, next, ended } = follow("--json", "--webhook", String(id));
    for (const name of ["First", "Second"]) {
      const lead = await createLead(name);
      expect(JSON.parse(await next())).toMatchObject({
        ...{ webhook_id: id, event: "lead.created", entity: "lead", entity_id: lead, attempt: 1, status: "delivered" },
        try: { status: 204, error: null },
      });
    }
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, signal: null, stderr: "" });
  });

  test("ends when the pipe that it prints to is closed", async () => {
    const id = await registerWebhook(receiver.url);
    const { child, next, ended } = follow("--webhook", String(id));
    const lead = await createLead("Third");
    expect(await next()).toMatch(
      new RegExp(`^.{19}  webhook ${id}  lead.created  lead ${lead}  204  \\d+ ms  attempt 1/10$`),
    );
    child.stdout.destroy();
    await createLead("Fourth");
    expect(await ended).toEqual({ code: 0, signal: null, stderr: "" });
  });

  test("replays an event, which the running server finds and sends again", async () => {
    const id = await registerWebhook(receiver.url);
    await createLead("Fifth");
    const tried = JSON.parse(
      (await stack.cli(["webhooks", "tail", "--webhook", String(id), "--limit", "1", "--json"])).stdout,
    );
    const before = receiver.received.length;
    const args = ["webhooks", "replay", "--webhook", String(id), "--event", String(tried["event_id"])];
    const { code, stdout } = await stack.cli(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/is queued for webhook \d+ again\. A running server looks for it within 3 seconds/);
    await receiver.arrived(before + 1);
    expect(receiver.received.at(-1)?.headers["webhook-id"]).toBe(tried["message_id"]);
  });

  test("shows the latest tries while the server is down", async () => {
    const id = await registerWebhook(receiver.url);
    const lead = await createLead("Sixth");
    const args = ["webhooks", "tail", "--webhook", String(id), "--limit", "1"];
    const { stdout } = await stack.cli(args);
    expect(stdout).toContain(`lead ${lead}  204`);
    await stack.kill();
    expect(await stack.cli(args)).toEqual({ code: 0, stdout, stderr: "" });
  });
});
