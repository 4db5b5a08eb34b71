import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestAnswer } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

interface Listed {
  readonly conversation_id: number;
  readonly visitor_name: string;
}

describe.each(engines)("the list of conversations on %s", (engine) => {
  let site: TestSite;
  let lead: number;
  let jane: number;

  /** One conversation a day, of Ada, Bo, Cy, Di and Ed; Bo asked for a person, Cy's is closed, Di ended hers. */
  beforeAll(async () => {
    site = await openTestSite(engine);
    const closing: Record<string, string> = { Cy: "closed", Di: "ended" };
    for (const name of ["Ada", "Bo", "Cy", "Di", "Ed"]) {
      const visitor = await site.visit({ identity: { name, email: `${name}@globex.example` } });
      const { conversation_id } = await visitor.say(name === "Bo" ? "I want to talk to a person" : "=1+1 hello");
      if (closing[name] === "closed") await site.ask(`POST /conversations/${conversation_id}/close`);
      if (closing[name] === "ended") await visitor.call("POST /widget/end");
      site.clock.advance(86_400_000);
    }
    const [ada] = (await list("search=ada")).body.data;
    lead = ada.lead_id;
    jane = (await site.employ("Jane")).employee_id;
    await site.ask(`POST /conversations/${ada.conversation_id}/assign`, { assigned_to: jane });
  });
  afterAll(() => site.close());

  const list = async (query: string, headers = {}): Promise<TestAnswer> =>
    await site.request(`GET /conversations?${query}`, { key: site.secretKey, headers });
  const names = async (query: string) => (await list(query)).body.data.map((row: Listed) => row.visitor_name);

  test.each([
    ["", ["Ed", "Di", "Cy", "Bo", "Ada"]],
    ["order=asc", ["Ada", "Bo", "Cy", "Di", "Ed"]],
    ["status=all", ["Ed", "Di", "Cy", "Bo", "Ada"]],
    ["status=closed,ended", ["Di", "Cy"]],
    ["status=open", ["Ed", "Bo", "Ada"]],
    ["wants_person=true", ["Bo"]],
    ["wants_person=false&status=open", ["Ed", "Ada"]],
    ["assigned_to=none", ["Ed", "Di", "Cy", "Bo"]],
    ["search=globex&per_page=2", ["Ed", "Di"]],
    ["search=person%20bo", ["Bo"]],
    ["created_after=2026-03-13&created_before=2026-03-13", ["Di"]],
    // Ada's was assigned on the last day.
    ["updated_after=2026-03-14", ["Ed", "Ada"]],
    ["sort=updated_at&order=asc&status=closed,ended", ["Cy", "Di"]],
    ["sort=created_at&per_page=2&page=2", ["Cy", "Bo"]],
    // Ended ones wait for nobody, and come last.
    ["sort=waiting_since&order=asc", ["Ada", "Bo", "Ed", "Cy", "Di"]],
  ])("%s finds the right ones in their order, the same on both engines", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test("filters by lead and by employee", async () => {
    expect(await names(`lead_id=${lead}`)).toEqual(["Ada"]);
    expect(await names(`assigned_to=${jane}`)).toEqual(["Ada"]);
    expect(await names(`assigned_to=${jane},none&status=open`)).toEqual(["Ed", "Bo", "Ada"]);
  });

  test("a cursor visits each once, however small the pages", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body } = await list(`per_page=2&cursor=${cursor}`);
      seen.push(...body.data.map((row: Listed) => row.visitor_name));
      cursor = body.pagination.next_cursor;
    }
    expect(seen).toEqual(["Ed", "Di", "Cy", "Bo", "Ada"]);
  });

  test("rows are those of the detail, whatever table their fields stand in", async () => {
    const { body } = await list("search=ada");
    const detail = (await site.ask(`GET /conversations/${body.data[0].conversation_id}`)).data;
    const { visitor: _, lead: __, earlier: ___, ...row } = detail;
    expect(body.data).toEqual([row]);
    expect(row).toMatchObject({
      contact: { email: "ada@globex.example", name: "Ada", phone: null, company: null },
      trust: "claimed",
      unread: 1,
      last_seq: 2,
    });
  });

  test("fields trims the rows, those of other tables too", async () => {
    expect((await list("search=bo&fields=visitor_name,unread")).body.data).toEqual([{ visitor_name: "Bo", unread: 1 }]);
  });

  test("the answer has an ETag that holds until something happens", async () => {
    const { headers, body } = await list("");
    const known = { "If-None-Match": headers.get("ETag") ?? "" };
    expect((await list("", known)).status).toBe(304);
    await site.ask(`POST /conversations/${body.data[0].conversation_id}/messages`, { message: "Hi" });
    expect((await list("", known)).status).toBe(200);
  });

  test("comes as CSV that no spreadsheet runs", async () => {
    const { headers, body } = await list("status=closed&fields=visitor_name,last_message,contact", {
      Accept: "text/csv",
    });
    expect(headers.get("Content-Type")).toContain("text/csv");
    expect(String(body).split("\r\n")).toEqual([
      "visitor_name,last_message,contact",
      'Cy,\'=1+1 hello,"{""email"":""cy@globex.example"",""name"":""Cy"",""phone"":null,""company"":null}"',
      "",
    ]);
  });

  test.each(["sort=visitor_name", "status=lost", "include=messages", "cursor=nonsense", "colour=red", "per_page=101"])(
    "%s is refused",
    async (query) => {
      expect(await list(query)).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR" } });
    },
  );
});
