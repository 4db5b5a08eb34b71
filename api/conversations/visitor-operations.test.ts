import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite, type TestVisitor } from "../testing/visitor.ts";

describe.each(engines)("visitors who are there, on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const idOf = async (visitor: TestVisitor) =>
    (await visitor.call("GET /widget/session")).body.data.widget_session_id as number;
  const start = (widget_session_id: number, more: object = {}) =>
    site.request("POST /conversations", {
      key: site.secretKey,
      body: { widget_session_id, message: "Can I help?", ...more },
    });

  async function arrive(init: object = {}) {
    const visitor = await site.visit({ page_url: "https://shop.example/?utm_source=ad", page_title: "Shop", ...init });
    const id = await idOf(visitor);
    site.api.liveVisitors.see(await site.space(), { widget_session_id: id, page_url: null, page_title: null });
    return { visitor, id };
  }
  const listed = async (id: number, key = site.secretKey) =>
    (await site.request("GET /visitors", { key })).body.data.visitors.find(
      (one: { widget_session_id: number }) => one.widget_session_id === id,
    );

  test("are told by the page they are on, where they came from and what is known of them", async () => {
    const { visitor, id } = await arrive({
      identity: { name: "Wanda", email: "wanda@globex.example" },
      referrer: "https://news.example/",
      locale: "de-AT",
    });
    expect(await listed(id)).toMatchObject({
      ...{ visitor_name: "Wanda", trust: "claimed", locale: "de-AT", referrer: "https://news.example/" },
      ...{ page_url: "https://shop.example/?utm_source=ad", page_title: "Shop" },
      ...{ conversation_id: null, conversation_status: null, lead: null, blocked: false },
    });
    const { conversation_id } = await visitor.say("Hello");
    expect(await listed(id)).toMatchObject({
      ...{ conversation_id, conversation_status: "open", lead: { email: "wanda@globex.example" } },
    });
    const reader = await site.key("crm", { permissions: ["conversations:read"] });
    expect(await listed(id, reader)).toMatchObject({ conversation_id, lead: null });
    const all = await site.request("GET /visitors", { key: site.secretKey });
    expect(JSON.stringify(all.body)).not.toContain(visitor.session_id);
    site.api.liveVisitors.gone(await site.space(), id);
    expect(await listed(id)).toBeUndefined();
  });

  test("read what an agent writes first, and answer in that conversation", async () => {
    const { visitor, id } = await arrive();
    const { conversation_id } = (await start(id)).body.data;
    expect((await visitor.history()).data).toMatchObject([{ type: "agent_joined" }, { body: "Can I help?" }]);
    const answered = await visitor.say("Yes, please");
    // A person has this conversation: nothing answers by itself.
    expect(answered).toMatchObject({ conversation_id, response: null });
  });

  test("are written to once, however often it is sent, and by one agent of two at once", async () => {
    const { id } = await arrive();
    const first = await start(id, { client_id: "start-once" });
    expect((await start(id, { client_id: "start-once" })).body.data).toMatchObject({
      conversation_id: first.body.data.conversation_id,
      last_seq: first.body.data.last_seq,
    });
    const other = await arrive();
    const both = await Promise.all([start(other.id), start(other.id)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  test("are not written to while they are blocked", async () => {
    const { visitor, id } = await arrive();
    const { conversation_id } = await visitor.say("Buy now");
    await site.ask(`POST /conversations/${conversation_id}/block`, {});
    expect(await start(id)).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect(await listed(id)).toMatchObject({ blocked: true });
  });
});
