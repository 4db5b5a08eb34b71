import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteRecord } from "../../kit/records.ts";
import { contact } from "../../resources/contact-record.ts";
import { createLead } from "../../resources/lead-record.ts";
import { engines } from "../../testing/api.ts";
import { type LeadSite, openLeadSite } from "../../testing/lead-site.ts";
import { prove } from "../../testing/proved.ts";
import { arriveBeforeCommit } from "../../testing/races.ts";
import { oneAtATime } from "../leads/lead-match.ts";

describe.each(engines)("how a conversation and its lead go together, on %s", (engine) => {
  let site: LeadSite;
  beforeAll(async () => {
    site = await openLeadSite(engine);
  });
  afterAll(() => site.close());

  const many = Array.from({ length: 16 }, (_, i) => i);

  test("R16: the first person who replies takes the lead, if nobody has it", async () => {
    const [jane, joe] = [await site.employ("Jane"), await site.employ("Joe")];
    const email = site.newEmail();
    const visitor = await site.visit({ identity: { email } });
    const { conversation_id } = await visitor.say("hello");
    // A key's answer is no person's.
    await site.ask(`POST /conversations/${conversation_id}/messages`, { message: "One moment" });
    expect(await site.onlyLead(email)).toMatchObject({ assigned_to: null });
    await site.speak(jane, conversation_id, "Hello");
    await site.speak(joe, conversation_id, "Hello from me too");
    expect(await site.onlyLead(email)).toMatchObject({ assigned_to: jane.employee_id });
  });

  test("R16: so does the first person of a conversation that was given to somebody after a key answered", async () => {
    const [ann, ben] = [await site.employ("Ann"), await site.employ("Ben")];
    const email = site.newEmail();
    const { conversation_id } = await (await site.visit({ identity: { email } })).say("hello");
    await site.ask(`POST /conversations/${conversation_id}/messages`, { message: "One moment" });
    await site.ask(`POST /conversations/${conversation_id}/assign`, { assigned_to: ann.employee_id });
    await site.speak(ann, conversation_id, "Hello");
    const { lead_id, assigned_to } = await site.onlyLead(email);
    expect(assigned_to).toBe(ann.employee_id);
    // Whom somebody took it from again, it does not come back to, nor to who joins later.
    await site.edit(lead_id, { assigned_to: null });
    await site.speak(ann, conversation_id, "Anything else?");
    await site.speak(ben, conversation_id, "Hello from me too");
    expect(await site.onlyLead(email)).toMatchObject({ assigned_to: null });
  });

  test("R16: who answers a conversation has the lead that it becomes later", async () => {
    const kim = await site.employ("Kim");
    const email = site.newEmail();
    const visitor = await site.visit();
    const { conversation_id } = await visitor.say("hello");
    await site.speak(kim, conversation_id, "Hello");
    await visitor.identify({ email });
    expect(await site.onlyLead(email)).toMatchObject({ assigned_to: kim.employee_id });
  });

  test("R17: a message that is sent again yields the same lead", async () => {
    const email = site.newEmail();
    const visitor = await site.visit({ identity: { email } });
    await visitor.say("hello", { client_id: "retried-message" });
    const { lead_id } = await visitor.conversation();
    expect(await site.during(() => visitor.say("hello", { client_id: "retried-message" }))).toEqual([]);
    expect((await site.onlyLead(email)).lead_id).toBe(lead_id);
  });

  test("R17: the session's next conversation goes to the same lead, and is linked once", async () => {
    const email = site.newEmail();
    const visitor = await site.visit({ identity: { email } });
    await visitor.say("hello");
    const { lead_id } = await visitor.conversation();
    await visitor.call("POST /widget/end");
    const events = await site.during(() => visitor.say("me again"));
    expect(events.filter(({ event }) => event === "lead.created")).toEqual([]);
    expect(events.filter(({ event }) => event === "conversation.lead_linked")).toHaveLength(1);
    expect((await visitor.conversation()).lead_id).toBe(lead_id);
    const more = await site.during(() => visitor.say("and again"));
    expect(more.map(({ event }) => event)).toEqual(["conversation.message", "conversation.message"]);
  });

  test("R17: visitors with one email at once make one lead", async () => {
    const email = site.newEmail();
    const visitors = await Promise.all(many.map(() => site.visit({ identity: { email } })));
    const events = await site.during(() => Promise.all(visitors.map((visitor) => visitor.say("hello"))));
    await site.onlyLead(email);
    expect(events.filter(({ event }) => event === "lead.created")).toHaveLength(1);
    expect(events.filter(({ event }) => event === "conversation.lead_linked")).toHaveLength(many.length);
  });

  test("R17: agents who ask for one conversation's lead at once get one", async () => {
    // Nothing is known of the visitor: the conversation alone says that it is one lead.
    const { conversation_id } = await (await site.visit()).say("hello");
    const call = `POST /conversations/${conversation_id}/lead`;
    const events = await site.during(async () => {
      const answers = await Promise.all(many.map(() => site.request(call, { key: site.secretKey, body: {} })));
      expect(answers.map(({ status }) => status).sort()).toEqual([...many.slice(1).map(() => 200), 201]);
      expect(new Set(answers.map((answer) => answer.body.data.lead_id)).size).toBe(1);
    });
    expect(events.map(({ event }) => event)).toEqual([
      "lead.created",
      "conversation.lead_linked",
      "activity.created",
      "activity.completed",
    ]);
  });

  test("R17: an agent and the visitor who name one email at once make one lead", async () => {
    const visitor = await site.visit();
    const { conversation_id } = await visitor.say("hello");
    const email = site.newEmail();
    const call = `POST /conversations/${conversation_id}/lead`;
    const [byAgent, byVisitor] = await Promise.all([
      site.request(call, { key: site.secretKey, body: { email } }),
      visitor.call("POST /widget/identify", { identity: { email } }),
    ]);
    expect([byAgent.status < 300, byVisitor.status]).toEqual([true, 200]);
    await site.onlyLead(email);
  });

  test("R17: two external ids with one email at once make two leads, one of which has it", async () => {
    const email = site.newEmail();
    const visitors = await Promise.all(["p", "q"].map((name) => site.visit({ visitor_id: `v_${name}` })));
    for (const [i, visitor] of visitors.entries()) await prove(site, visitor, { external_id: `at-once-${i}`, email });
    await Promise.all(visitors.map((visitor) => visitor.say("hello")));
    const ids = await Promise.all(visitors.map(async (visitor) => (await visitor.conversation()).lead_id));
    expect(new Set(ids).size).toBe(2);
    expect(ids).toContain((await site.onlyLead(email)).lead_id);
  });

  test("R17: a contact that is deleted just then gets no conversation: the visitor becomes a lead", async () => {
    const email = site.newEmail();
    const { contact_id } = await site.makeContact({ email });
    const visitor = await site.visit();
    const said = await arriveBeforeCommit(
      site,
      (context) => deleteRecord(context, contact, contact_id, false),
      () => visitor.call("POST /widget/message", { message: "hello", contact: { email } }),
    );
    expect(said.status).toBe(200);
    expect(await visitor.conversation()).toMatchObject({
      contact_id: null,
      lead_id: (await site.onlyLead(email)).lead_id,
    });
  });

  test("R18: lead.created precedes conversation.lead_linked, each once, after the message", async () => {
    const email = site.newEmail();
    const visitor = await site.visit({ identity: { email } });
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
    const { lead_id } = await site.onlyLead(email);
    expect([events[2]?.data.lead_id, events[3]?.data.lead_id]).toEqual([lead_id, lead_id]);
  });

  test("R18: who waited for a lead to be made tells that it was linked, and not that it was made", async () => {
    const email = site.newEmail();
    const visitor = await site.visit();
    const events = await site.during(() =>
      arriveBeforeCommit(
        site,
        async (context) => {
          await oneAtATime(context, { email, phone_e164: null });
          await createLead(context, { email, source: "api" });
        },
        () => visitor.call("POST /widget/message", { message: "hello", contact: { email } }),
      ),
    );
    const names = events.map(({ event }) => event);
    expect(names.filter((name) => name === "lead.created")).toHaveLength(1);
    expect(names.filter((name) => name === "conversation.lead_linked")).toHaveLength(1);
    expect((await visitor.conversation()).lead_id).toBe((await site.onlyLead(email)).lead_id);
  });
});
