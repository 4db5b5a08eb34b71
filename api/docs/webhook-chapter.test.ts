import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signMessage } from "../webhooks/sign.ts";
import { webhooks } from "./webhook-chapter.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "valethon-docs-"));
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const codeIn = (language: string) =>
  [...webhooks.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(([, code]) => code ?? "");

const textSecret = "your_webhook_secret";
const standardSecret = `whsec_${Buffer.from("twenty-four bytes or more").toString("base64")}`;
const worldSecret = "geheimes Wörtchen, 秘密の言葉";
const now = Date.now();
const fake = `,"signature":"sha256=${"0".repeat(64)}"}`;

interface Case {
  readonly name: string;
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it is genuine by the headers of Standard Webhooks, and by the signature in the body. */
  readonly standard: boolean;
  readonly inBody: boolean;
}

function sign(secrets: readonly [string, ...string[]], { data = { lead_id: 43 } as object, sentAt = now } = {}) {
  const content = { event: "lead.created", timestamp: "2026-03-13T10:00:00Z", data: JSON.stringify(data) };
  const { body, headers } = signMessage(content, { id: "evt_1a2b3c4d_43", sentAt, secrets });
  // As servers hand them over.
  return {
    body,
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text])),
  };
}

function casesOf(secret: string): readonly Case[] {
  const genuine = { secret, ...sign([secret]), standard: true, inBody: true };
  const refused = { standard: false, inBody: false };
  const changed = genuine.body.replace("43", "44");
  const own = { data: { note: `"\u2028\0 ü ${fake}`, signature: "sha256=0" } };
  return [
    { ...genuine, name: "a genuine one" },
    { ...genuine, name: "one with signatures in its data", ...sign([secret], own) },
    { ...genuine, ...refused, name: "another body", body: changed },
    { ...genuine, ...refused, name: "another secret", secret: "another_webhook_secret" },
    { ...genuine, ...refused, name: "a line break more", body: `${genuine.body}\n` },
    { ...genuine, ...refused, name: "a fake ending", body: `${genuine.body.slice(0, -87)}${fake}` },
    { ...genuine, ...refused, name: "no signature in the body", body: `${genuine.body.slice(0, -87)}}` },
    { ...genuine, ...refused, name: "nothing", body: "" },
    { ...genuine, name: "a recorded one", ...sign([secret], { sentAt: now - 600_000 }), standard: false },
    { ...genuine, name: "the previous secret", ...sign(["another_webhook_secret", secret]), inBody: false },
  ];
}

const cases = [textSecret, standardSecret, worldSecret].flatMap(casesOf);

/** What a program says of each case: it reads them as JSON from its input and writes a list of booleans. */
function verdicts(command: string, file: string, program: string): boolean[] {
  writeFileSync(join(folder, file), program);
  const { stdout, stderr } = spawnSync(command, [file], {
    cwd: folder,
    input: JSON.stringify(cases),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const named = (results: readonly boolean[]) => cases.map(({ name, secret }, index) => [secret, name, results[index]]);

describe("the code for Node verifies", () => {
  const [standard = "", inBody = ""] = codeIn("js");
  const run = (code: string, call: string) =>
    `${code}
import { readFileSync } from "node:fs";
const test = ({ body: text, headers, secret }) => { const body = Buffer.from(text); ${call} };
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(test)));`;

  test("by the headers of Standard Webhooks", () => {
    const call = 'try { return readEvent(body, headers, secret).event === "lead.created"; } catch { return false; }';
    const results = verdicts(process.execPath, "standard.mjs", run(standard, call));
    expect(named(results)).toEqual(named(cases.map((one) => one.standard)));
  });

  test("by the signature in the body", () => {
    const results = verdicts(process.execPath, "in-body.mjs", run(inBody, "return isGenuine(body, secret);"));
    expect(named(results)).toEqual(named(cases.map((one) => one.inBody)));
  });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe("the code for Python", () => {
  const [standard = "", inBody = ""] = codeIn("python");
  const run = (code: string, call: string) =>
    `${code}
import json, sys
print(json.dumps([${call} for one in json.load(sys.stdin)]))`;

  test("is there for both ways", () => {
    expect(codeIn("python").every((code) => code.includes("def is_genuine("))).toBe(true);
    expect([codeIn("python").length, codeIn("js").length]).toEqual([2, 2]);
  });

  if (hasPython) {
    test("verifies by the headers of Standard Webhooks", () => {
      const call = 'is_genuine(one["body"].encode(), one["headers"], one["secret"])';
      const results = verdicts("python3", "standard.py", run(standard, call));
      expect(named(results)).toEqual(named(cases.map((one) => one.standard)));
    });

    test("verifies by the signature in the body", () => {
      const results = verdicts("python3", "in_body.py", run(inBody, 'is_genuine(one["body"].encode(), one["secret"])'));
      expect(named(results)).toEqual(named(cases.map((one) => one.inBody)));
    });
  }
});
