import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../testing/api.ts";
import { openTestSite, type TestSite, type TestVisitor } from "../../../testing/visitor.ts";
import { ticketTexts } from "./ticket-texts.ts";

const texts = ticketTexts.parse({});
const day = 24 * 60 * 60 * 1000;

describe.each(engines)("a ticket from the chat over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  let count = 0;
  const newEmail = () => `ticket-${++count}@globex.example`;
  const ask = async (visitor: TestVisitor, text: string) => (await visitor.say(text)).response;
  const hears = async (visitor: TestVisitor, text: string) => (await ask(visitor, text)).message;
  const tasksOf = async (visitor: TestVisitor) => {
    const { lead_id } = await visitor.conversation();
    return lead_id === null
      ? []
      : (await site.ask(`GET /activities?type=task&entity_type=lead&entity_id=${lead_id}`)).data;
  };
  const flowOf = async ({ conversation_id }: { conversation_id: number }) => {
    const space = await site.space();
    const select = space.read.selectFrom("conversations").select("flow");
    return (await select.where("conversation_id", "=", conversation_id).executeTakeFirstOrThrow()).flow;
  };

  test("asks for name, contact and subject one after another, then makes an open task on the lead", async () => {
    const email = newEmail();
    const visitor = await site.visit();
    const first = await ask(visitor, "Create ticket");
    expect(first.message).toBe(`Let's open a ticket for the Support team.\n\n${texts.ask_name}`);
    expect(first.suggested_actions).toEqual(["Cancel"]);
    expect(await hears(visitor, "Jo Smith")).toBe(texts.ask_contact);
    const told = await site.during(async () => expect(await hears(visitor, email)).toBe(texts.ask_subject));
    expect(told.map(({ event }) => event)).toEqual([
      "conversation.message",
      "lead.created",
      "conversation.lead_linked",
      "activity.created",
      "activity.completed",
      "conversation.message",
    ]);
    const made = await site.during(() => ask(visitor, "The printer on floor 2\neats paper"));
    expect(made.map(({ event }) => event)).toEqual([
      "conversation.message",
      "activity.created",
      "conversation.message",
    ]);
    const conversation = await visitor.conversation();
    const [task] = await tasksOf(visitor);
    expect(task).toMatchObject({
      type: "task",
      subject: "The printer on floor 2 eats paper",
      completed: false,
      completed_at: null,
      assigned_to: null,
      entity_id: conversation.lead_id,
    });
    expect(task.description).toContain(`${site.api.config.publicUrl.origin}/crm/inbox/${conversation.conversation_id}`);
    expect(task.description).toContain(`Jo Smith, ${email}`);
    expect(made[2]?.data.body).toContain(`has the number ${task.activity_id}.`);
    expect(conversation).toMatchObject({
      visitor_name: "Jo Smith",
      lead: { email, first_name: "Jo" },
      wants_person: false,
    });
    expect(await flowOf(conversation)).toBeNull();
    expect(await site.leads(email)).toMatchObject([{ form_type: "chat", source: "chat_widget" }]);
  });

  test("skips what claims or the lead tell", async () => {
    const email = newEmail();
    const visitor = await site.visit({ identity: { email, name: "Jo Smith" } });
    expect(await hears(visitor, "Create ticket")).toContain(texts.ask_subject);
    await visitor.say("VPN is down");
    expect(await tasksOf(visitor)).toHaveLength(1);
    const again = await site.visit({ identity: { email } });
    expect(await hears(again, "Create ticket")).toContain(texts.ask_subject);
  });

  test("takes a phone number, and a name and an email in one line", async () => {
    const caller = await site.visit({ identity: { name: "Jo Smith" } });
    await caller.say("Create ticket");
    expect(await hears(caller, "212 555 0177")).toBe(texts.ask_subject);
    const writer = await site.visit();
    await writer.say("Create ticket");
    expect(await hears(writer, `I'm Ann Lee, ${newEmail()}`)).toBe(texts.ask_subject);
  });

  test("goes on without a name that is refused twice, and a sentence in its place is the subject", async () => {
    const visitor = await site.visit();
    await visitor.say("Create ticket");
    expect(await hears(visitor, "all our screens are black since this morning")).toBe(texts.ask_name);
    expect(await hears(visitor, "why?")).toBe(texts.ask_contact);
    expect(await hears(visitor, newEmail())).toContain("Your ticket has the number");
    expect(await tasksOf(visitor)).toMatchObject([{ subject: "all our screens are black since this morning" }]);
  });

  test("an email mentioned with the wish is offered to be tapped, and not taken before", async () => {
    const email = newEmail();
    const visitor = await site.visit({ identity: { name: "Jo" } });
    const { suggested_actions } = await ask(visitor, `open a ticket, my boss ${email} is locked out`);
    expect(suggested_actions).toEqual([email, "Cancel"]);
    expect(await site.leads(email)).toEqual([]);
    expect(await hears(visitor, email)).toBe(texts.ask_subject);
    expect(await site.leads(email)).toHaveLength(1);
  });

  test("an answer that is no email is asked for once more, then a person takes over", async () => {
    const visitor = await site.visit({ identity: { name: "Jo" } });
    await visitor.say("Create ticket");
    expect(await hears(visitor, "jo at globex")).toBe(texts.ask_contact_again);
    const events = await site.during(() => ask(visitor, "jo@globex"));
    expect(events.at(-1)?.data).toMatchObject({ wants_person: true, body: expect.stringContaining("join you here") });
    const conversation = await visitor.conversation();
    expect([conversation.wants_person, await flowOf(conversation)]).toEqual([true, null]);
  });

  test("a no to each question is an answer too: it is not chatted about, and a person takes over", async () => {
    const visitor = await site.visit();
    await visitor.say("Create ticket");
    expect(await hears(visitor, "no")).toBe(texts.ask_name);
    expect(await hears(visitor, "hello?")).toBe(texts.ask_contact);
    expect(await hears(visitor, "no thanks")).toBe(texts.ask_contact_again);
    expect(await hears(visitor, "no")).toContain("join you here");
  });

  test.each(["cancel", "Never mind, thanks"])("%s calls it off", async (text) => {
    const visitor = await site.visit();
    await visitor.say("Create ticket");
    expect(await hears(visitor, text)).toBe(texts.cancelled);
    expect(await hears(visitor, "Jo Smith")).not.toBe(texts.ask_contact);
    expect(await tasksOf(visitor)).toEqual([]);
  });

  test("a wish for a person ends it; another button is answered and the question asked again", async () => {
    const visitor = await site.visit();
    await visitor.say("Create ticket");
    const status = await hears(visitor, "Check service status");
    expect(status).toContain("no incident right now");
    expect(status.endsWith(`\n\n${texts.ask_name}`)).toBe(true);
    expect(await hears(visitor, "Create ticket")).toBe(texts.ask_name);
    expect(await hears(visitor, "I'd rather talk to a human")).toContain("join you here");
    const conversation = await visitor.conversation();
    expect([conversation.wants_person, await flowOf(conversation)]).toEqual([true, null]);
  });

  test("a subject may speak of anything the rules know", async () => {
    const visitor = await site.visit({ identity: { email: newEmail(), name: "Jo" } });
    await visitor.say("Create ticket");
    await visitor.say("The antivirus agent slows our printer server down");
    expect(await tasksOf(visitor)).toMatchObject([{ subject: "The antivirus agent slows our printer server down" }]);
  });

  test("messages that arrive together are read one after another", async () => {
    const email = newEmail();
    const visitor = await site.visit();
    const bodies = ["Create ticket", `Jo Smith ${email}`, "Nobody can print since Monday"];
    const items = bodies.map((body, index) => ({ client_id: `batch-${count}-${index}-x`, body }));
    const send = () => visitor.call("POST /widget/messages", { items });
    expect((await send()).status).toBe(200);
    const last = async () => (await visitor.history()).data.at(-1);
    expect((await last()).body).toContain("Your ticket has the number");
    expect(await tasksOf(visitor)).toMatchObject([{ subject: "Nobody can print since Monday" }]);
    await send();
    expect(await tasksOf(visitor)).toHaveLength(1);
  });

  test("a double tap asks once, and one answer makes one task", async () => {
    const visitor = await site.visit({ identity: { email: newEmail(), name: "Jo" } });
    await Promise.all([visitor.say("Create ticket"), visitor.say("Create ticket")]);
    expect((await visitor.history()).data.at(-1).body).toBe(texts.ask_subject);
    await Promise.all(
      ["Mail is slow here", "Mail is slow here"].map((text) => visitor.say(text, { client_id: "one-answer" })),
    );
    expect(await tasksOf(visitor)).toHaveLength(1);
  });

  test("taken up days later only an answer that leaves no doubt counts", async () => {
    const lost = await site.visit();
    await lost.say("Create ticket");
    const back = await site.visit({ identity: { name: "Jo" } });
    await back.say("Create ticket");
    site.clock.advance(3 * day);
    expect(await hears(lost, "my printer is broken")).toContain("Printer trouble");
    expect(await flowOf(await lost.conversation())).toBeNull();
    expect(await hears(back, newEmail())).toBe(texts.ask_subject);
  });

  test("an agent's answer ends it in silence, also when the conversation is reopened", async () => {
    const jane = await site.employ(`Jane ${engine}`);
    const visitor = await site.visit();
    const { conversation_id } = await visitor.say("Create ticket");
    await site.speak(jane, conversation_id, "I'm here");
    expect(await flowOf({ conversation_id })).toBeNull();
    expect(await ask(visitor, "Jo Smith")).toBeNull();
    await site.ask(`POST /conversations/${conversation_id}/close`);
    expect(await ask(visitor, "Create ticket")).toBeNull();
  });

  test("a closed or ended conversation asks nothing any more", async () => {
    const closed = await site.visit();
    const { conversation_id } = await closed.say("Create ticket");
    await site.ask(`POST /conversations/${conversation_id}/close`);
    expect(await hears(closed, "my printer is broken")).toContain("Printer trouble");
    const ended = await site.visit();
    await ended.say("Create ticket");
    await ended.call("POST /widget/end");
    expect(await hears(ended, "my printer is broken")).toContain("Printer trouble");
  });

  test("whoever looks after the lead gets the task", async () => {
    const joe = await site.employ(`Joe ${engine}`);
    const email = newEmail();
    const { data: lead } = await site.ask("POST /leads", { email, assigned_to: joe.employee_id, first_name: "Jo" });
    const visitor = await site.visit({ identity: { email } });
    await visitor.say("Create ticket");
    await visitor.say("Please call about the renewal");
    expect(await tasksOf(visitor)).toMatchObject([{ assigned_to: joe.employee_id, entity_id: lead.lead_id }]);
  });

  test("of a lead that became a contact stands on the contact", async () => {
    const email = newEmail();
    const visitor = await site.visit({ identity: { email, name: "Jo Smith" } });
    await visitor.say("hello");
    const { lead_id } = await visitor.conversation();
    const { data } = await site.ask(`POST /leads/${lead_id}/convert`, {});
    await visitor.say("Create ticket");
    expect(await hears(visitor, "New laptop for Ann")).toContain("Your ticket has the number");
    const { data: tasks } = await site.ask(
      `GET /activities?entity_type=contact&entity_id=${data.contact_id}&type=task`,
    );
    expect(tasks).toMatchObject([{ subject: "New laptop for Ann" }]);
  });

  test("of a lead that was deleted becomes a person's", async () => {
    const visitor = await site.visit({ identity: { email: newEmail(), name: "Jo Smith" } });
    await visitor.say("Create ticket");
    const { lead_id } = await visitor.conversation();
    await site.ask(`DELETE /leads/${lead_id}`);
    expect(await hears(visitor, "New laptop for Ann")).toContain("join you here");
    expect(await visitor.conversation()).toMatchObject({ wants_person: true });
  });
});
