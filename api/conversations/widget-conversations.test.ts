import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestAnswer, TestApi } from "../testing/api.ts";
import { engines } from "../testing/api.ts";
import { openSignedSite, type SignedSite } from "../testing/identity.ts";
import type { TestVisitor } from "../testing/visitor.ts";

const day = 86_400_000;

describe.each(engines)("a visitor's earlier conversations over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  const earlier = (visitor: TestVisitor, query = "") => visitor.call(`GET /widget/conversations${query}`);
  const ids = async (visitor: TestVisitor) => (await earlier(visitor)).body.data.map(idOf);
  const idOf = ({ conversation_id }: { conversation_id: number }) => conversation_id;
  const messages = (visitor: TestVisitor, id: number, query = "") =>
    visitor.call(`GET /widget/conversations/${id}/messages${query}`);

  /** Says something and ends it. Returns the conversation. */
  async function chat(visitor: TestVisitor, text: string): Promise<number> {
    const { conversation_id } = await visitor.say(text);
    await visitor.call("POST /widget/end");
    site.clock.advance(1000);
    return conversation_id;
  }

  describe("the list", () => {
    test("shows the newest first, each with its last message, what is unread, and how it ended", async () => {
      const visitor = await site.wander();
      const first = await visitor.say("hello");
      const agent = await site.employ(`agent-${engine}`);
      await site.speak(agent, first.conversation_id, "Hi", `Look: ${"x".repeat(300)}`);
      await visitor.call("POST /widget/read", { conversation_id: first.conversation_id, seq: 2 });
      const { body } = await visitor.call("POST /widget/end", { rating: 4 });
      site.clock.advance(1000);
      const second = await visitor.say("again");

      const { data, pagination } = (await earlier(visitor)).body;
      expect(pagination).toEqual({ page: 1, per_page: 25, total: 2, total_pages: 1 });
      expect(data).toEqual([
        {
          conversation_id: second.conversation_id,
          status: "open",
          started_at: expect.stringMatching(/Z$/),
          ended_at: null,
          last_message: {
            body: second.response.message,
            sender: { kind: "bot", name: expect.any(String) },
            created_at: expect.stringMatching(/Z$/),
          },
          unread: 1,
          rating: null,
        },
        {
          conversation_id: first.conversation_id,
          status: "ended",
          started_at: expect.stringMatching(/Z$/),
          ended_at: body.data.ended_at,
          last_message: {
            body: `Look: ${"x".repeat(193)}…`,
            sender: { kind: "agent", name: agent.name },
            created_at: expect.stringMatching(/Z$/),
          },
          unread: 2,
          rating: 4,
        },
      ]);
    });

    test("comes in pages, of at most 50", async () => {
      const visitor = await site.wander();
      const all = [await chat(visitor, "one"), await chat(visitor, "two"), await chat(visitor, "three")].reverse();
      const pages = await Promise.all([1, 2, 3].map((page) => earlier(visitor, `?per_page=2&page=${page}`)));
      expect(pages.map(({ body }) => body.data.map(idOf))).toEqual([all.slice(0, 2), all.slice(2), []]);
      expect(pages[2]?.body.pagination).toEqual({ page: 3, per_page: 2, total: 3, total_pages: 2 });
      expect((await earlier(visitor, "?per_page=51")).status).toBe(400);
    });

    test("is empty for who has said nothing yet", async () => {
      expect((await earlier(await site.wander())).body).toMatchObject({ data: [], pagination: { total: 0 } });
    });
  });

  describe("the messages of one", () => {
    test("are what GET /widget/messages shows of the newest, own client ids included", async () => {
      const visitor = await site.wander();
      const { conversation_id } = await visitor.say("hello", { client_id: `client-${engine}` });
      const { body } = await messages(visitor, conversation_id);
      expect(body).toEqual(await visitor.history());
      expect(body.data[0]).toMatchObject({ client_id: `client-${engine}`, body: "hello" });
    });

    test("go on after a seq, and marks nothing as read", async () => {
      const visitor = await site.wander();
      const id = await chat(visitor, "hello");
      await visitor.say("another one");
      const { body } = await messages(visitor, id, "?after_seq=1&limit=1");
      expect(body.data).toMatchObject([{ seq: 2, sender: { kind: "bot" } }]);
      expect(body.conversation).toMatchObject({ conversation_id: id, head: 3, status: "ended", more: true });
      expect(body.conversation.read.visitor).toBe(0);
    });
  });

  describe("nobody reads what is another's", () => {
    test("a conversation of another session is not found, as one that does not exist", async () => {
      const [visitor, other] = [await site.wander(), await site.wander()];
      const { conversation_id } = await other.say("mine alone");
      await visitor.say("hello");
      expect(await ids(visitor)).not.toContain(conversation_id);
      const [foreign, unknown] = [await messages(visitor, conversation_id), await messages(visitor, 999_999_999)];
      expect([foreign.status, unknown.status]).toEqual([404, 404]);
      expect({ ...foreign.body, request_id: "" }).toEqual({ ...unknown.body, request_id: "" });
    });

    test("a session of another key, an unknown one and none at all show nothing", async () => {
      const visitor = await site.wander();
      const { conversation_id } = await visitor.say("hello");
      for (const path of ["", `/${conversation_id}/messages`]) {
        const ask = (key: string, headers: Record<string, string>): Promise<TestAnswer> =>
          (site as TestApi).request(`GET /widget/conversations${path}`, { key, headers });
        expect((await ask(site.publicKey, { "X-Widget-Session": visitor.session_id })).status).toBe(404);
        expect((await ask(site.siteKey, { "X-Widget-Session": `ws_${"a".repeat(32)}` })).status).toBe(404);
        expect((await ask(site.siteKey, {})).status).toBe(400);
      }
    });

    test("a key that asks for proof shows nothing until there is one, then all that was brought along (R9)", async () => {
      const visitor = await site.wander();
      const [one, two] = [await chat(visitor, "one"), await chat(visitor, "two")];
      await site.require(true);
      expect((await earlier(visitor)).body).toMatchObject({ data: [], pagination: { total: 0 } });
      expect((await messages(visitor, one)).status).toBe(404);
      const proved = await site.sign(visitor, site.newPerson());
      expect(await ids(proved)).toEqual([two, one]);
      expect((await messages(proved, one)).body.data[0]).toMatchObject({ body: "one" });
      expect((await earlier(visitor)).status).toBe(404);
      await site.require(false);
    });

    test("a proof that has lapsed shows nothing without a fresh one", async () => {
      const sub = site.newPerson();
      const proved = await site.arrive(sub);
      const id = await chat(proved, "hello");
      site.clock.advance(day / 2);
      expect((await earlier(proved)).status).toBe(404);
      expect((await messages(proved, id)).status).toBe(404);
      expect(await ids(await site.arrive(sub))).toEqual([id]);
    });
  });
});
