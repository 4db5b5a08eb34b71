import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../api/testing/api.ts";
import { createTestClock } from "../../api/testing/clock.ts";
import { lead, secret } from "./testing/receiver.ts";

const program = join(import.meta.dirname, "server.ts");

type Program = ChildProcessByStdio<null, Readable, Readable>;

let house: TestApi;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "valethon-receiver-"));
  house = await openTestApi({ env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" }, clock: createTestClock(Date.now()) });
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(env: Readonly<Record<string, string>>): Program {
  return spawn(process.execPath, [program], {
    cwd: folder,
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Everything that the program says until it ends. */
async function readAll(child: Program) {
  const ended = once(child, "close") as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** Runs the program while the product sends messages to it, and returns the outcomes and what it said. */
async function receive(env: Readonly<Record<string, string>>, secrets: readonly [string, ...string[]], ids: string[]) {
  const child = start(env);
  const said = readAll(child);
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  const url =
    String(chunk)
      .match(/http:\S+/)?.[0]
      ?.replace("localhost", "127.0.0.1") ?? "";
  const content = { event: "lead.created", timestamp: "2026-03-13T10:00:00Z", data: JSON.stringify(lead) };
  const outcomes = [];
  for (const id of ids) outcomes.push(await house.api.webhooks.send({ url, secrets }, { id, content }));
  child.kill("SIGTERM");
  return { outcomes, ...(await said) };
}

describe("the server that takes what the product sends", () => {
  test("prints a line for each event, once, over a restart too", async () => {
    const first = await receive({ WEBHOOK_SECRET: secret }, [secret], ["evt_1a2b3c4d_43", "evt_1a2b3c4d_43"]);
    expect(first.outcomes).toMatchObject([
      { status: 200, error: null, answer: "processed\n" },
      { status: 200, error: null, answer: "seen before\n" },
    ]);
    const line = "2026-03-13T10:00:00Z lead.created lead_id=43 evt_1a2b3c4d_4";
    expect(first.stdout).toMatch(/^Takes deliveries at http:\/\/localhost:\d+\/webhooks\/crm\n/);
    expect(first.stdout.split("\n").slice(1)).toEqual([`${line}3`, ""]);
    expect([first.code, first.stderr]).toEqual([0, ""]);

    const second = await receive({ WEBHOOK_SECRET: secret }, [secret], ["evt_1a2b3c4d_43", "evt_1a2b3c4d_44"]);
    expect(second.stdout.split("\n").slice(1)).toEqual([`${line}4`, ""]);
  });

  test("takes both secrets while they are rotated", async () => {
    const newest = `whsec_${Buffer.from("twenty-four bytes or more").toString("base64")}`;
    const env = { WEBHOOK_SECRET: `${newest}, ${secret}` };
    for (const [index, secrets] of ([[secret], [newest, secret], [newest]] as const).entries()) {
      const { outcomes } = await receive(env, secrets, [`evt_1a2b3c4d_10${index}`]);
      expect(outcomes).toMatchObject([{ status: 200, answer: "processed\n" }]);
    }
  });

  test("says why it does not take what another secret signed", async () => {
    const { outcomes, stderr } = await receive({ WEBHOOK_SECRET: secret }, ["another_webhook_secret"], ["evt_1"]);
    const reason = "webhook-signature: No matching signature found.";
    expect(outcomes).toMatchObject([{ status: 401, answer: `${reason}\n` }]);
    expect(stderr).toBe(`not taken: 401 ${reason}\n`);
  });

  test.each([{}, { WEBHOOK_SECRET: "" }, { WEBHOOK_SECRET: "one," }, { WEBHOOK_SECRET: "one,two,three" }])(
    "does not start with %j, and says how it does",
    async (env) => {
      const { code, stdout, stderr } = await readAll(start(env));
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^Usage: WEBHOOK_SECRET=/);
    },
  );
});
