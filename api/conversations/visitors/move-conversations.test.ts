import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../../scheduler.ts";
import { engines } from "../../testing/api.ts";
import { openSignedSite, type SignedSite, saidBy } from "../../testing/identity.ts";
import type { TestVisitor } from "../../testing/visitor.ts";

const day = 86_400_000;

describe.each(engines)("R9: a visitor who proves who it is, over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  const latest = async (visitor: TestVisitor) => (await visitor.history()).conversation.conversation_id;

  test("finds the anonymous conversation of the same browser again, by identify and by init", async () => {
    const one = await site.wander();
    const { conversation_id } = await one.say("by identify");
    const proved = await site.sign(one, site.newPerson());
    expect([await latest(proved), await saidBy(proved)]).toEqual([conversation_id, ["by identify"]]);

    const other = await site.wander();
    const begun = await other.say("by init");
    const arrived = await site.arrive(site.newPerson(), { session_id: other.session_id });
    expect(arrived.init.conversation).toMatchObject({ conversation_id: begun.conversation_id, last_seq: 2 });
    expect(await saidBy(arrived)).toEqual(["by init"]);
    await arrived.say("goes on");
    expect(await latest(arrived)).toBe(begun.conversation_id);
  });

  test("has what two browsers said in one place: the latest is gone on with, the other stays the person's", async () => {
    const sub = site.newPerson();
    const phone = await site.wander();
    const first = await phone.say("on the phone");
    const provedPhone = await site.sign(phone, sub);
    site.clock.advance(60_000);
    const desk = await site.wander();
    const second = await desk.say("at the desk");
    const provedDesk = await site.sign(desk, sub);
    expect([await latest(provedPhone), await latest(provedDesk)]).toEqual([
      second.conversation_id,
      second.conversation_id,
    ]);
    await provedPhone.say("from the phone again");
    expect(await saidBy(provedDesk)).toEqual(["at the desk", "from the phone again"]);
    const { conversation_id } = first;
    const read = await provedDesk.call("POST /widget/read", { conversation_id, seq: 1 });
    expect(read.status).toBe(200);
  });

  test("keeps the conversation that is further on, when the older one of a browser comes along", async () => {
    const sub = site.newPerson();
    const desk = await site.wander();
    await desk.say("an hour ago");
    site.clock.advance(3_600_000);
    const phone = await site.arrive(sub);
    const { conversation_id } = await phone.say("now");
    const proved = await site.sign(desk, sub);
    expect(await latest(proved)).toBe(conversation_id);
  });

  test("leaves behind what is older than 30 days, for those who answer to read", async () => {
    const visitor = await site.wander();
    const old = await visitor.say("long ago");
    await visitor.call("POST /widget/end");
    site.clock.advance(1000);
    const recent = await visitor.say("a month ago");
    site.clock.advance(30 * day);
    const proved = await site.sign(visitor, site.newPerson());
    expect(await latest(proved)).toBe(recent.conversation_id);
    const { conversation_id } = old;
    expect((await proved.call("POST /widget/read", { conversation_id, seq: 1 })).status).toBe(404);
    expect((await site.ask(`GET /conversations/${conversation_id}`)).data.trust).toBe("claimed");
    expect((await site.ask(`GET /conversations/${recent.conversation_id}`)).data.trust).toBe("verified");
    site.clock.advance(2 * day);
    await sweep(await site.space(), site.clock.now());
    expect((await site.ask(`GET /conversations/${conversation_id}`)).data.last_message).toBe("long ago");
  });

  test("a conversation whose last message is recent comes along, however long ago it began", async () => {
    const visitor = await site.wander();
    const { conversation_id } = await visitor.say("hello");
    site.clock.advance(20 * day);
    await visitor.say("still there?");
    site.clock.advance(20 * day);
    expect(await latest(await site.sign(visitor, site.newPerson()))).toBe(conversation_id);
  });

  test("the earliest first touch, the latest last one and the pages of both browsers are kept", async () => {
    const sub = site.newPerson();
    const browser = await site.wander({ page_url: "https://shop.example/landing?utm_source=ads" });
    await browser.say("hello");
    site.clock.advance(60_000);
    await site.arrive(sub, { page_url: "https://shop.example/account" });
    site.clock.advance(60_000);
    const proved = await site.sign(browser, sub);
    const { visitor } = await proved.conversation();
    expect(visitor.attribution).toMatchObject({
      first: { landing_url: "https://shop.example/landing?utm_source=ads", utm_source: "ads" },
      last: { page_url: "https://shop.example/account" },
    });
    expect(visitor.trail.map(({ page_url }: { page_url: string }) => page_url)).toEqual([
      "https://shop.example/landing?utm_source=ads",
      "https://shop.example/account",
    ]);
  });

  test("each conversation that came along gets its lead, and is found under the proved email", async () => {
    const sub = site.newPerson();
    const email = `${sub}@corp.example`;
    const visitor = await site.wander();
    const first = await visitor.say("one");
    await visitor.call("POST /widget/end");
    const second = await visitor.say("two");
    const events = await site.during(() =>
      site.arrive(sub, { session_id: visitor.session_id }, { email, name: "Ann Lee" }),
    );
    const names = events.map(({ event }) => event);
    expect(names.slice(0, 2)).toEqual(["lead.created", "conversation.lead_linked"]);
    const links = events.filter(({ event }) => event === "conversation.lead_linked");
    expect(links.map(({ data }) => data.conversation_id)).toEqual([second.conversation_id, first.conversation_id]);
    expect(names.filter((name) => name === "lead.created")).toHaveLength(1);
    const [lead] = await site.leads(email);
    for (const { conversation_id } of [first, second]) {
      const { data } = await site.ask(`GET /conversations/${conversation_id}`);
      expect(data).toMatchObject({ lead_id: lead.lead_id, visitor_name: "Ann Lee", trust: "verified" });
    }
    const found = await site.ask(`GET /conversations?search=${encodeURIComponent(email)}`);
    expect(found.data).toHaveLength(2);
  });

  test("the newest hundred come along, and whoever made more of them keeps nobody waiting", async () => {
    const visitor = await site.wander();
    const { conversation_id } = await visitor.say("the first");
    await (await site.space()).write(async ({ db }) => {
      const { widget_session_id, key_id, created_at } = await db
        .selectFrom("conversations")
        .selectAll()
        .where("conversation_id", "=", conversation_id)
        .executeTakeFirstOrThrow();
      const another = { widget_session_id, key_id, created_at, updated_at: created_at };
      await db
        .insertInto("conversations")
        .values(Array.from({ length: 100 }, () => another))
        .execute();
    });
    const proved = await site.sign(visitor, site.newPerson());
    expect(await latest(proved)).toBe(conversation_id + 100);
    expect((await site.ask(`GET /conversations/${conversation_id}`)).data.trust).toBe("claimed");
    expect((await site.ask(`GET /conversations/${conversation_id + 1}`)).data.trust).toBe("verified");
  });

  describe("two people", () => {
    test("on one browser never see each other's conversations", async () => {
      const [ann, bo] = [site.newPerson(), site.newPerson()];
      const first = await site.arrive(ann);
      await first.say("Ann's secret");
      const second = await site.arrive(bo, { session_id: first.session_id });
      expect(second.init).toMatchObject({ trust: "verified", conversation: null });
      expect((await site.look(first.session_id)).status).toBe(404);
      await second.say("Bo's secret");
      const third = await site.sign(second, ann);
      expect(await saidBy(third)).toEqual(["Ann's secret"]);
      expect((await site.look(second.session_id)).status).toBe(404);
      expect(await saidBy(await site.arrive(bo))).toEqual(["Bo's secret"]);
    });

    test("stay two when the site itself named somebody else before", async () => {
      const visitor = await site.wander({ identity: { external_id: "somebody-else" } });
      await visitor.say("not yours");
      const proved = await site.sign(visitor, site.newPerson());
      expect((await proved.history()).conversation.conversation_id).toBeNull();
      expect((await site.look(visitor.session_id)).status).toBe(404);
    });

    test("never become one by the same visitor id", async () => {
      const first = await site.arrive(site.newPerson(), { visitor_id: "v_shared" });
      await first.say("mine");
      const second = await site.arrive(site.newPerson(), { visitor_id: "v_shared" });
      expect(second.init.conversation).toBeNull();
    });
  });

  test("the session a browser had before is swept once nothing is left in it", async () => {
    const visitor = await site.wander();
    await visitor.say("hello");
    const proved = await site.sign(visitor, site.newPerson());
    site.clock.advance(day + 1000);
    const space = await site.space();
    const moved = async () =>
      await space.read
        .selectFrom("widget_sessions")
        .selectAll()
        .where("visitor_id", "=", visitor.init.visitor_id)
        .execute();
    await sweep(space, site.clock.now());
    expect((await moved()).map(({ trust }) => trust)).toEqual(["verified"]);
    expect((await site.look(proved.session_id)).status).toBe(404);
  });
});
