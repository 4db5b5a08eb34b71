import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestAnswer } from "../../testing/api.ts";
import { dump, failAtEach, settle } from "../../testing/faults.ts";
import { openTestSite, type TestSite, type TestVisitor } from "../../testing/visitor.ts";

const activity = ["activity.created", "activity.completed"];

describe.each(engines)("R17: with a fault at each of its statements, on %s,", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
    await Promise.all([site.visit(), site.ask("GET /leads")]);
  });
  afterAll(() => site.close());

  let count = 0;
  const newEmail = () => `visitor-${++count}@globex.example`;
  const say = (visitor: TestVisitor, more: object) => () =>
    visitor.call("POST /widget/message", { message: "hello", client_id: `client-${count}-0001`, ...more });

  /** Events of the log that the call which went through wrote, and its answer. */
  async function survive(call: () => Promise<TestAnswer>) {
    let faults = 0;
    let answer: TestAnswer | undefined;
    const events = await site.during(async () => {
      ({ faults, answer } = await failAtEach(site, call));
    });
    expect(answer?.status).toBeLessThan(300);
    // Each scenario reads, writes and tells: fewer faults than this would mean that they did not strike.
    expect(faults).toBeGreaterThan(8);
    return events.map(({ event }) => event);
  }

  const expectNoMore = async (call: () => Promise<TestAnswer>) => {
    await settle(site);
    const before = await dump(await site.space());
    expect((await call()).status).toBe(200);
    await settle(site);
    expect(await dump(await site.space())).toEqual(before);
  };

  test("a first message with a form's details leaves all or nothing, and its retry one message and one lead", async () => {
    const email = newEmail();
    const visitor = await site.visit();
    const call = say(visitor, { contact: { email, name: "Jane Doe" }, form: "prechat" });
    expect(await survive(call)).toEqual([
      "conversation.started",
      "conversation.message",
      "lead.created",
      "conversation.lead_linked",
      ...activity,
      "conversation.message",
    ]);
    expect(await site.leads(email)).toHaveLength(1);
    await expectNoMore(call);
  });

  test("a message that joins an open lead leaves all or nothing", async () => {
    const email = newEmail();
    await site.ask("POST /leads", { email });
    const call = say(await site.visit(), { contact: { email, name: "Jane Doe" }, form: "prechat" });
    expect(await survive(call)).toEqual([
      "conversation.started",
      "conversation.message",
      "lead.updated",
      "conversation.lead_linked",
      ...activity,
      "conversation.message",
    ]);
    await expectNoMore(call);
  });

  test("a message of a contact leaves all or nothing", async () => {
    const email = newEmail();
    await site.ask("POST /people", { email });
    const call = say(await site.visit(), { contact: { email, name: "Jane Doe" }, form: "prechat" });
    expect(await survive(call)).toEqual([
      "conversation.started",
      "conversation.message",
      "contact.updated",
      "conversation.contact_linked",
      ...activity,
      "conversation.message",
    ]);
    expect(await site.leads(email)).toEqual([]);
    await expectNoMore(call);
  });

  test("what a visitor says about himself during a conversation leaves all or nothing", async () => {
    const visitor = await site.visit();
    await visitor.say("hello");
    const identity = { email: newEmail() };
    const call = () => visitor.call("POST /widget/identify", { identity });
    expect(await survive(call)).toEqual(["lead.created", "conversation.lead_linked", ...activity]);
  });

  test("an agent's new lead leaves all or nothing", async () => {
    const { conversation_id } = await (await site.visit()).say("hello");
    const body = { email: newEmail(), name: "Jane Doe" };
    const call = () => site.request(`POST /conversations/${conversation_id}/lead`, { key: site.secretKey, body });
    expect(await survive(call)).toEqual(["lead.created", "conversation.lead_linked", ...activity]);
    expect(await site.leads(body.email)).toHaveLength(1);
  });
});
