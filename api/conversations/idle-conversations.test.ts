import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { append } from "./append.ts";
import { lockConversation } from "./conversation.ts";
import { closeIdleConversations } from "./idle-conversations.ts";

const day = 86_400_000;

describe.each(engines)("conversations that nobody writes in over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const close = async () => closeIdleConversations(site.api, await site.space());
  const statusOf = async (id: number) => (await site.ask(`GET /conversations/${id}`)).data.status;
  const eventsOf = async (id: number) => (await site.ask(`GET /conversations/${id}/messages`)).data;

  test("close by themselves after 7 days, with a seq, and are told of once", async () => {
    const visitor = await site.visit({ identity: { email: "idle@globex.example" } });
    const { conversation_id } = await visitor.say("hello");
    site.clock.advance(7 * day - 1000);
    await close();
    expect(await statusOf(conversation_id)).toBe("open");
    site.clock.advance(1000);
    const events = await site.during(async () => {
      await close();
      await close();
    });
    expect(events).toMatchObject([{ event: "conversation.ended", data: { conversation_id, status: "closed" } }]);
    expect((await eventsOf(conversation_id)).at(-1)).toMatchObject({
      ...{ seq: 3, type: "closed", sender: { kind: "system", id: null } },
    });
    const { lead_id } = await visitor.conversation();
    const { data } = await site.ask(`GET /activities?entity_type=lead&entity_id=${lead_id}`);
    expect(data).toMatchObject([{ description: expect.stringContaining("Closed."), duration_minutes: 0 }]);
  });

  test("are reopened by a message within 7 days of that; later a new one starts", async () => {
    const visitor = await site.visit();
    const { conversation_id } = await visitor.say("hello");
    site.clock.advance(7 * day);
    await close();
    site.clock.advance(7 * day - 1000);
    expect(await visitor.say("again")).toMatchObject({ conversation_id });
    site.clock.advance(7 * day);
    await close();
    site.clock.advance(7 * day);
    expect((await visitor.say("much later")).conversation_id).not.toBe(conversation_id);
  });

  test("stay open for another 7 days when an agent reopens or takes them", async () => {
    const jane = await site.employ("Jane");
    const { conversation_id: closed } = await (await site.visit()).say("hello");
    const { conversation_id: taken } = await (await site.visit()).say("hello");
    await site.ask(`POST /conversations/${closed}/close`);
    site.clock.advance(8 * day);
    await site.ask(`POST /conversations/${closed}/reopen`);
    await site.ask(`POST /conversations/${taken}/assign`, { assigned_to: jane.employee_id });
    await close();
    expect([await statusOf(closed), await statusOf(taken)]).toEqual(["open", "open"]);
    site.clock.advance(7 * day);
    await close();
    expect([await statusOf(closed), await statusOf(taken)]).toEqual(["closed", "closed"]);
  });

  test("what the visitor ended stays ended", async () => {
    const visitor = await site.visit();
    const { conversation_id } = await visitor.say("hello");
    await visitor.call("POST /widget/end");
    site.clock.advance(8 * day);
    expect(await site.during(close)).toEqual([]);
    expect(await statusOf(conversation_id)).toBe("ended");
  });

  test("a message that arrives while they are closed keeps its conversation open", async () => {
    const { conversation_id } = await (await site.visit()).say("hello");
    site.clock.advance(7 * day);
    const space = await site.space();
    await arriveBeforeCommit(
      site,
      async (context) => {
        const sender = { kind: "visitor", id: 1, name: null } as const;
        const written = { ...context, publish: () => undefined };
        const conversation = await lockConversation(context, conversation_id);
        await append(written, conversation, { type: "message", sender, body: "Still here" });
      },
      () => closeIdleConversations(site.api, space),
    );
    expect(await statusOf(conversation_id)).toBe("open");
  });
});
