import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { openTestSite, type TestSite } from "../../testing/visitor.ts";
import { hashSessionId } from "./session-credential.ts";

describe.each(engines)("a visitor's session over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const day = 24 * 60 * 60 * 1000;

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
        branding: { company_name: "Support", primary_color: "#1FB6FF", logo_url: null },
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
      const rows = await read.selectFrom("widget_tokens").selectAll().execute();
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
