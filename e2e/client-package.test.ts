import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stack, startStack } from "./support/stack.ts";

const run = promisify(execFile);
const checkout = resolve(import.meta.dirname, "..");
const readme = readFileSync(join(checkout, "README.md"), "utf8");

/** A customer's project with nothing but the client's package in it, and the product from its own package beside it. */
let folder: string;
let project: string;
let product: string;
let stack: Stack;
let key: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "valethon-package-"));
  project = join(folder, "project");
  product = await unpack(".", join(folder, "product"));
  await unpack("./dist/client", join(project, "node_modules/valethon"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(join(checkout, "node_modules"), join(product, "node_modules"), "junction");
  stack = await startStack({ root: product });
  key = await stack.createKey("crm");
});

/** Packs a package of this checkout and unpacks it as npm would, without its dependencies. */
async function unpack(source: string, target: string): Promise<string> {
  const place = mkdtempSync(join(folder, "packed-"));
  await run("npm", ["pack", source, "--silent", "--pack-destination", place], { cwd: checkout });
  const [archive = ""] = readdirSync(place);
  mkdirSync(target, { recursive: true });
  await run("tar", ["-xzf", join(place, archive), "--strip-components=1"], { cwd: target });
  return target;
}

afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a customer's module with the server's address and a key; resolves to the lines it wrote. */
async function runModule(source: string): Promise<string[]> {
  const file = join(project, "main.mjs");
  writeFileSync(file, source);
  const env = { PATH: process.env["PATH"], VALETHON_API: stack.api, VALETHON_KEY: key };
  const { stdout } = await run(process.execPath, [file], { env });
  return stdout.trimEnd().split("\n");
}

/** The compiler's complaints about customers' sources, under the strictest options; empty when it has none. */
async function complaintsAbout(sources: Readonly<Record<string, string>>): Promise<string> {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    module: "nodenext",
    types: [],
    noEmit: true,
  };
  const files = Object.keys(sources);
  for (const [file, source] of Object.entries(sources)) writeFileSync(join(project, file), source);
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  return run(join(checkout, "node_modules/.bin/tsc"), ["-p", project]).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}

const typedUse = `
  import { ApiError, createClient, type InputOf, type Lead, type ListName, type OperationName } from "valethon/client";
  const client = createClient({ baseUrl: "https://acme.example", key: "crm_x", retry: { times: 3, longestWait: 10 } });
  const input: InputOf<"POST /leads"> = { body: { email: "a@example.com", tags: ["vip"] }, query: { on_duplicate: "update" } };
  const lead: Lead = await client.call("POST /leads", input, { idempotencyKey: "1" });
  const page = await client.call("GET /leads", { query: { per_page: 5, status: "new,contacted" } });
  export const emails: (string | null)[] = page.data.map(({ email }) => email);
  export const { notes } = await client.call("GET /leads/{id}", { params: { id: lead.lead_id } });
  export const pinned: boolean[] = notes.map(({ is_pinned }) => is_pinned);
  export const { value, headers } = await client.send("DELETE /leads/{id}", { params: { id: 1 } }, { ifMatch: "1-a" });
  export const gone: true = value.deleted;
  for await (const { subject } of client.all("GET /leads/{id}/activities", { params: { id: 1 } })) subject.trim();
  for await (const each of client.all("GET /leads", {})) each satisfies Lead;
  export const names: OperationName[] = ["GET /employees"] satisfies OperationName[];
  export const list: ListName = "GET /notes";
  export const codeOf = (error: unknown) => (error instanceof ApiError ? error.code : null);
`;

const wrongUse = `
  import { createClient } from "valethon/client";
  const client = createClient({ baseUrl: "https://acme.example" });
  // @ts-expect-error a misspelt field
  await client.call("POST /leads", { body: { emial: "a@example.com" } });
  // @ts-expect-error an operation that does not exist
  await client.call("POST /lead", { body: { email: "a@example.com" } });
  // @ts-expect-error a missing part
  await client.call("GET /leads/{id}", {});
  // @ts-expect-error an unknown choice
  await client.call("GET /leads", { query: { order: "up" } });
  // @ts-expect-error a part that is not taken
  await client.call("GET /pipeline", { query: { name: "Bo" } });
  // @ts-expect-error no list
  client.all("POST /leads", {});
  // @ts-expect-error a list without a cursor
  client.all("GET /events", {});
  // @ts-expect-error a place in a list that is read whole
  client.all("GET /leads", { query: { page: 2 } });
  const lead = await client.call("GET /leads/{id}", { params: { id: 1 } });
  // @ts-expect-error a field that no lead has
  lead.emial;
`;

describe("valethon/client from its packed tarball", () => {
  test("creates leads, reads them, lists all and throws refusals", async () => {
    const lines = await runModule(`
      import { ApiError, createClient } from "valethon/client";
      const client = createClient({ baseUrl: process.env.VALETHON_API, key: process.env.VALETHON_KEY, retry: { times: 2 } });
      const emails = ["a@example.com", "b@example.com", "c@example.com"];
      const made = [];
      for (const email of emails) made.push(await client.call("POST /leads", { body: { email, source: "packed" } }));
      const found = await client.call("GET /leads/{id}", { params: { id: made[0].lead_id } });
      console.log(found.email, found.notes.length);
      const query = { source: "packed", sort: "lead_id", order: "asc", per_page: 2 };
      for await (const { email } of client.all("GET /leads", { query })) console.log(email);
      for await (const { email } of client.all("GET /leads", { query: { source: "nowhere" } })) console.log(email);
      const refusal = await client.call("POST /leads", { body: { email: emails[0] } }).catch((error) => error);
      console.log(refusal instanceof ApiError, refusal.status, refusal.code);
    `);
    expect(lines).toEqual(["a@example.com 0", "a@example.com", "b@example.com", "c@example.com", "true 409 DUPLICATE"]);
  });

  test("does what the README shows", async () => {
    const snippet = /```js\n(import [^`]+"valethon\/client"[^`]+)```/.exec(readme)?.[1] ?? "";
    const shown = snippet.replace('"http://localhost:8080/admin/api/v1/crm"', "process.env.VALETHON_API");
    expect(shown).not.toBe(snippet);
    expect(await runModule(shown)).toEqual([
      expect.stringMatching(/^\d+ ann@example\.com$/),
      expect.stringMatching(/^NOT_FOUND There is no lead 1000/),
    ]);
  });

  test("knows the types of what goes in and comes out, and refuses what the API would refuse", async () => {
    expect(await complaintsAbout({ "typed-use.ts": typedUse, "wrong-use.ts": wrongUse })).toBe("");
  });

  test("imports nothing and depends on nothing", () => {
    const root = join(project, "node_modules/valethon");
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
    const sources = files.filter((file) => /\.(js|ts)$/.test(file));
    expect(sources).toContain("published/operations.d.ts");
    expect(files).not.toContain("node_modules");
    const text = sources.map((file) => readFileSync(join(root, file), "utf8")).join("\n");
    const imports = [...text.matchAll(/\b(?:from|import)[ (]+"([^"]+)"|\breference \w+="/g)].map(([, name]) => name);
    expect(imports).toContain("./operations.ts");
    for (const name of imports) expect(name).toMatch(/^\.\.?\/[a-z-]+\.[jt]s$/);
    expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).not.toHaveProperty("dependencies");
  });
});

describe("the product from its packed tarball", () => {
  test("brings the same client", async () => {
    const source = 'import("valethon/client").then((client) => console.log(Object.keys(client).join()))';
    const { stdout } = await run(process.execPath, ["--eval", source], { cwd: product });
    expect(stdout.trim()).toBe("ApiError,createClient");
  });

  test("starts and serves the chat, and brings no test and no data", async () => {
    const chat = await fetch(`${stack.url}/widget/chat.js`);
    expect(chat.status).toBe(200);
    const files = readdirSync(product, { recursive: true, encoding: "utf8" });
    const own = files.filter((file) => !file.startsWith("node_modules"));
    expect(own.filter((file) => /\.test\.ts$|\btesting\b|^e2e|^data|\.env/.test(file))).toEqual([]);
  });
});
