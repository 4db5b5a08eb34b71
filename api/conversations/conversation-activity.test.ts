import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { createChats } from "../testing/chats.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

const minute = 60_000;

describe.each(engines)("R14: one activity per conversation over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const { activitiesOf, chat, idle, linesOf, newEmail, read } = createChats(() => site);

  test("is made with the link, completed, and told of once", async () => {
    const visitor = await site.visit({ identity: { email: newEmail() } });
    const events = await site.during(() => visitor.say("hello"));
    expect(events.map(({ event }) => event)).toEqual([
      "conversation.started",
      "conversation.message",
      "lead.created",
      "conversation.lead_linked",
      "activity.created",
      "activity.completed",
      "conversation.message",
    ]);
    const { conversation_id, lead_id } = await visitor.conversation();
    const expected = {
      ...{ type: "note", subject: "Chat conversation", completed: true, assigned_to: null, created_by: null },
      ...{ entity_type: "lead", entity_id: lead_id, duration_minutes: null },
      description: `Transcript: ${site.origin.replace("127.0.0.1", "localhost")}/crm/inbox/${conversation_id}`,
    };
    expect(events[4]?.data).toMatchObject(expected);
    expect(await activitiesOf("lead", lead_id)).toMatchObject([expected]);
    const later = await site.during(async () => {
      await visitor.say("again");
      site.clock.advance(15 * minute);
      await idle();
      await visitor.call("POST /widget/end");
    });
    expect(later.map(({ event }) => event)).toEqual([
      "conversation.message",
      "conversation.message",
      "conversation.ended",
    ]);
    expect(await activitiesOf("lead", lead_id)).toHaveLength(1);
  });

  test("is not made for a visitor whom nobody knows", async () => {
    const visitor = await site.visit();
    const events = await site.during(async () => {
      await visitor.say("hello");
      await visitor.call("POST /widget/end");
    });
    expect(events.map(({ event }) => event)).not.toContain("activity.created");
  });

  test("tells at a glance when, how long, who, where and how it was found, once the visitor ends it", async () => {
    const start = new Date(site.clock.now()).toISOString();
    const { visitor, conversation_id, activity } = await chat({ page_url: "https://a.example/help?token=x" });
    const jane = await site.employ("Jane");
    const joe = await site.employ("Joe");
    await site.speak(jane, conversation_id, "Hi", "What is it?");
    site.clock.advance(11 * minute + 1000);
    await visitor.say("The printer");
    await site.speak(joe, conversation_id, "I come over");
    await visitor.call("POST /widget/end", { rating: 4, comment: "Quick\nand friendly" });
    expect(await read(activity)).toMatchObject({ duration_minutes: 12, assigned_to: jane.employee_id });
    const [when, ...lines] = await linesOf(activity);
    expect(when).toMatch(/^10 March 2026, \d\d:\d\d to \d\d:\d\d UTC, 12 min\. Ended by the visitor\.$/);
    expect(when).toContain(`${start.slice(11, 16)} to`);
    expect(lines).toEqual([
      "Visitor: 2 messages. Jane: 2 messages. Joe: 1 message.",
      "First page: https://a.example/help",
      'Rating: 4 of 5, "Quick and friendly"',
      `Transcript: ${site.origin.replace("127.0.0.1", "localhost")}/crm/inbox/${conversation_id}`,
    ]);
  });

  test("holds no word of what was said", async () => {
    const { visitor, activity } = await chat();
    await visitor.say("My secret is a zebra");
    await visitor.call("POST /widget/end");
    expect((await read(activity)).description).not.toContain("zebra");
  });

  test("is written anew when an agent closes it, when a rating follows the end, and after 15 idle minutes", async () => {
    const { visitor, conversation_id, activity } = await chat();
    await site.ask(`POST /conversations/${conversation_id}/close`);
    expect((await linesOf(activity))[0]).toMatch(/Closed\.$/);
    await visitor.say("again");
    site.clock.advance(15 * minute - 1000);
    await idle();
    expect((await linesOf(activity))[0]).toMatch(/Closed\.$/);
    site.clock.advance(1000);
    await idle();
    expect(await linesOf(activity)).toMatchObject([
      expect.stringMatching(/Still open\.$/),
      "Visitor: 2 messages. No person has answered.",
      expect.anything(),
    ]);
    await visitor.call("POST /widget/end");
    await visitor.call("POST /widget/end", { rating: 2 });
    expect(await linesOf(activity)).toContain("Rating: 2 of 5");
  });

  test("each message puts it off", async () => {
    const { visitor, activity } = await chat();
    for (let said = 2; said < 5; said += 1) {
      site.clock.advance(10 * minute);
      await visitor.say(`message ${said}`);
      await idle();
    }
    expect(await linesOf(activity)).toEqual([expect.stringMatching(/^Transcript/)]);
    site.clock.advance(15 * minute);
    await idle();
    expect((await linesOf(activity))[1]).toMatch(/^Visitor: 4 messages\./);
  });

  test("what a person wrote into it stays theirs, and the rest is still written", async () => {
    const { visitor, activity } = await chat();
    const mine = { description: "Called back, wants ten seats.", subject: "Ten seats" };
    await site.ask(`PUT /activities/${activity.activity_id}`, mine);
    site.clock.advance(3 * minute);
    await visitor.say("Thanks");
    await visitor.call("POST /widget/end");
    expect(await read(activity)).toMatchObject({ ...mine, duration_minutes: 3 });
  });

  test("whom a person gave it to, or nobody, is not changed", async () => {
    const [jane, joe] = [await site.employ("Ann"), await site.employ("Ben")];
    const { conversation_id, activity } = await chat();
    await site.ask(`PUT /activities/${activity.activity_id}`, { assigned_to: joe.employee_id });
    await site.speak(jane, conversation_id, "Hi");
    await site.ask(`POST /conversations/${conversation_id}/close`);
    expect((await read(activity)).assigned_to).toBe(joe.employee_id);

    const other = await chat();
    await site.speak(jane, other.conversation_id, "Hi");
    await site.ask(`POST /conversations/${other.conversation_id}/close`);
    expect((await read(other.activity)).assigned_to).toBe(jane.employee_id);
    await site.ask(`PUT /activities/${other.activity.activity_id}`, { assigned_to: null });
    await other.visitor.say("Still there?");
    await other.visitor.call("POST /widget/end");
    expect((await read(other.activity)).assigned_to).toBeNull();
  });

  test("one that a person deleted is not made again", async () => {
    const { visitor, activity, lead_id } = await chat();
    await site.ask(`DELETE /activities/${activity.activity_id}`);
    await visitor.say("again");
    site.clock.advance(15 * minute);
    await idle();
    await visitor.call("POST /widget/end");
    expect(await activitiesOf("lead", lead_id)).toEqual([]);
    const { description } = (await site.ask(`POST /activities/${activity.activity_id}/restore`)).data;
    expect(description).toBe(activity.description);
  });

  test("one that an owner erased is not made again", async () => {
    const { visitor, activity, lead_id } = await chat();
    expect((await site.purge(`/activities/${activity.activity_id}`)).status).toBe(200);
    await visitor.say("again");
    site.clock.advance(15 * minute);
    await idle();
    await visitor.call("POST /widget/end");
    expect(await activitiesOf("lead", lead_id)).toEqual([]);
  });

  test("a conversation whose lead is erased has nothing left to be told of", async () => {
    const { conversation_id, lead_id } = await chat();
    await site.purge(`/leads/${lead_id}`);
    site.clock.advance(15 * minute);
    await idle();
    const { read: db } = await site.space();
    const conversation = db.selectFrom("conversations").select("activity_due_at");
    expect(await conversation.where("conversation_id", "=", conversation_id).executeTakeFirst()).toEqual({
      activity_due_at: null,
    });
  });

  test("a new lead of a conversation whose first lead was erased is told of it", async () => {
    const { conversation_id, lead_id } = await chat();
    await site.purge(`/leads/${lead_id}`);
    await site.ask(`POST /conversations/${conversation_id}/lead`, { email: newEmail() });
    const { data } = await site.ask(`GET /conversations/${conversation_id}`);
    expect(await activitiesOf("lead", data.lead_id)).toHaveLength(1);
  });

  test("an If-Match of the agent who closes speaks of the conversation, not of the activity", async () => {
    const { activity, conversation_id } = await chat();
    await site.ask(`PUT /activities/${activity.activity_id}`, { due_date: "2026-04-01T00:00:00Z" });
    const key = site.secretKey;
    const seen = (await site.request(`GET /conversations/${conversation_id}`, { key })).headers.get("ETag");
    const headers = { "If-Match": String(seen) };
    const closed = await site.request(`POST /conversations/${conversation_id}/close`, { key, headers });
    expect(closed.status).toBe(200);
    expect((await linesOf(activity))[0]).toMatch(/Closed\.$/);
  });
});
