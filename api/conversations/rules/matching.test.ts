import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { type LeadSite, openLeadSite } from "../../testing/lead-site.ts";
import { type Proof, prove } from "../../testing/proved.ts";

describe.each(engines)("whose conversation it is, on %s", (engine) => {
  let site: LeadSite;
  beforeAll(async () => {
    site = await openLeadSite(engine);
  });
  afterAll(() => site.close());

  let phones = 0;
  const newPhone = () => `+1 212 555 0${200 + ++phones}`;
  async function talk(init: object = {}, more: object = {}) {
    const visitor = await site.visit(init);
    await visitor.say("hello", more);
    return { visitor, conversation: await visitor.conversation() };
  }
  async function talkProved(proof: Proof) {
    const visitor = await site.visit();
    await prove(site, visitor, proof);
    await visitor.say("hello");
    return { visitor, conversation: await visitor.conversation() };
  }
  const prechat = (contact: object) => ({ contact, form: "prechat" });

  test("R5: an open lead with the email gets it", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email });
    const { conversation } = await talk({ identity: { email } });
    expect(conversation.lead_id).toBe(lead_id);
    await site.onlyLead(email);
  });

  test("R5: a phone matches when no other email speaks against it", async () => {
    const phone = newPhone();
    const { lead_id } = await site.makeLead({ phone, email: site.newEmail() });
    expect((await talk({}, prechat({ phone: phone.slice(3) }))).conversation.lead_id).toBe(lead_id);
    const other = await talk({}, prechat({ phone, email: site.newEmail() }));
    expect(other.conversation.lead_id).not.toBe(lead_id);
  });

  test("R5: an email counts more than a phone", async () => {
    const [email, phone] = [site.newEmail(), newPhone()];
    const byEmail = await site.makeLead({ email });
    await site.makeLead({ phone });
    expect((await talk({}, prechat({ phone, email }))).conversation.lead_id).toBe(byEmail.lead_id);
  });

  test("R5: who the site proved it is counts more than an email", async () => {
    const email = site.newEmail();
    const first = await talkProved({ external_id: "known", name: "Jane Doe", email });
    const { lead_id } = first.conversation;
    await site.makeLead({ email: site.newEmail() });
    const renamed = site.newEmail();
    const again = await talkProved({ external_id: "known", email: renamed });
    expect(again.conversation.lead_id).toBe(lead_id);
    expect(await site.lead(lead_id)).toMatchObject({
      email: renamed,
      identities: [{ key_id: expect.any(Number), external_id: "known", verified_at: "2026-03-10T14:30:00Z" }],
    });
  });

  test("R5: an external id alone makes no lead, and is recognised once it has one", async () => {
    const { conversation, visitor } = await talkProved({ external_id: "silent" });
    expect(conversation.lead_id).toBeNull();
    const phone = newPhone();
    await visitor.identify({ phone });
    const { lead_id } = await visitor.conversation();
    const again = await talkProved({ external_id: "silent" });
    expect(again.conversation.lead_id).toBe(lead_id);
  });

  test("R5: never by name or by a claimed external id", async () => {
    const identity = { name: "Max Power", external_id: "user-1" };
    const one = await talk({ identity: { ...identity, email: site.newEmail() } });
    const other = await talk({ identity: { ...identity, email: site.newEmail() } });
    expect(other.conversation.lead_id).not.toBe(one.conversation.lead_id);
  });

  test("R5: two external ids with one email are two leads, of which the first keeps the email", async () => {
    const email = site.newEmail();
    const one = await talkProved({ external_id: "twin-1", email });
    const other = await talkProved({ external_id: "twin-2", email, name: "Twin Two" });
    expect(other.conversation.lead_id).not.toBe(one.conversation.lead_id);
    expect((await site.onlyLead(email)).lead_id).toBe(one.conversation.lead_id);
    const second = await site.lead(other.conversation.lead_id);
    expect(second).toMatchObject({
      email: null,
      first_name: "Twin",
      raw_payload: { identity: { external_id: "twin-2", email } },
      identities: [{ external_id: "twin-2" }],
    });
    // The external id makes it reachable: nothing of its own is needed.
    expect(await site.edit(second.lead_id, { first_name: null, last_name: null })).toMatchObject({ first_name: null });
  });

  test("R5: another external id in a lead's conversation changes nothing of that lead", async () => {
    const email = site.newEmail();
    const owner = await talkProved({ external_id: "owner", email, name: "Jane Owner" });
    const { conversation, visitor } = await talk({ identity: { email } });
    expect(conversation.lead_id).toBe(owner.conversation.lead_id);
    await prove(site, visitor, { external_id: "intruder", name: "Max Intruder", email: site.newEmail() });
    await visitor.identify({ phone: newPhone() });
    expect(await site.lead(conversation.lead_id)).toMatchObject({
      ...{ email, first_name: "Jane", last_name: "Owner", phone: null },
      identities: [{ external_id: "owner" }],
    });
  });

  test("R5: external ids of two sites are no two people", async () => {
    const email = site.newEmail();
    const one = await talkProved({ external_id: "anna", email });
    const visitor = await site.visit({}, await site.key("pk_live"));
    await prove(site, visitor, { external_id: "anna@shop", email });
    await visitor.say("hello");
    const { lead_id } = await visitor.conversation();
    expect(lead_id).toBe(one.conversation.lead_id);
    expect((await site.lead(lead_id)).identities).toMatchObject([
      { external_id: "anna" },
      { external_id: "anna@shop" },
    ]);
  });

  test("R6: only closed leads: a new one that names the previous", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email });
    await site.edit(lead_id, { status: "unqualified" });
    const { conversation } = await talk({ identity: { email } });
    expect(await site.lead(conversation.lead_id)).toMatchObject({ email, previous_lead_id: lead_id, status: "new" });
  });

  test("R6: the latest of several closed leads is the previous one, whichever browser the person comes back with", async () => {
    const email = site.newEmail();
    const first = await talk({ identity: { email } });
    await site.edit(first.conversation.lead_id, { status: "unqualified" });
    const second = await talk({ identity: { email } });
    await site.edit(second.conversation.lead_id, { status: "unqualified" });
    await first.visitor.call("POST /widget/end");
    await first.visitor.say("back again");
    const { lead_id } = await first.visitor.conversation();
    expect((await site.lead(lead_id)).previous_lead_id).toBe(second.conversation.lead_id);
  });

  test("R6: a converted lead without a contact: a new one that names the previous", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email, company_name: "Globex" });
    await site.ask(`POST /leads/${lead_id}/convert`, { create_contact: false });
    const { conversation } = await talk({ identity: { email } });
    expect(await site.lead(conversation.lead_id)).toMatchObject({ previous_lead_id: lead_id, status: "new" });
  });

  test("R6: a chat from a known contact attaches to the contact, makes no lead, and its owner hears of it", async () => {
    const email = site.newEmail();
    const owner = await site.employ("Olga");
    const { contact_id } = await site.makeContact({ email, assigned_to: owner.employee_id });
    const visitor = await site.visit({ identity: { email, name: "Jane Doe", phone: newPhone() } });
    const events = await site.during(() => visitor.say("hello"));
    expect(events.map(({ event }) => event)).toEqual([
      "conversation.started",
      "conversation.message",
      "contact.updated",
      "conversation.contact_linked",
      "activity.created",
      "activity.completed",
      "conversation.message",
    ]);
    const { conversation_id } = await visitor.conversation();
    expect(events[3]?.data).toEqual({ conversation_id, contact_id, assigned_to: owner.employee_id });
    expect(await visitor.conversation()).toMatchObject({ contact_id, lead_id: null, lead: null });
    expect(await site.leads(email)).toEqual([]);
    const person = (await site.ask(`GET /people/${contact_id}`)).data;
    expect(person).toMatchObject({ first_name: "Jane", last_name: "Doe", conversations: [{ conversation_id }] });
    const more = await site.during(() => visitor.say("and again"));
    expect(more.map(({ event }) => event)).toEqual(["conversation.message", "conversation.message"]);
  });

  test("R6: a contact is known by phone too, unless another email speaks against it", async () => {
    const phone = newPhone();
    const { contact_id } = await site.makeContact({ phone, first_name: "Jo", email: site.newEmail() });
    expect((await talk({}, prechat({ phone }))).conversation).toMatchObject({ contact_id, lead_id: null });
    const other = await talk({}, prechat({ phone, email: site.newEmail() }));
    expect(other.conversation.contact_id).toBeNull();
  });

  test("R6: what a lead's person was proved to be goes with it to the contact", async () => {
    const { conversation } = await talkProved({ external_id: "bought", email: site.newEmail() });
    const { contact_id } = (await site.ask(`POST /leads/${conversation.lead_id}/convert`, {})).data;
    const again = await talkProved({ external_id: "bought", email: site.newEmail() });
    expect(again.conversation).toMatchObject({ contact_id, lead_id: null });
    const person = (await site.ask(`GET /people/${contact_id}`)).data;
    expect(person.identities).toMatchObject([{ external_id: "bought" }]);
  });

  test("R6: an open lead of the contact's person comes first", async () => {
    const email = site.newEmail();
    await site.makeContact({ email });
    const { lead_id } = await site.makeLead({ email });
    expect((await talk({ identity: { email } })).conversation).toMatchObject({ lead_id, contact_id: null });
  });

  test("R6: a contact that is deleted gets no chats", async () => {
    const email = site.newEmail();
    const { contact_id } = await site.makeContact({ email });
    await site.ask(`DELETE /people/${contact_id}`);
    expect((await talk({ identity: { email } })).conversation).toMatchObject({ contact_id: null });
    await site.onlyLead(email);
  });

  test("R6: a space may want a new lead of a returning contact, which names the contact's lead and scores the return", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email });
    await site.ask(`POST /leads/${lead_id}/convert`, {});
    await site.set({ returning_contact: "new_lead" });
    try {
      const { conversation } = await talk({ identity: { email } });
      const lead = await site.lead(conversation.lead_id);
      expect(lead).toMatchObject({ email, previous_lead_id: lead_id, status: "new" });
      expect(lead.score_breakdown).toContainEqual({ reason: "returning", label: "Came back", points: 10 });
    } finally {
      await site.set({ returning_contact: "attach" });
    }
  });

  test("R6: another email later does not move the conversation, but the next one goes to whom it names", async () => {
    const [first, second] = [site.newEmail(), site.newEmail()];
    const { visitor, conversation } = await talk({ identity: { email: first } });
    await visitor.identify({ email: second });
    expect(await visitor.conversation()).toMatchObject({
      lead_id: conversation.lead_id,
      lead: { email: first },
      contact: { email: second },
    });
    await visitor.call("POST /widget/end");
    await visitor.say("hello from the second");
    expect(await visitor.conversation()).toMatchObject({ lead: { email: second } });
  });
});
