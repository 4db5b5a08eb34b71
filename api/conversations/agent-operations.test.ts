import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestEmployee, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("agents' conversations over %s", (engine) => {
  let site: TestSite;
  let jane: TestEmployee;
  let joe: TestEmployee;
  beforeAll(async () => {
    site = await openTestSite(engine);
    jane = await site.employ("Jane");
    joe = await site.employ("Joe");
  });
  afterAll(() => site.close());

  const start = async (init: object = {}, text = "hello") => {
    const visitor = await site.visit(init);
    const { conversation_id } = await visitor.say(text);
    return { visitor, conversation_id: conversation_id as number, path: `/conversations/${conversation_id}` };
  };
  const row = async (path: string) => (await site.ask(`GET ${path}`)).data;
  const send = (call: string, body?: object, key = site.secretKey) => site.request(call, { key, body });

  describe("the inbox", () => {
    test("shows who waits, since when and how much is unread", async () => {
      const { path, visitor, conversation_id } = await start({
        identity: { name: "Wanda", email: "wanda@globex.example" },
      });
      const since = (await row(path)).waiting_since;
      site.clock.advance(60_000);
      await visitor.say("anybody?");
      expect(await row(path)).toMatchObject({
        status: "open",
        visitor_name: "Wanda",
        contact: { email: "wanda@globex.example", name: "Wanda", phone: null, company: null },
        unread: 2,
        waiting_since: since,
        last_message_by: "visitor",
        last_seq: 4,
        wants_person: false,
      });
      await visitor.say("I want to talk to a person");
      expect(await row(path)).toMatchObject({ wants_person: true, unread: 3 });
      await site.speak(jane, conversation_id, "Here I am");
      expect(await row(path)).toMatchObject({
        wants_person: false,
        unread: 0,
        waiting_since: null,
        last_message: "Here I am",
        last_message_by: "agent",
      });
    });

    test("tells which contact a conversation belongs to", async () => {
      const { path, visitor } = await start({ identity: { name: "Cora Stone", email: "cora@globex.example" } });
      expect(await row(path)).toMatchObject({ contact_id: null });
      const { lead_id } = await visitor.conversation();
      const converted = (await site.ask(`POST /leads/${lead_id}/convert`, {})).data;
      expect(await row(path)).toMatchObject({ contact_id: converted.contact_id });
    });

    test("tells by which id the website knows a visitor whom it proved", async () => {
      const { path, visitor } = await start();
      expect((await row(path)).visitor).toMatchObject({ external_id: null });
      const { visitor_id } = visitor.init;
      await (await site.space()).write(async ({ db }) => {
        const session = db.selectFrom("widget_sessions").where("visitor_id", "=", visitor_id);
        const { key_id, created_at } = await session.select(["key_id", "created_at"]).executeTakeFirstOrThrow();
        const { identity_id } = await db
          .insertInto("visitor_identities")
          .values({ key_id, external_id: "user-1042", created_at, verified_at: created_at })
          .returning("identity_id")
          .executeTakeFirstOrThrow();
        await db.updateTable("widget_sessions").set({ identity_id }).where("visitor_id", "=", visitor_id).execute();
      });
      expect((await row(path)).visitor).toMatchObject({ external_id: "user-1042" });
    });

    test("filters, searches and pages, latest activity first, with the feed's position", async () => {
      const found = async (query: string) =>
        (await site.ask(`GET /conversations?${query}`)).data.map(
          (one: { conversation_id: number }) => one.conversation_id,
        );
      const older = await start({ identity: { name: "Zoë Quartz" } }, "my xylophone is broken");
      site.clock.advance(1000);
      const newer = await start({ identity: { name: "Zora Quartz" } });
      await send(`POST ${older.path}/close`);
      await send(`POST ${newer.path}/assign`, { assigned_to: joe.employee_id });
      expect(await found("search=quartz")).toEqual([newer.conversation_id, older.conversation_id]);
      expect(await found("search=zoe+qua")).toEqual([older.conversation_id]);
      expect(await found("search=quartz&status=open")).toEqual([newer.conversation_id]);
      expect(await found("search=quartz&status=closed,ended")).toEqual([older.conversation_id]);
      expect(await found("search=quartz&status=all&per_page=1&page=2")).toEqual([older.conversation_id]);
      expect(await found(`search=quartz&assigned_to=${joe.employee_id}`)).toEqual([newer.conversation_id]);
      expect(await found("search=quartz&assigned_to=none")).toEqual([older.conversation_id]);
      const events = await site.events();
      const list = await site.ask("GET /conversations?search=quartz&page=9");
      expect(list).toMatchObject({ data: [], pagination: { page: 9, per_page: 25, total: 2, total_pages: 1 } });
      expect(list.feed_seq).toBe(events.length);
      expect(list.epoch).toBe((await site.space()).epoch);
      expect((await send("GET /conversations?status=lost")).status).toBe(400);
    });

    test("assigns to employees only, and tells the log once", async () => {
      const { path } = await start();
      expect((await send(`POST ${path}/assign`, { assigned_to: 999_999 })).status).toBe(400);
      const events = await site.during(async () => {
        await send(`POST ${path}/assign`, { assigned_to: jane.employee_id });
        await send(`POST ${path}/assign`, { assigned_to: jane.employee_id });
      });
      expect(events).toMatchObject([
        { event: "conversation.assigned", data: { assigned_to: jane.employee_id, previous: null } },
      ]);
      expect((await send(`POST ${path}/assign`, { assigned_to: null })).body.data.assigned_to).toBeNull();
    });

    test("closes once and tells the log once", async () => {
      const { path, visitor } = await start();
      const events = await site.during(async () => {
        expect((await send(`POST ${path}/close`)).body.data.status).toBe("closed");
        await send(`POST ${path}/close`);
      });
      expect(events).toMatchObject([{ event: "conversation.ended", data: { status: "closed" } }]);
      expect((await visitor.history()).data.at(-1)).toMatchObject({ type: "closed" });
    });

    test("marks what the team has read", async () => {
      const { path, visitor } = await start();
      expect((await send(`POST ${path}/read`, { seq: 99 })).body.data.seq).toBe(2);
      expect(await row(path)).toMatchObject({ unread: 0 });
      expect((await visitor.history()).conversation.read).toEqual({ visitor: 0, agent: 2 });
    });
  });

  describe("who may", () => {
    test.each([
      ["GET /conversations", undefined],
      ["GET /conversations/1", undefined],
      ["GET /conversations/1/messages", undefined],
      ["POST /conversations/1/messages", { message: "hi" }],
      ["POST /conversations/1/assign", { assigned_to: null }],
      ["POST /conversations/1/close", undefined],
      ["POST /conversations/1/read", { seq: 1 }],
    ])("%s needs a key that holds conversations:*", async (call, body) => {
      const poor = await site.key("crm", { permissions: ["leads:read"] });
      expect((await send(call, body, poor)).status).toBe(403);
      expect((await send(call, body, site.publicKey)).status).toBe(403);
      expect((await send(call.replace("/1", "/999999"), body)).status).toBe(call === "GET /conversations" ? 200 : 404);
    });

    test("a secret key on a widget path is 403", async () => {
      expect((await send("POST /widget/init", {})).status).toBe(403);
    });

    test("a key that may not read leads sees none beside the conversation", async () => {
      const { path } = await start({ identity: { email: "hidden@globex.example" } });
      const reader = await site.key("crm", { permissions: ["conversations:read"] });
      expect((await send(`GET ${path}`, undefined, reader)).body.data.lead).toBeNull();
      expect((await row(path)).lead).toMatchObject({ email: "hidden@globex.example" });
    });

    test("no answer and no event holds a session id", async () => {
      const { visitor, path } = await start();
      const answers = [await row(path), await site.ask("GET /conversations"), await site.ask("GET /events?limit=200")];
      expect(JSON.stringify(answers)).not.toContain(visitor.session_id);
    });
  });
});
