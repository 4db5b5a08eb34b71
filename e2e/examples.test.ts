import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "./support/http.ts";
import { freePorts } from "./support/ports.ts";
import { type Stack, startStack } from "./support/stack.ts";

const examples = resolve(import.meta.dirname, "../examples");
let stack: Stack;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "valethon-examples-"));
  stack = await startStack({ demo: true, env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" } });
});

afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(key: string, args: readonly string[]) {
  const child = spawn(process.execPath, [join(examples, "import-leads/import-leads.ts"), ...args, "--url", stack.url], {
    env: { ...process.env, VALETHON_KEY: key },
  });
  const ended = once(child, "close") as Promise<[number]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

describe("examples/import-leads", () => {
  test("imports the sample once, however often it runs", async () => {
    const key = await stack.createKey("crm");
    const file = join(folder, "leads.csv");
    copyFileSync(join(examples, "import-leads/leads.csv"), file);

    expect(await run(key, [file])).toEqual({
      code: 0,
      stdout: "4 imported, 0 failed, 0 imported earlier.\n",
      stderr: "",
    });
    expect((await run(key, [file])).stdout).toBe("0 imported, 0 failed, 4 imported earlier.\n");
    rmSync(`${file}.imported`);
    expect((await run(key, [file])).stdout, "the server knows the rows by their Idempotency-Key").toBe(
      "4 imported, 0 failed, 0 imported earlier.\n",
    );

    const { body } = await ask(`${stack.api}/leads?sort=lead_id&order=asc`, { key });
    expect(body["pagination"]).toMatchObject({ total: 4 });
    expect(body["data"]).toMatchObject([
      { email: "jane.smith@globex.example", first_name: "Jane", source: "trade_fair" },
      { email: "omar@haddad-dental.example", company_name: "Haddad Dental" },
      { email: "li.wei@northpier.example", source: "newsletter" },
      { email: null, last_name: "Nakamura", phone: "+44 20 7946 0958" },
    ]);
  });

  test("says which line was refused, and why", async () => {
    const file = join(folder, "bad.csv");
    writeFileSync(file, "email\nfine@example.com\nnot an email\n");
    const { code, stdout, stderr } = await run(await stack.createKey("crm"), [file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Line 3: email: /);
    expect(stdout).toBe("1 imported, 1 failed, 0 imported earlier.\n");
  });

  test("a key that may not create leads stops it at once", async () => {
    const file = join(folder, "forbidden.csv");
    copyFileSync(join(examples, "import-leads/leads.csv"), file);
    const { code, stdout, stderr } = await run(await stack.createKey("pk_live"), [file]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("examples/webhook-receiver", () => {
  test("takes what the product sends: a test of the webhook, then an event", async () => {
    const [port = 0] = await freePorts(1);
    const secret = "a secret of ours";
    const receiver = spawn(process.execPath, [join(examples, "webhook-receiver/server.ts")], {
      cwd: folder,
      env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) },
    });
    const key = await stack.createKey("crm");
    const lines = createInterface(receiver.stdout)[Symbol.asyncIterator]();
    const line = async () => String((await lines.next()).value);
    try {
      expect(await line()).toContain(`http://localhost:${port}/webhooks/crm`);
      const url = `http://localhost:${port}/webhooks/crm`;
      const hook = await ask(`${stack.api}/webhooks`, { key, body: { url, events: ["lead.*"], secret } });
      expect(hook).toMatchObject({ status: 201, body: { data: { url, enabled: true, warning: null, secret: null } } });
      const id = (hook.body["data"] as { webhook_id: number }).webhook_id;

      const tried = await ask(`${stack.api}/webhooks/${id}/test`, { key, method: "POST" });
      expect(tried.body["data"]).toMatchObject({ delivered: true, status: 200, answer: "processed\n" });
      expect(await line()).toContain(`webhook.test webhook_id=${id}`);

      const email = "received@example.com";
      const lead = await ask(`${stack.api}/leads`, { key, body: { email, source: "api" } });
      const { lead_id } = lead.body["data"] as { lead_id: number };
      expect(await line()).toContain(` lead.created lead_id=${lead_id} evt_`);
    } finally {
      receiver.kill();
      await once(receiver, "close");
    }
  });
});

describe("examples/plain-html", () => {
  test.each(["/", "/services", "/contact"])(
    "%s carries the snippet with a key that the product knows",
    async (path) => {
      const page = await (await fetch(stack.demoUrl + path)).text();
      expect(page).toContain(`<script src="${stack.url}/widget/chat.js" async></script>`);
      const key = /publicKey: '(pk_(?:live|test)_[0-9A-Za-z]{36})'/.exec(page)?.[1];
      const { status } = await ask(`${stack.api}/widget/status`, { key: key ?? "" });
      expect(status).toBe(200);
    },
  );
});
