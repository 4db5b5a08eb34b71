import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../scheduler.ts";
import { engines } from "../testing/api.ts";
import { openSignedSite, type SignedSite } from "../testing/identity.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import type { TestVisitor } from "../testing/visitor.ts";
import { moveConversations } from "./move-conversations.ts";
import { forgetCredential } from "./session-credential.ts";
import { resumeSession } from "./widget-session.ts";

const day = 86_400_000;

describe.each(engines)("R9: a visitor who proves who it is, over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  let people = 0;
  const aPerson = () => {
    people += 1;
    return `user-${people}`;
  };
  const said = async (visitor: TestVisitor) =>
    (await visitor.history()).data
      .filter(({ sender }: { sender: { kind: string } }) => sender.kind === "visitor")
      .map(({ body }: { body: string }) => body);
  const latest = async (visitor: TestVisitor) => (await visitor.history()).conversation.conversation_id;

  test("finds the anonymous conversation of the same browser again, by identify and by init", async () => {
    const one = await site.wander();
    const { conversation_id } = await one.say("by identify");
    const proved = await site.sign(one, aPerson());
    expect([await latest(proved), await said(proved)]).toEqual([conversation_id, ["by identify"]]);

    const other = await site.wander();
    const begun = await other.say("by init");
    const arrived = await site.arrive(aPerson(), { session_id: other.session_id });
    expect(arrived.init.conversation).toMatchObject({ conversation_id: begun.conversation_id, last_seq: 2 });
    expect(await said(arrived)).toEqual(["by init"]);
    await arrived.say("goes on");
    expect(await latest(arrived)).toBe(begun.conversation_id);
  });

  test("has what two browsers said in one place: the latest is gone on with, the other stays the person's", async () => {
    const sub = aPerson();
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
    expect(await said(provedDesk)).toEqual(["at the desk", "from the phone again"]);
    const { conversation_id } = first;
    const read = await provedDesk.call("POST /widget/read", { conversation_id, seq: 1 });
    expect(read.status).toBe(200);
  });

  test("keeps the conversation that is further on, when the older one of a browser comes along", async () => {
    const sub = aPerson();
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
    const proved = await site.sign(visitor, aPerson());
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
    expect(await latest(await site.sign(visitor, aPerson()))).toBe(conversation_id);
  });

  test("a message sent again after the move is stored once", async () => {
    const visitor = await site.wander();
    const message = { message: "hello", client_id: "retry-0001" };
    const sent = await visitor.call("POST /widget/message", message);
    const proved = await site.sign(visitor, aPerson());
    const again = await proved.call("POST /widget/message", message);
    expect(again.body).toEqual(sent.body);
    const batch = await proved.call("POST /widget/messages", { items: [{ client_id: "retry-0001", body: "hello" }] });
    expect(batch.body.data.items).toEqual([expect.objectContaining({ seq: 1, duplicate: true })]);
    expect(await said(proved)).toEqual(["hello"]);
    const own = (await proved.history()).data.find(({ body }: { body: string }) => body === "hello");
    expect(own.client_id).toBe("retry-0001");
  });

  test("a message that arrives during the move goes nowhere, and is stored once when it is sent again", async () => {
    const sub = aPerson();
    const visitor = await site.wander();
    await visitor.say("long ago");
    await visitor.call("POST /widget/end");
    site.clock.advance(31 * day);
    await visitor.say("first");
    const person = await site.arrive(sub);
    const key = { first_key_id: site.keyId };
    const message = { message: "meanwhile", client_id: "retry-0002" };
    const sent = await arriveBeforeCommit(
      site,
      async (context) => {
        const from = await resumeSession(context, key, visitor.session_id);
        const to = await resumeSession(context, key, person.session_id);
        if (from === null || to === null) throw new Error("Both sessions stand.");
        await forgetCredential({ ...context, publish: () => undefined }, visitor.session_id);
        await moveConversations(context, from, to);
      },
      () => visitor.call("POST /widget/message", message),
    );
    expect(sent.status).toBe(404);
    expect((await person.call("POST /widget/message", message)).status).toBe(200);
    expect(await said(person)).toEqual(["first", "meanwhile"]);
  });

  test("client ids that two browsers both used stop no move: the person's first one stays known", async () => {
    const sub = aPerson();
    const person = await site.arrive(sub);
    const known = await person.call("POST /widget/message", { message: "mine", client_id: "the-same-1" });
    const hostile = await site.wander();
    await hostile.call("POST /widget/message", { message: "hostile", client_id: "the-same-1" });
    await hostile.call("POST /widget/message", { message: "kept", client_id: "another-1" });
    const proved = await site.sign(hostile, sub);
    expect(await said(proved)).toEqual(["hostile", "kept"]);
    const again = await proved.call("POST /widget/message", { message: "mine", client_id: "the-same-1" });
    expect(again.body.message_id).toBe(known.body.message_id);
    const resent = await proved.call("POST /widget/message", { message: "kept", client_id: "another-1" });
    expect(resent.body.seq).toBe(3);
  });

  test("the earliest first touch, the latest last one and the pages of both browsers are kept", async () => {
    const sub = aPerson();
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
    const sub = aPerson();
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

  describe("two people", () => {
    test("on one browser never see each other's conversations", async () => {
      const [ann, bo] = [aPerson(), aPerson()];
      const first = await site.arrive(ann);
      await first.say("Ann's secret");
      const second = await site.arrive(bo, { session_id: first.session_id });
      expect(second.init).toMatchObject({ trust: "verified", conversation: null });
      expect((await site.look(first.session_id)).status).toBe(404);
      await second.say("Bo's secret");
      const third = await site.sign(second, ann);
      expect(await said(third)).toEqual(["Ann's secret"]);
      expect((await site.look(second.session_id)).status).toBe(404);
      expect(await said(await site.arrive(bo))).toEqual(["Bo's secret"]);
    });

    test("stay two when the site itself named somebody else before", async () => {
      const visitor = await site.wander({ identity: { external_id: "somebody-else" } });
      await visitor.say("not yours");
      const proved = await site.sign(visitor, aPerson());
      expect((await proved.history()).conversation.conversation_id).toBeNull();
      expect((await site.look(visitor.session_id)).status).toBe(404);
    });

    test("never become one by the same visitor id", async () => {
      const first = await site.arrive(aPerson(), { visitor_id: "v_shared" });
      await first.say("mine");
      const second = await site.arrive(aPerson(), { visitor_id: "v_shared" });
      expect(second.init.conversation).toBeNull();
    });
  });

  test("the session a browser had before is swept once nothing is left in it", async () => {
    const visitor = await site.wander();
    await visitor.say("hello");
    const proved = await site.sign(visitor, aPerson());
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
