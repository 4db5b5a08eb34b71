import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { prove } from "../../testing/proved.ts";
import { openTestSite, type TestSite, type TestVisitor } from "../../testing/visitor.ts";

const neutral = "This message could not be delivered. Please contact us in another way.";

describe.each(engines)("a blocked visitor on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  async function blocked(init: object = {}) {
    const visitor = await site.visit(init);
    const { conversation_id } = await visitor.say("Buy now");
    await site.ask(`POST /conversations/${conversation_id}/block`, { reason: "Advertises" });
    return { visitor, path: `/conversations/${conversation_id}` };
  }
  const send = (visitor: TestVisitor, message = "Buy again", more: object = {}) =>
    visitor.call("POST /widget/message", { message, ...more });
  const row = async (path: string) => (await site.ask(`GET ${path}`)).data;

  test("has what he sends refused, in words that tell of no block, and nothing of it arrives", async () => {
    const { visitor, path } = await blocked();
    const before = await row(path);
    expect(before).toMatchObject({ status: "closed", blocked: true });
    const heard = await site.during(async () => {
      expect(await send(visitor)).toMatchObject({ status: 409, body: { code: "CONFLICT", error: neutral } });
      const items = [{ client_id: "client-id-1", body: "Buy again" }];
      expect((await visitor.call("POST /widget/messages", { items })).status).toBe(409);
      expect((await send(visitor, "Form", { form: "offline", contact: { email: "ad@spam.example" } })).status).toBe(
        409,
      );
      await visitor.identify({ email: "ad@spam.example", name: "Buy now" }, true);
      await visitor.call("POST /widget/end", { rating: 1, comment: "Buy now" });
    });
    expect(heard.map(({ event }) => event)).toEqual(["conversation.ended"]);
    expect(await row(path)).toMatchObject({ last_seq: before.last_seq + 1, rating: null, lead_id: null });
    expect(await site.leads("ad@spam.example")).toEqual([]);
  });

  test("hears for a message that arrived before the block that it was stored", async () => {
    const visitor = await site.visit();
    const sent = { message: "Once", client_id: "client-id-once" };
    const { conversation_id, seq } = (await visitor.call("POST /widget/message", sent)).body;
    await site.ask(`POST /conversations/${conversation_id}/block`, {});
    expect((await visitor.call("POST /widget/message", sent)).body).toMatchObject({ seq });
  });

  test("stays blocked in further sessions of the browser, and writes again once he is unblocked", async () => {
    const { visitor, path } = await blocked();
    const { visitor_id } = visitor.init;
    const again = await site.visit({ visitor_id });
    expect((await send(again)).status).toBe(409);
    expect((await send(await site.visit())).status).toBe(200);
    await site.ask(`POST ${path}/unblock`);
    expect((await send(again)).status).toBe(200);
    expect((await send(await site.visit({ visitor_id }))).status).toBe(200);
    expect((await send(visitor)).body).toMatchObject({ conversation_id: Number(path.split("/")[2]) });
    expect(await row(path)).toMatchObject({ status: "open", blocked: false });
  });

  test("who is proved stays blocked in whichever browser proves him again", async () => {
    const visitor = await site.visit();
    await prove(site, visitor, { external_id: "spammer" });
    const { conversation_id } = await visitor.say("Buy now");
    await site.ask(`POST /conversations/${conversation_id}/block`, {});
    const space = await site.space();
    const session = await space.read
      .selectFrom("widget_sessions")
      .innerJoin("visitor_identities", "visitor_identities.identity_id", "widget_sessions.identity_id")
      .select("blocked_at")
      .where("external_id", "=", "spammer")
      .executeTakeFirstOrThrow();
    // All who prove to be this person go on in this one session.
    expect(session.blocked_at).not.toBeNull();
  });

  test("stands in the log and the audit log with who did it, and beside the conversation for the team alone", async () => {
    const { visitor, path } = await blocked();
    await site.asOwner(`POST ${path}/unblock`);
    const { events } = (await site.ask(`GET ${path}/events`)).data;
    expect(events).toMatchObject([
      { event: "conversation.blocked", data: { reason: "Advertises", by: null } },
      { event: "conversation.unblocked", data: { by: expect.any(Number) } },
    ]);
    expect(JSON.stringify(await visitor.history())).not.toContain("dvertises");
    const space = await site.space();
    const rows = await space.read
      .selectFrom("audit_log")
      .select("action")
      .where("target", "=", path.slice(1).replace("conversations/", "conversation:"))
      .execute();
    expect(rows.map(({ action }) => action)).toEqual(["visitor.blocked", "visitor.unblocked"]);
  });

  test("has other conversations of the same browser told beside this one", async () => {
    const visitor = await site.visit();
    const first = (await visitor.say("First")).conversation_id;
    await visitor.call("POST /widget/end");
    const second = (await visitor.say("Second")).conversation_id;
    expect((await row(`/conversations/${second}`)).earlier).toMatchObject([
      { conversation_id: first, status: "ended", last_message: "First" },
    ]);
    expect((await row(`/conversations/${(await (await site.visit()).say("Other")).conversation_id}`)).earlier).toEqual(
      [],
    );
  });
});
