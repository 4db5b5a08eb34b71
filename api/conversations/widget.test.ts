import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite, type TestVisitor } from "../testing/visitor.ts";

describe.each(engines)("the widget over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const day = 24 * 60 * 60 * 1000;
  const types = async (visitor: TestVisitor) =>
    (await visitor.history()).data.map(({ type, sender }: { type: string; sender: { kind: string } }) =>
      type === "message" ? sender.kind : type,
    );

  describe("the life of a conversation", () => {
    test("starts with the first message and tells the log in order", async () => {
      const visitor = await site.visit({ page_url: "https://a.example/help?token=abc" });
      const events = await site.during(() => visitor.say("hello"));
      expect(events.map(({ event }) => event)).toEqual([
        "conversation.started",
        "conversation.message",
        "conversation.message",
      ]);
      expect(events[0]?.data).toMatchObject({
        visitor_id: visitor.init.visitor_id,
        page_url: "https://a.example/help",
      });
      expect(events[1]?.data).toMatchObject({
        seq: 1,
        body: "hello",
        sender: { kind: "visitor", id: null },
        status: "open",
      });
      expect(JSON.stringify(events)).not.toMatch(/ws_|client_id/);
    });

    test("ends once; a rating may follow, once; the next message starts a new one", async () => {
      const visitor = await site.visit();
      const first = await visitor.say("hello");
      const ended = await visitor.call("POST /widget/end");
      expect(ended.body.data).toEqual({
        session_id: visitor.session_id,
        status: "ended",
        ended_at: expect.stringMatching(/Z$/),
        conversation_id: first.conversation_id,
      });
      site.clock.advance(5000);
      const rated = await visitor.call("POST /widget/end", { rating: 4, comment: "Quick" });
      expect(rated.body).toEqual(ended.body);
      await visitor.call("POST /widget/end", { rating: 1 });
      const { data, conversation } = await visitor.history();
      expect(conversation.status).toBe("ended");
      expect(data.slice(2)).toMatchObject([{ type: "ended" }, { type: "rated", body: "4\nQuick" }]);
      expect(data).toHaveLength(4);
      const next = await visitor.say("one more thing");
      expect(next.conversation_id).not.toBe(first.conversation_id);
      expect(next.seq).toBe(1);
    });

    test("ending nothing is no error", async () => {
      const visitor = await site.visit();
      const { body } = await visitor.call("POST /widget/end");
      expect(body.data).toMatchObject({ status: "ended", conversation_id: null });
    });

    test("closed less than 7 days ago it is reopened, later a new one starts", async () => {
      const visitor = await site.visit();
      const { conversation_id } = await visitor.say("hello");
      await site.ask(`POST /conversations/${conversation_id}/close`);
      site.clock.advance(7 * day - 1000);
      expect(await visitor.say("again")).toMatchObject({ conversation_id });
      expect(await types(visitor)).toEqual(["visitor", "bot", "closed", "reopened", "visitor", "bot"]);
      await site.ask(`POST /conversations/${conversation_id}/close`);
      site.clock.advance(7 * day);
      expect((await visitor.say("much later")).conversation_id).not.toBe(conversation_id);
    });
  });

  describe("history", () => {
    test("pages by after_seq and limit, with the sender's own client ids", async () => {
      const visitor = await site.visit();
      for (const text of ["one", "two", "three"]) await visitor.say(text, { client_id: `history-${text}` });
      const { body } = await visitor.call("GET /widget/messages?after_seq=2&limit=2");
      expect(body.data).toMatchObject([
        { seq: 3, body: "two", client_id: "history-two", sender: { kind: "visitor", id: null } },
        { seq: 4, client_id: null, sender: { kind: "bot" }, suggested_actions: expect.any(Array) },
      ]);
      expect(body.conversation).toMatchObject({ head: 6, status: "open", more: true, epoch: expect.any(String) });
    });

    test("a page holds at most 256 KiB and says that there is more", async () => {
      const visitor = await site.visit();
      const long = "\u20ac".repeat(4000);
      const items = Array.from({ length: 15 }, (_, i) => ({ client_id: `long-text-${i}`, body: long }));
      await visitor.call("POST /widget/messages", { items });
      await visitor.call("POST /widget/messages", {
        items: items.map((item) => ({ ...item, client_id: `${item.client_id}-b` })),
      });
      const page = await visitor.history();
      expect(Buffer.byteLength(JSON.stringify(page.data))).toBeLessThan(256 * 1024);
      expect(page.conversation.more).toBe(true);
      const rest = await visitor.call(`GET /widget/messages?after_seq=${page.data.length}`);
      expect(page.data.length + rest.body.data.length).toBe(32);
    });

    test("is empty before the first message", async () => {
      const visitor = await site.visit();
      const { data, conversation } = await visitor.history();
      expect(data).toEqual([]);
      expect(conversation).toMatchObject({ conversation_id: null, head: 0, status: null, more: false });
    });

    test("with wait it is held until something happens", async () => {
      const visitor = await site.visit();
      const { conversation_id } = await visitor.say("hello");
      const waiting = visitor.call("GET /widget/messages?after_seq=2&wait=20");
      const asked = site.ask(`POST /conversations/${conversation_id}/messages`, { message: "Hi, Jane here" });
      const { body } = await waiting;
      await asked;
      expect(body.data).toMatchObject([
        { seq: 3, type: "agent_joined" },
        { seq: 4, body: "Hi, Jane here", client_id: null },
      ]);
    });

    test("a position above the head answers at once", async () => {
      const visitor = await site.visit();
      await visitor.say("hello");
      const { body } = await visitor.call("GET /widget/messages?after_seq=99&wait=25");
      expect(body).toMatchObject({ data: [], conversation: { head: 2 } });
    });
  });

  describe("reading, pages, status", () => {
    test("a read mark moves forward only and never beyond the head", async () => {
      const visitor = await site.visit();
      const { conversation_id } = await visitor.say("hello");
      const read = async (seq: number) =>
        (await visitor.call("POST /widget/read", { conversation_id, seq })).body.data.seq;
      expect([await read(2), await read(1), await read(99)]).toEqual([2, 2, 2]);
      expect((await visitor.history()).conversation.read).toEqual({ visitor: 2, agent: 0 });
    });

    test("nobody marks another's conversation", async () => {
      const { conversation_id } = await (await site.visit()).say("hello");
      const stranger = await site.visit();
      expect((await stranger.call("POST /widget/read", { conversation_id, seq: 1 })).status).toBe(404);
    });

    test("R12: pages are kept in the trail, at most one in 2 s, without secrets", async () => {
      const visitor = await site.visit({ page_url: "https://a.example/" });
      const see = async (path: string) => {
        const page_url = `https://a.example${path}`;
        return (await visitor.call("POST /widget/page", { page_url, page_title: path })).body.data.stored;
      };
      expect(await see("/too-soon")).toBe(false);
      site.clock.advance(2000);
      expect(await see("/pricing?session=abc#top")).toBe(true);
      const { conversation_id } = await visitor.say("hello");
      const { data } = await site.ask(`GET /conversations/${conversation_id}`);
      expect(data.visitor.trail.map((page: { page_url: string }) => page.page_url)).toEqual([
        "https://a.example/",
        "https://a.example/pricing",
      ]);
      expect(data.page_url).toBe("https://a.example/pricing");
    });

    test("status may be cached for 15 s", async () => {
      const answer = await site.request("GET /widget/status", { key: site.publicKey });
      expect(answer.body.data).toEqual({
        status: "offline",
        agents_online: 0,
        agents: [],
        business_hours: { open: true, next_open_at: null, timezone: "UTC" },
        reply_time_minutes: null,
        services: [],
        incident: null,
      });
      expect(answer.headers.get("cache-control")).toBe("private, max-age=15");
    });

    test("a page asks for the status by its key in the address alone, from the websites of that key", async () => {
      const key = await site.key("pk_live", { allowed_origins: ["https://shop.example"] });
      const ask = async (query: string, origin: string) =>
        await site.request(`GET /widget/status?key=${query}`, { headers: { Origin: origin } });
      const answer = await ask(key, "https://shop.example");
      const told = ["access-control-allow-origin", "cache-control", "vary"].map((name) => answer.headers.get(name));
      expect([answer.status, ...told]).toEqual([200, "https://shop.example", "private, max-age=15", "Origin"]);
      expect((await ask(key, "https://other.example")).status).toBe(403);
      for (const refused of [site.secretKey, `${key}&key=${key}`]) {
        expect((await ask(refused, "https://shop.example")).status).toBe(401);
      }
    });

    test("a session tells what it is", async () => {
      const visitor = await site.visit();
      const { conversation_id } = await visitor.say("hello");
      const { body } = await visitor.call("GET /widget/session");
      expect(body.data).toMatchObject({
        conversation_id,
        head: 2,
        trust: "claimed",
        visitor_id: visitor.init.visitor_id,
      });
    });
  });
});
