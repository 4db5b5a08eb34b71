import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { openSignedSite, type SignedSite } from "../../testing/identity.ts";

describe.each(engines)("a key that requires signed identity, over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  const ways: [string, object?][] = [
    ["POST /widget/message", { message: "hello" }],
    ["POST /widget/messages", { items: [{ client_id: "client-0001", body: "hello" }] }],
    ["POST /widget/identify", { identity: { email: "typed@example.com" }, confirm: true }],
    ["POST /widget/page", { page_url: "https://shop.example/pricing" }],
    ["POST /widget/attributes", { attributes: { plan: "business" } }],
    ["POST /widget/track", { event: "Added to cart" }],
    ["POST /widget/end", { rating: 1 }],
    ["GET /widget/session"],
  ];

  test("takes nothing from a visitor who has not proved anything, and says what to do", async () => {
    await site.require(true);
    const visitor = await site.wander({ identity: { email: "typed@example.com" } });
    expect(visitor.init).toMatchObject({ greeting: expect.any(String), trust: "claimed", conversation: null });
    const written = await site.during(async () => {
      for (const [operation, body] of ways) {
        const { status, body: answer } = await visitor.call(operation, body);
        expect([operation, status, answer.code]).toEqual([operation, 403, "FORBIDDEN"]);
        expect(answer.error).toContain("POST /widget/identify");
      }
    });
    expect(written).toEqual([]);
    expect(await site.leads("typed@example.com")).toEqual([]);
    expect((await visitor.call("GET /widget/status")).status).toBe(200);
    await site.require(false);
  });

  test("covers sessions from before it did: they show nothing until their visitor is proved, then all of it", async () => {
    const visitor = await site.wander();
    const { conversation_id } = await visitor.say("before", { contact: { email: "typed@example.com" } });
    await site.require(true);
    for (const [operation, body] of [...ways, ["POST /widget/read", { conversation_id, seq: 1 }] as const]) {
      expect([operation, (await visitor.call(operation, body)).status]).toEqual([operation, 403]);
    }
    expect(await visitor.history()).toMatchObject({ data: [], conversation: { conversation_id: null, head: 0 } });
    const again = await site.wander({ session_id: visitor.session_id });
    expect(again.init).toMatchObject({ session_id: visitor.session_id, conversation: null });
    const contact = { email: "typed-later@example.com", name: "Somebody Else" };
    const page_url = "https://shop.example/pricing";
    const written = await site.during(() =>
      site.wander({ session_id: visitor.session_id, identity: contact, page_url }),
    );
    expect(written).toEqual([]);
    const shown = (await site.ask(`GET /conversations/${conversation_id}`)).data;
    expect(shown).toMatchObject({ contact: { email: "typed@example.com", name: null }, visitor: { trail: [] } });
    const proved = await site.sign(visitor, "user-1");
    expect((await proved.history()).conversation.conversation_id).toBe(conversation_id);
    await proved.say("after");
    await site.require(false);
  });

  test("lets those who have proved it write, until the proof lapses", async () => {
    await site.require(true);
    const visitor = await site.arrive("user-2");
    await visitor.say("hello");
    await visitor.identify({ phone: "+43 660 1234567" });
    site.clock.advance(12 * 3_600_000);
    expect((await visitor.call("POST /widget/message", { message: "late" })).status).toBe(404);
    const bare = await site.wander({ session_id: visitor.session_id });
    expect((await bare.call("POST /widget/message", { message: "late" })).status).toBe(403);
    expect((await (await site.arrive("user-2")).history()).data).not.toEqual([]);
    await site.require(false);
  });

  test("holds for the key it was rolled from as well: the old key is no way around it", async () => {
    const next = (await site.desk.send(`POST /api-keys/${site.keyId}/roll`, {})).body.data;
    await site.desk.send(`PUT /api-keys/${next.key_id}`, { identity_required: true });
    const visitor = await site.wander();
    expect((await visitor.call("POST /widget/message", { message: "hello" })).status).toBe(403);
  });
});
