import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

/** A reader of RFC 4180, so that the tests do not trust the writer. */
function parseCsv(text: string): string[][] {
  const cells = text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g);
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of cells) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe.each(engines)("lists as CSV on %s", (engine) => {
  let house: TestApi;
  let key: string;
  const logged: string[] = [];
  beforeAll(async () => {
    const log = pino({ level: "warn" }, { write: (line: string) => void logged.push(line) });
    house = await openTestApi({ engine, log });
    key = await house.key("crm", { rate_limit_per_minute: 10_000 });
    for (const field of [
      { key: "plan", type: "multiselect", options: ["Basic", "Gold"] },
      { key: "size", type: "number" },
      { key: "remark", type: "text" },
    ]) {
      await call("POST /custom-fields", { body: { entity_type: "lead", ...field } });
    }
  });
  afterAll(() => house.close());

  const call = (operation: string, more: object = {}) => house.request(operation, { key, ...more });
  const csv = (query: string, headers: object = {}) =>
    call(`GET /leads${query}`, { headers: { Accept: "text/csv", ...headers } });
  const rows = async (query: string) => parseCsv((await csv(query)).body);
  const lead = async (body: object) => (await call("POST /leads", { body })).body.data;

  test("begin with a line of names, a custom field each under its own, and hold what the list holds", async () => {
    const made = await lead({
      email: "whole@x.example",
      tags: ["a", "b"],
      raw_payload: { deep: ["x"] },
      custom_fields: { plan: ["Gold"], size: -2.5, remark: "hi" },
    });
    const answer = await csv("?email=whole@x.example");
    expect(answer.status).toBe(200);
    const [names = [], line = [], ...others] = parseCsv(answer.body);
    expect(others).toEqual([]);
    const listed = (await call("GET /leads?email=whole@x.example")).body.data[0];
    const columns = Object.keys(listed).flatMap((name) =>
      name === "custom_fields" ? ["cf.plan", "cf.size", "cf.remark"] : [name],
    );
    expect(names).toEqual(columns);
    const cells = Object.fromEntries(names.map((name, i) => [name, line[i]]));
    expect(cells).toMatchObject({
      lead_id: String(made.lead_id),
      email: "whole@x.example",
      first_name: "",
      tags: '["a","b"]',
      raw_payload: '{"deep":["x"]}',
      "cf.plan": '["Gold"]',
      "cf.size": "-2.5",
      "cf.remark": "hi",
      created_at: "2026-03-10T14:30:00Z",
    });
  });

  test("say what they are: a file, not kept by caches, counted like any request", async () => {
    const { headers } = await csv("?email=whole@x.example");
    expect(headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("Content-Disposition")).toBe('attachment; filename="leads.csv"');
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(headers.get("X-RateLimit-Limit")).toBe("10000");
    expect(Number(headers.get("X-RateLimit-Remaining"))).toBeLessThan(10_000);
    expect(headers.get("X-RateLimit-Reset")).toMatch(/^\d+$/);
    expect(headers.get("X-Request-Id")).toMatch(/^[A-Za-z0-9._-]{8,128}$/);
  });

  test("quote what needs it and keep every character", async () => {
    const odd = 'He said "hi", then\nleft\r\nfor 日本 🎉';
    await lead({ email: "odd@x.example", last_name: 'O"Hara, Jr', custom_fields: { remark: odd } });
    const query = "?email=odd@x.example&fields=lead_id,last_name,custom_fields";
    const answer = await csv(query);
    expect(answer.body).toContain(',"O""Hara, Jr",');
    const [, line] = parseCsv(answer.body);
    expect(line?.slice(1)).toEqual(['O"Hara, Jr', "", "", odd]);
  });

  test.each(["=1+1", "+1 555 0123", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"])(
    "put %j behind a ' so that no spreadsheet runs it",
    async (formula) => {
      const made = await lead({ phone: "1", last_name: "x" });
      // Past the API, which trims what a line begins with.
      const space = await house.space();
      await space.write(({ db }) =>
        db.updateTable("leads").set({ last_name: formula }).where("lead_id", "=", made.lead_id).execute(),
      );
      const [, line] = await rows("?sort=lead_id&fields=last_name");
      expect(line).toEqual([`'${formula}`]);
    },
  );

  test("take filters, search, sort and fields as lists do; a deleted lead is in none", async () => {
    const ids: number[] = [];
    for (const [i, size] of [3, 1, 2].entries()) {
      const body = { email: `s${i}@x.example`, source: "fair", last_name: `Sorted${i}`, custom_fields: { size } };
      ids.push((await lead(body)).lead_id);
    }
    const names = async (query: string) => (await rows(`?fields=last_name&order=asc&sort=last_name&${query}`)).slice(1);
    expect(await names("source=fair")).toEqual([["Sorted0"], ["Sorted1"], ["Sorted2"]]);
    expect(await names("cf.size=1,3&source=fair")).toEqual([["Sorted0"], ["Sorted1"]]);
    expect(await names("search=sorted2")).toEqual([["Sorted2"]]);
    await call(`DELETE /leads/${ids[1]}`);
    expect(await names("source=fair")).toEqual([["Sorted0"], ["Sorted2"]]);
    expect((await rows("?source=nobody&fields=email,lead_id"))[0]).toEqual(["email", "lead_id"]);
    expect(await rows("?source=nobody&fields=email,lead_id")).toHaveLength(1);
    const included = await rows("?source=fair&fields=lead_id&include=linked&sort=lead_id&order=asc");
    expect(included).toEqual([
      ["lead_id", "linked"],
      [String(ids[0]), '{"contact_id":null,"prospect_id":null,"opportunity_id":null}'],
      [String(ids[2]), '{"contact_id":null,"prospect_id":null,"opportunity_id":null}'],
    ]);
  });

  test.each(["?fields=nope", "?cf.nope=1", "?cursor=", "?status=old", "?nope=1"])(
    "%s is 400 as JSON",
    async (query) => {
      const answer = await csv(query);
      expect([answer.status, answer.body.code]).toEqual([400, "VALIDATION_ERROR"]);
      expect(answer.headers.get("Content-Type")).toMatch(/^application\/json/);
    },
  );

  test("hold the whole list, however many batches that is, and one page of it is asked for", async () => {
    const space = await house.space();
    const at = { created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z", deleted_at: null };
    const many = Array.from({ length: 1201 }, (_, i) => ({ ...at, source: "bulk", email: `bulk${i}@x.example` }));
    for (const part of [many.slice(0, 600), many.slice(600)]) {
      await space.write(({ db }) =>
        db
          .insertInto("leads")
          .values(part as never)
          .execute(),
      );
    }
    const [, ...lines] = await rows("?source=bulk&fields=email&sort=lead_id&order=asc&page=2&per_page=10");
    expect(lines.flat()).toEqual(many.map(({ email }) => email));
    // By a field that all share, ties are broken by id and nothing comes twice.
    expect(new Set((await rows("?source=bulk&fields=lead_id&sort=status")).flat()).size).toBe(1202);
  });

  test("leave a row in the audit log once they are read: who took which list", async () => {
    const { read } = await house.space();
    const deeds = async () =>
      await read.selectFrom("audit_log").select(["action", "actor", "target"]).orderBy("audit_id").execute();
    const before = await deeds();
    expect((await csv("?cf.nope=1")).status).toBe(400);
    expect(await deeds()).toEqual(before);
    expect((await csv("?source=nobody")).status).toBe(200);
    const actor = expect.stringMatching(/^key:\d+$/);
    expect(await deeds()).toEqual([...before, { action: "list.exported", target: "leads", actor }]);
  });

  test("JSON stays what is answered unless CSV is wanted more, and what is no list is never CSV", async () => {
    for (const accept of ["*/*", "application/json, text/csv", "text/html"]) {
      const answer = await csv("?per_page=1", { Accept: accept });
      expect(answer.headers.get("Content-Type")).toMatch(/^application\/json/);
    }
    const weighed = await csv("?source=nobody", { Accept: "text/csv, application/json;q=0.5" });
    expect(weighed.headers.get("Content-Type")).toMatch(/^text\/csv/);
    const { lead_id } = await lead({ email: "one@x.example" });
    const detail = await call(`GET /leads/${lead_id}`, { headers: { Accept: "text/csv" } });
    expect(detail.body.data.lead_id).toBe(lead_id);
  });

  test("a caller who hangs up midway ends it without a word in the log, and others are served", async () => {
    const space = await house.space();
    const at = { created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z", deleted_at: null };
    const big = JSON.stringify({ text: "x".repeat(20_000) });
    for (let i = 0; i < 4; i += 1) {
      const part = Array.from({ length: 400 }, () => ({ ...at, source: "big", raw_payload: big }));
      await space.write(({ db }) =>
        db
          .insertInto("leads")
          .values(part as never)
          .execute(),
      );
    }
    const before = logged.length;
    const { hostname, port, pathname } = new URL(house.url);
    const path = `${pathname}/leads?source=big`;
    const outgoing = httpRequest({ hostname, port, path, headers: { "X-API-Key": key, Accept: "text/csv" } });
    outgoing.on("error", () => undefined);
    outgoing.end();
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    incoming.on("error", () => undefined);
    await once(incoming, "data");
    incoming.destroy();
    await once(incoming, "close");
    expect((await call("GET /leads?per_page=1")).status).toBe(200);
    expect((await rows("?source=big&fields=lead_id")).length).toBe(1601);
    expect(logged.slice(before)).toEqual([]);
  });
});
