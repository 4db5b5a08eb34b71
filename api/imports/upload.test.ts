import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "../client.ts";
import type { ApiSignatures } from "../resources/index.ts";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("an upload on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const upload = (body: string | Uint8Array, type = "text/csv", query = "dry_run=true", more: object = {}) =>
    fetch(`${site.url}/leads/import?${query}`, {
      method: "POST",
      body: body as never,
      headers: { "X-API-Key": site.secretKey, "Content-Type": type, ...more },
    });

  async function titlesOf(response: Response): Promise<string[]> {
    const { data } = (await response.json()) as { data: { mapping: object } };
    return Object.keys(data.mapping);
  }

  const text = "email,Größe\na@company.com,ß\n";
  const utf16 = (order: "le" | "be") => {
    const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
    return order === "le" ? bytes : bytes.swap16();
  };

  test.each<[string, Uint8Array, string]>([
    ["UTF-8", Buffer.from(text), "text/csv"],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`), "text/csv; charset=utf-8"],
    ["little-endian UTF-16", utf16("le"), "text/csv"],
    ["big-endian UTF-16", utf16("be"), "text/csv; header=present"],
    ["windows-1252 that says so", Buffer.from(text, "latin1"), 'text/csv; charset="windows-1252"'],
    ["latin1 that says so", Buffer.from(text, "latin1"), "text/csv;charset=ISO-8859-1"],
  ])("in %s is read", async (_, bytes, type) => {
    const response = await upload(bytes, type);
    expect(response.status).toBe(202);
    expect(await titlesOf(response)).toEqual(["email", "Größe"]);
  });

  test.each<[string, string | Uint8Array, string, number, object]>([
    ["in no charset we are told of", Buffer.from(text, "latin1"), "text/csv", 400, { code: "invalid_charset" }],
    ["in a charset that nobody knows", text, "text/csv; charset=klingon", 415, {}],
    ["that is called JSON", text, "application/json", 415, {}],
    ["that is called plain text", text, "text/plain", 415, {}],
    ["of more than 16 MiB", "a".repeat(16 * 1024 * 1024 + 1), "text/csv", 413, {}],
    ["of nothing", "", "text/csv", 400, { code: "no_header" }],
    ["without rows", "email\n", "text/csv", 400, { code: "no_rows" }],
    ["that is no CSV", 'email\n"a', "text/csv", 400, { code: "invalid_csv" }],
    ["without titles", "a@company.com,Jane\n", "text/csv", 400, { code: "no_rows" }],
  ])("%s is refused", async (_, body, type, status, detail) => {
    const response = await upload(body, type);
    expect(response.status).toBe(status);
    const answer = (await response.json()) as { success: boolean; details: object[] };
    expect(answer.success).toBe(false);
    if (status === 400) expect(answer.details).toMatchObject([detail]);
  });

  test.each([
    ["mapping=nonsense", "mapping"],
    [`mapping=${encodeURIComponent('{"email":"e_mail"}')}`, "mapping"],
    ["delimiter=pipe", "delimiter"],
    ["on_duplicate=merge", "on_duplicate"],
    ["source=Web%20Form", "source"],
    ["colour=red", "colour"],
  ])("with %s is refused and says so", async (query, field) => {
    const response = await upload(text, "text/csv", query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ details: [{ field }] });
  });

  test("of exactly 16 MiB is taken", async () => {
    const head = "email,note\n";
    const row = `a@company.com,${"x".repeat(60_000)}\n`;
    const rows = row.repeat(Math.floor((16 * 1024 * 1024 - head.length) / row.length));
    const rest = 16 * 1024 * 1024 - head.length - rows.length;
    const response = await upload(head + rows + "\n".repeat(rest));
    expect(response.status).toBe(202);
    const { data } = (await response.json()) as { data: { total_rows: number } };
    expect(data.total_rows).toBe(rows.length / row.length);
  });

  test("by the typed client is the file's text as it is", async () => {
    const client = createClient<ApiSignatures>({ baseUrl: site.url, key: site.secretKey });
    const sent = await client.call("POST /leads/import", { query: { dry_run: true, source: "fair" }, body: text });
    expect(sent).toMatchObject({ total_rows: 1, source: "fair", mapping: { Größe: "raw_payload.Größe" } });
  });

  test("that is sent twice under one Idempotency-Key is one import; another file is refused", async () => {
    const send = (body: string) => upload(body, "text/csv", "dry_run=true", { "Idempotency-Key": "one-file" });
    const ids = [];
    for (const response of [await send(text), await send(text)]) {
      const { data } = (await response.json()) as { data: { import_id: number } };
      ids.push(data.import_id);
    }
    expect(ids[1]).toBe(ids[0]);
    expect((await send(`${text}b@company.com,x\n`)).status).toBe(409);
  });
});
