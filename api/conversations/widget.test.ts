import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { hashSessionId } from "./widget-session.ts";

const day = 24 * 60 * 60 * 1000;

describe.each(engines)("the widget over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const types = async (visitor: { history(): Promise<{ data: { type: string; sender: { kind: string } }[] }> }) =>
    (await visitor.history()).data.map(({ type, sender }) => (type === "message" ? sender.kind : type));

  describe("a session", () => {
    test("init answers as the reference writes, and makes neither conversation nor lead (R2)", async () => {
      const body = {
        visitor_id: "v_abc123",
        page_url: "https://customer-site.com/support",
        referrer: "https://google.com",
      };
      const answer = await site.request("POST /widget/init", { key: site.publicKey, body });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        success: true,
        session_id: expect.stringMatching(/^ws_[A-Za-z0-9_-]{32}$/),
        greeting: "Hi! How can we help?",
        branding: { company_name: "Our team", primary_color: "#1FB6FF", logo_url: null },
        visitor_id: "v_abc123",
        trust: "claimed",
        status: { status: "offline", agents_online: 0, business_hours: { open: true } },
        conversation: null,
      });
      expect(await site.events()).toEqual([]);
    });

    test("only the hash of its id is stored", async () => {
      const { session_id } = await site.visit();
      const { read } = await site.space();
      const rows = await read.selectFrom("widget_sessions").selectAll().execute();
      expect(rows.map((row) => row.token_hash)).toContain(hashSessionId(session_id));
      expect(JSON.stringify(rows)).not.toContain(session_id);
    });

    test("an ill-formed visitor id is replaced, not refused", async () => {
      const visitor = await site.visit({
        visitor_id: "<script>",
        locale: "not a locale",
        referrer: "",
        page_url: null,
      });
      expect(visitor.init.visitor_id).toMatch(/^v_[A-Za-z0-9_-]{16}$/);
    });

    test("is resumed by init with its conversation", async () => {
      const visitor = await site.visit();
      const { conversation_id } = await visitor.say("hello");
      const again = await site.visit({ session_id: visitor.session_id });
      expect(again.session_id).toBe(visitor.session_id);
      expect(again.init.visitor_id).toBe(visitor.init.visitor_id);
      expect(again.init.conversation).toEqual({ conversation_id, last_seq: 2, status: "open", ended: false });
    });

    test("of another key, unknown, malformed or expired is 404 and says to call init", async () => {
      const otherKey = await site.key("pk_live");
      const { session_id } = await site.visit();
      const unknown = `ws_${"x".repeat(32)}`;
      const tries = [
        { key: otherKey, body: { session_id, message: "hi" } },
        { key: site.publicKey, body: { session_id: unknown, message: "hi" } },
        { key: site.publicKey, body: { session_id: "ws_98765", message: "hi" } },
      ];
      for (const request of tries) {
        const answer = await site.request("POST /widget/message", request);
        expect(answer.status).toBe(404);
        expect(answer.body).toMatchObject({ code: "NOT_FOUND", error: expect.stringContaining("POST /widget/init") });
      }
      const resumed = await site.visit({ session_id }, otherKey);
      expect(resumed.session_id).not.toBe(session_id);
    });

    test("lives 180 days from its last use", async () => {
      const visitor = await site.visit();
      await visitor.say("hello");
      site.clock.advance(179 * day);
      await visitor.say("still here");
      site.clock.advance(179 * day);
      expect((await visitor.call("GET /widget/session")).status).toBe(200);
      site.clock.advance(2 * day);
      expect((await visitor.call("GET /widget/session")).status).toBe(404);
    });

    test("a call without one is told where to send it", async () => {
      const answer = await site.request("POST /widget/message", { key: site.publicKey, body: { message: "hi" } });
      expect(answer.status).toBe(400);
      expect(answer.body.details[0]).toMatchObject({ field: "session_id", code: "required" });
    });
  });

  describe("a message", () => {
    test("is answered as the reference writes", async () => {
      const visitor = await site.visit();
      expect(await visitor.say("I need help with my email")).toEqual({
        success: true,
        response: {
          message: expect.stringContaining("I can help with email issues."),
          suggested_actions: ["Create ticket", "Check service status"],
          message_id: expect.any(Number),
          seq: 2,
        },
        conversation_id: expect.any(Number),
        message_id: expect.any(Number),
        seq: 1,
        conversation: "open",
      });
    });

    test("sent twice is stored once and gets the same answer", async () => {
      const visitor = await site.visit();
      const more = { client_id: "message-one" };
      const first = await visitor.say("my printer", more);
      const events = await site.during(async () => expect(await visitor.say("my printer", more)).toEqual(first));
      expect(events).toEqual([]);
      expect((await visitor.history()).data).toHaveLength(2);
    });

    test("sent twice at once is stored once", async () => {
      const visitor = await site.visit();
      const answers = await Promise.all(
        [1, 2, 3].map(() => visitor.say("my printer", { client_id: "at-the-same-time" })),
      );
      expect(new Set(answers.map((answer) => answer.message_id)).size).toBe(1);
      expect(await types(visitor)).toEqual(["visitor", "bot"]);
    });

    test("resent after the end is not stored in the new conversation", async () => {
      const visitor = await site.visit();
      const first = await visitor.say("bye then", { client_id: "before-the-end" });
      await visitor.call("POST /widget/end");
      const again = await visitor.say("bye then", { client_id: "before-the-end" });
      expect(again).toEqual({ ...first, conversation: "ended" });
    });

    test("with a used client id and another text is 409 DUPLICATE", async () => {
      const visitor = await site.visit();
      await visitor.say("one", { client_id: "same-client-id" });
      const answer = await visitor.call("POST /widget/message", { message: "two", client_id: "same-client-id" });
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: "DUPLICATE", details: [{ field: "client_id", item: 0 }] });
    });

    test("the same client id of another visitor is another message", async () => {
      const [one, other] = [await site.visit(), await site.visit()];
      const first = await one.say("mine", { client_id: "shared-id" });
      const second = await other.say("yours", { client_id: "shared-id" });
      expect(second.message_id).not.toBe(first.message_id);
    });

    test.each([
      ["nothing but blanks", { message: "   " }],
      ["more than 4,000 characters", { message: "x".repeat(4001) }],
      ["an unknown field", { message: "hi", mesage: "hi" }],
      ["an ill-formed client id", { message: "hi", client_id: "a b" }],
      ["a form that is none", { message: "hi", form: "survey" }],
    ])("with %s is 400", async (_, body) => {
      const visitor = await site.visit();
      expect((await visitor.call("POST /widget/message", body)).status).toBe(400);
    });

    test("comes back as it was, whatever it holds", async () => {
      const visitor = await site.visit();
      const text = `<b>"quotes"</b> 👩🏽‍💻 \u202e ${"\u0000"} 100% \\ 'or 1=1`;
      await visitor.say(text, { client_id: "strange-text" });
      await visitor.say(text, { client_id: "strange-text" });
      expect((await visitor.history()).data[0].body).toBe(text.replaceAll("\0", "\ufffd"));
    });

    test("many at once get gapless seqs in the order they were stored", async () => {
      const visitor = await site.visit();
      await visitor.say("first");
      await Promise.all(Array.from({ length: 20 }, (_, i) => visitor.say(`number ${i}`)));
      const { data, conversation } = await visitor.history();
      expect(data.map((event: { seq: number }) => event.seq)).toEqual(Array.from({ length: 42 }, (_, i) => i + 1));
      expect(conversation.head).toBe(42);
      const ids = data.map((event: { message_id: number }) => event.message_id);
      expect(ids).toEqual(ids.toSorted((a: number, b: number) => a - b));
    });
  });

  describe("a batch", () => {
    const items = (...bodies: string[]) => bodies.map((body, i) => ({ client_id: `batch-item-${i}`, body }));

    test("is stored in its order with one automatic reply", async () => {
      const visitor = await site.visit();
      const { body } = await visitor.call("POST /widget/messages", { items: items("one", "two", "three") });
      expect(body.data.items.map((item: { seq: number }) => item.seq)).toEqual([1, 2, 3]);
      expect(await types(visitor)).toEqual(["visitor", "visitor", "visitor", "bot"]);
    });

    test("sent again in part stores only what is new", async () => {
      const visitor = await site.visit();
      await visitor.call("POST /widget/messages", { items: items("one", "two") });
      const { body } = await visitor.call("POST /widget/messages", { items: items("one", "two", "three") });
      expect(body.data.items).toMatchObject([{ seq: 1, duplicate: true }, { seq: 2, duplicate: true }, { seq: 4 }]);
      expect(body.data.items[2]).not.toHaveProperty("duplicate");
    });

    test("is stored whole or not at all, and names the item that was refused", async () => {
      const visitor = await site.visit();
      await visitor.say("zero", { client_id: "batch-item-1" });
      const answer = await visitor.call("POST /widget/messages", { items: items("one", "two") });
      expect(answer.status).toBe(409);
      expect(answer.body.details[0]).toMatchObject({ item: 1 });
      expect(await types(visitor)).toEqual(["visitor", "bot"]);
    });

    test("with the same id twice stores it once; with another text it is refused", async () => {
      const visitor = await site.visit();
      const twin = (body: string) => ({ client_id: "twin-item", body });
      const twice = await visitor.call("POST /widget/messages", { items: [twin("a"), twin("a")] });
      expect(twice.body.data.items).toMatchObject([{ seq: 1 }, { seq: 1, duplicate: true }]);
      const other = await site.visit();
      const refused = await other.call("POST /widget/messages", { items: [twin("a"), twin("b")] });
      expect(refused.body).toMatchObject({ code: "DUPLICATE", details: [{ item: 1 }] });
      expect((await other.history()).conversation.conversation_id).toBeNull();
    });

    test("of 21 items is 400", async () => {
      const visitor = await site.visit();
      const many = items(...Array.from({ length: 21 }, (_, i) => `${i}`));
      expect((await visitor.call("POST /widget/messages", { items: many })).status).toBe(400);
    });
  });

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
        business_hours: { open: true, next_open_at: null, timezone: "UTC" },
        reply_time_minutes: null,
        services: [],
        incident: null,
      });
      expect(answer.headers.get("cache-control")).toBe("private, max-age=15");
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

describe.each(engines)("what the 30 counts, over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine, {});
  });
  afterAll(() => site.close());

  test("one init and 29 messages pass, request 31 is refused, and another visitor is not", async () => {
    const visitor = await site.visit();
    const ids = Array.from({ length: 29 }, (_, i) => `counted-${i}`);
    for (const client_id of ids)
      expect((await visitor.call("POST /widget/message", { message: "hi", client_id })).status).toBe(200);
    const refused = await visitor.call("POST /widget/message", { message: "hi", client_id: "one-too-many" });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("60");
    const resent = await visitor.call("POST /widget/message", { message: "hi", client_id: "counted-3" });
    expect(resent.status).toBe(200);
    expect((await visitor.call("GET /widget/messages")).status).toBe(200);
    const other = await site.visit();
    expect((await other.call("POST /widget/message", { message: "hi" })).status).toBe(200);
  });

  test("a batch costs its new items", async () => {
    site.clock.advance(60_000);
    const visitor = await site.visit();
    const items = Array.from({ length: 20 }, (_, i) => ({ client_id: `batch-cost-${i}`, body: "hi" }));
    const first = await visitor.call("POST /widget/messages", { items });
    expect(first.headers.get("x-ratelimit-remaining")).toBe("9");
    const again = await visitor.call("POST /widget/messages", { items });
    expect(again.headers.get("x-ratelimit-remaining")).toBe("9");
    const more = items.map((item) => ({ ...item, client_id: `${item.client_id}-more` }));
    expect((await visitor.call("POST /widget/messages", { items: more })).status).toBe(429);
  });
});
