import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("what agents decide about a conversation over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const ask = (call: string, ifMatch?: string, body?: object) =>
    site.request(call, { key: site.secretKey, body, headers: ifMatch === undefined ? {} : { "If-Match": ifMatch } });
  async function aConversation() {
    const visitor = await site.visit();
    return { visitor, at: `/conversations/${(await visitor.say("hello")).conversation_id}` };
  }

  test("a closed one is reopened once, with a seq, and told of once", async () => {
    const { visitor, at } = await aConversation();
    await ask(`POST ${at}/close`);
    const events = await site.during(async () => {
      expect((await ask(`POST ${at}/reopen`)).body.data).toMatchObject({ status: "open", last_seq: 4 });
      expect((await ask(`POST ${at}/reopen`)).body.data).toMatchObject({ status: "open", last_seq: 4 });
    });
    expect(events).toMatchObject([{ event: "conversation.reopened", data: { status: "open", lead_id: null } }]);
    expect((await visitor.history()).data.at(-1)).toMatchObject({ type: "reopened", sender: { kind: "agent" } });
    expect((await visitor.say("again")).conversation_id).toBe(Number(at.split("/")[2]));
  });

  test("an open one stays as it is, one that the visitor ended is 409 and says what comes next", async () => {
    const { visitor, at } = await aConversation();
    expect((await ask(`POST ${at}/reopen`)).body.data).toMatchObject({ status: "open", last_seq: 2 });
    await visitor.call("POST /widget/end");
    const { status, body } = await ask(`POST ${at}/reopen`);
    expect([status, body.code, body.error]).toEqual([409, "CONFLICT", expect.stringContaining("starts a new one")]);
  });

  test.each([
    ["assign", { assigned_to: null }],
    ["close", undefined],
    ["reopen", undefined],
    ["lead", { email: "jane@globex.example" }],
  ])("%s with If-Match changes only what the caller saw", async (act, body) => {
    const { visitor, at } = await aConversation();
    const seen = String((await ask(`GET ${at}`)).headers.get("ETag"));
    await visitor.say("one more thing");
    const before = (await ask(`GET ${at}`)).body.data;
    const stale = await ask(`POST ${at}/${act}`, seen, body);
    expect([stale.status, stale.body.code]).toEqual([412, "PRECONDITION_FAILED"]);
    expect((await ask(`GET ${at}`)).body.data).toEqual(before);
    const fresh = String((await ask(`GET ${at}`)).headers.get("ETag"));
    expect((await ask(`POST ${at}/${act}`, fresh, body)).status).toBe(act === "lead" ? 201 : 200);
  });

  test("each answer carries the ETag for the next change, and what changes nothing leaves it", async () => {
    const { at } = await aConversation();
    const closed = await ask(`POST ${at}/close`, "*");
    const again = await ask(`POST ${at}/close`, String(closed.headers.get("ETag")));
    expect([again.status, again.headers.get("ETag")]).toEqual([200, closed.headers.get("ETag")]);
    expect((await ask(`POST ${at}/reopen`, String(again.headers.get("ETag")))).body.data.status).toBe("open");
  });

  test("of two agents who close and reopen at once, the one that came late is told", async () => {
    const { at } = await aConversation();
    const seen = String((await ask(`GET ${at}`)).headers.get("ETag"));
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(`POST ${at}/close`, seen)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});
