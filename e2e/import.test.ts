import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./support/http.ts";
import { type Stack, startStack } from "./support/stack.ts";
import { until } from "./support/until.ts";

const people = 3000;
const emailOf = (n: number) => `person${n}@company.example`;
const emails = Array.from({ length: people }, (_, i) => emailOf(i + 1));

let stack: Stack;
let key: string;

beforeAll(async () => {
  stack = await startStack({ env: { RATE_LIMITS: "off" } });
  key = await stack.createKey("crm");
});

afterAll(() => stack.stop());

interface Import {
  readonly import_id: number;
  readonly status: string;
  readonly processed: number;
}

async function read(path: string): Promise<Record<string, unknown>> {
  const { status, body } = await ask(stack.api + path, { key });
  expect(status).toBe(200);
  return body;
}

const readImport = async (id: number) => (await read(`/imports/${id}`))["data"] as Import;

async function upload(csv: string): Promise<number> {
  const response = await fetch(`${stack.api}/leads/import`, {
    method: "POST",
    headers: { "X-API-Key": key, "Content-Type": "text/csv" },
    body: csv,
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { data: Import }).data.import_id;
}

/** What every page of a list holds under a name. */
async function all(path: string, name: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const body = await read(`${path}&per_page=100&cursor=${encodeURIComponent(cursor)}`);
    found.push(...(body["data"] as Record<string, unknown>[]).map((row) => row[name]));
    cursor = (body["pagination"] as { next_cursor: string | null }).next_cursor;
  }
  return found;
}

/** Resolves once more rows were taken than `before`; the process is in the middle of further ones then. */
async function whileRunning(id: number, before: number): Promise<number> {
  let processed = before;
  await until(
    "the import to take rows",
    async () => {
      ({ processed } = await readImport(id));
      return processed > before;
    },
    { timeoutMs: 30_000 },
  );
  return processed;
}

test("an import that kill -9 cuts off, again and again, goes on at each start and doubles and loses no row", async () => {
  const id = await upload(`E-mail\n${emails.join("\n")}\n`);
  const cuts: number[] = [];
  for (let processed = 0; cuts.length < 3; cuts.push(processed)) {
    processed = await whileRunning(id, processed);
    await stack.kill();
    await stack.start();
  }
  expect(cuts.every((processed) => processed < people)).toBe(true);
  await until("the import to be over", async () => (await readImport(id)).status === "completed", {
    timeoutMs: 60_000,
  });
  expect(await readImport(id)).toMatchObject({ processed: people, created: people, failed: 0 });
  expect(await all("/leads?sort=lead_id&order=asc", "email")).toEqual(emails);
}, 120_000);

test("the command line beside a running import leaves it to the server", async () => {
  const id = await upload(`Phone\n${Array.from({ length: 500 }, (_, i) => `+1 202 555 ${1000 + i}`).join("\n")}\n`);
  await stack.createKey("pk_live");
  await until("the import to be over", async () => (await readImport(id)).status === "completed", {
    timeoutMs: 60_000,
  });
  expect(await readImport(id)).toMatchObject({ processed: 500, created: 500 });
}, 60_000);
