import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

interface Named {
  readonly first_name: string;
}

const forged = (...position: unknown[]) => Buffer.from(JSON.stringify(position)).toString("base64url");

describe.each(engines)("lists on %s", (engine) => {
  let house: TestApi;
  let key: string;

  /** One lead a day from 1 March on, so that moments can be told apart. */
  const people = [
    { first_name: "Zoë", last_name: "Åberg", company_name: "Éclair SA", source: "website_form", tags: ["vip"] },
    { first_name: "adam", last_name: "Baker", company_name: "Acme", source: "api", tags: ["vip", "100%"] },
    { first_name: "Beth", last_name: "Cole", company_name: null, source: "chat_widget", tags: [] },
    { first_name: "Émile", last_name: "Dürr", company_name: "acme tools", source: "api", tags: ["a_b"] },
    { first_name: "Carl", last_name: "Éclair", company_name: null, source: "website_form", tags: ["axb"] },
  ];

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    for (const [i, person] of people.entries()) {
      const body = { ...person, email: `p${i}@example.com`, ...(i === 1 ? { status: "contacted" } : {}) };
      await house.request("POST /leads", { key, body });
      house.clock.advance(86_400_000);
    }
  });
  afterAll(() => house.close());

  const list = async (query: string) => await house.request(`GET /leads?${query}`, { key });
  const names = async (query: string) => (await list(query)).body.data.map((lead: Named) => lead.first_name);

  test("answer the newest first, 25 a page, with the reference's pagination", async () => {
    const { status, body } = await list("");
    expect(status).toBe(200);
    expect(body.success).toBe(true);
    expect(body.data.map((lead: Named) => lead.first_name)).toEqual(["Carl", "Émile", "Beth", "adam", "Zoë"]);
    expect(body.pagination).toEqual({ page: 1, per_page: 25, total: 5, total_pages: 1 });
  });

  test("page through everything once, and answer an empty page past the end with the right total", async () => {
    expect(await names("page=2&per_page=2")).toEqual(["Beth", "adam"]);
    const past = await list("page=9&per_page=2");
    expect(past.status).toBe(200);
    expect(past.body.data).toEqual([]);
    expect(past.body.pagination).toEqual({ page: 9, per_page: 2, total: 5, total_pages: 3 });
  });

  test.each([
    ["sort=first_name&order=asc", ["adam", "Beth", "Carl", "Émile", "Zoë"]],
    ["sort=last_name&order=asc", ["Zoë", "adam", "Beth", "Émile", "Carl"]],
    // Those without a company come last, whichever way the rest goes.
    ["sort=company_name&order=asc", ["adam", "Émile", "Zoë", "Beth", "Carl"]],
    ["sort=company_name&order=desc", ["Zoë", "Émile", "adam", "Carl", "Beth"]],
    ["sort=lead_id&order=asc", ["Zoë", "adam", "Beth", "Émile", "Carl"]],
  ])("%s sorts without case and accents, the same on both engines", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test.each([
    ["status=contacted", ["adam"]],
    ["status=new,contacted", ["Carl", "Émile", "Beth", "adam", "Zoë"]],
    ["status=all", ["Carl", "Émile", "Beth", "adam", "Zoë"]],
    ["source=api", ["Émile", "adam"]],
    ["source=api,chat_widget", ["Émile", "Beth", "adam"]],
    ["assigned_to=none&per_page=1", ["Carl"]],
    ["assigned_to=7", []],
    ["email=p2@example.com", ["Beth"]],
    ["tag=vip", ["adam", "Zoë"]],
    ["tag=VIP", []],
    ["tag=a_b", ["Émile"]],
    ["tag=100%25", ["adam"]],
    ["search=ecl", ["Carl", "Zoë"]],
    ["search=ACME", ["Émile", "adam"]],
    ["search=acm%20emi", ["Émile"]],
    ["search=p2@example.com", ["Beth"]],
    ["search=nobody", []],
    ["created_after=2026-03-13", ["Carl", "Émile"]],
    ["created_after=2026-03-13T14:30:00Z", ["Carl", "Émile"]],
    ["created_after=2026-03-13T14:30:01Z", ["Carl"]],
    ["created_after=2026-03-13T16:30:00%2B02:00", ["Carl", "Émile"]],
    ["created_before=2026-03-10", ["Zoë"]],
    ["created_before=2026-03-10T14:29:59", []],
    ["updated_after=2026-03-14&order=asc", ["Carl"]],
    ["source=api&status=new&search=emile", ["Émile"]],
  ])("%s finds exactly what it names", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test.each([
    ["page=0", "page"],
    ["page=x", "page"],
    ["per_page=101", "per_page"],
    ["sort=password", "sort"],
    ["order=up", "order"],
    ["status=sleeping", "status"],
    ["assigned_to=me", "assigned_to"],
    ["created_after=yesterday", "created_after"],
    ["created_after=2026-02-30", "created_after"],
    ["colour=red", "colour"],
    ["fields=first_name,secret", "fields"],
    ["include=passwords", "include"],
    ["cursor=nonsense", "cursor"],
    ["cursor=bnVsbA", "cursor"],
    [`sort=score&cursor=${forged("score", "desc", "abc", 1)}`, "cursor"],
    [`sort=score&cursor=${forged("score", "desc", 1.5, 1)}`, "cursor"],
    [`sort=score&cursor=${forged("score", "desc", null, 1)}`, "cursor"],
    [`cursor=${forged("created_at", "desc", 5, 1)}`, "cursor"],
    [`cursor=${forged("created_at", "desc", "2026", "1")}`, "cursor"],
    [`cursor=${forged("created_at", "asc", "2026", 1)}`, "cursor"],
    ["constructor=1", "constructor"],
    ["__proto__=1", "__proto__"],
    ["page=1&page=2", "page"],
  ])("%s is 400 and names the parameter", async (query, field) => {
    const { status, body } = await list(query);
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, code: "VALIDATION_ERROR", details: [{ field }] });
  });

  test.each(["activities", "notes", "conversations", "linked"])(
    "include=%s of an empty page is empty",
    async (name) => {
      const { status, body } = await list(`include=${name}&page=9`);
      expect({ status, data: body.data }).toEqual({ status: 200, data: [] });
    },
  );

  test.each([
    "GET /activities?entity_type=lead&entity_id=1.5",
    "GET /activities?entity_type=lead&entity_id=99999999999999999999",
    "GET /notes?entity_type=lead&entity_id=1.5",
  ])("%s is 400: ids are whole numbers", async (call) => {
    expect((await house.request(call, { key })).status).toBe(400);
  });

  test("the character U+0000, which Postgres cannot hold, is 400 on both engines", async () => {
    for (const query of ["source=a%00b", "email=%00", `cursor=${forged("created_at", "desc", "a\0b", 1)}`]) {
      expect(await list(query)).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR" } });
    }
  });

  test("fields trims the rows, include embeds what the detail embeds", async () => {
    const trimmed = await list("fields=lead_id,first_name&include=linked,notes&per_page=1");
    expect(trimmed.body.data).toEqual([
      {
        lead_id: expect.any(Number),
        first_name: "Carl",
        linked: { contact_id: null, prospect_id: null, opportunity_id: null },
        notes: [],
      },
    ]);
  });

  test.each([
    "sort=created_at&order=desc",
    "sort=company_name&order=asc",
    "sort=company_name&order=desc",
    "sort=first_name&order=asc",
  ])("a cursor walks %s to its end, each record once, in the order of the pages", async (query) => {
    const walked: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await list(`${query}&per_page=2&cursor=${cursor}`);
      walked.push(...body.data.map((lead: Named) => lead.first_name));
      expect(Object.keys(body.pagination)).toEqual(["per_page", "next_cursor"]);
      cursor = body.pagination.next_cursor;
    }
    expect(walked).toEqual(await names(query));
  });

  test("a cursor of another sort is refused", async () => {
    const { body } = await list("per_page=2&cursor=");
    expect((await list(`per_page=2&sort=first_name&cursor=${body.pagination.next_cursor}`)).status).toBe(400);
  });

  test("an unchanged list answers 304 to its ETag", async () => {
    const etag = String((await list("per_page=3")).headers.get("ETag"));
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      for (const method of ["GET", "HEAD"]) {
        const again = await house.request(`${method} /leads?per_page=3`, { key, headers: { "If-None-Match": known } });
        expect({ known, method, status: again.status }).toEqual({ known, method, status: 304 });
        expect(again.headers.get("Cache-Control")).toBe("private, no-cache");
        expect(again.headers.get("ETag")).toBe(etag);
      }
    }
    const other = await house.request("GET /leads?per_page=3", {
      key,
      headers: { "If-None-Match": `"x${etag.slice(1)}` },
    });
    expect(other.status).toBe(200);
  });
});
