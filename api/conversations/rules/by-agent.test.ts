import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { type LeadSite, openLeadSite } from "../../testing/lead-site.ts";
import { prove } from "../../testing/proved.ts";

describe.each(engines)("R3: an agent's lead of a conversation, on %s,", (engine) => {
  let site: LeadSite;
  beforeAll(async () => {
    site = await openLeadSite(engine);
  });
  afterAll(() => site.close());

  const make = (conversationId: number, body: object = {}) =>
    site.request(`POST /conversations/${conversationId}/lead`, { key: site.secretKey, body });
  async function talk(text = "hello", init: object = {}) {
    const visitor = await site.visit(init);
    const { conversation_id } = await visitor.say(text);
    return { visitor, id: conversation_id as number };
  }

  test("is made of what the agent names, and the inbox knows it from then on", async () => {
    const { visitor, id } = await talk();
    const email = site.newEmail();
    const events = await site.during(async () => {
      const answer = await make(id, { email, name: "Jane Doe", company: "Globex", phone: "+1 212 555 0166" });
      expect(answer.status).toBe(201);
      expect(answer.headers.get("Location")).toMatch(/\/leads\/\d+$/);
      expect(answer.body.data).toMatchObject({ conversation_id: id, contact: { email }, visitor_name: "Jane Doe" });
    });
    expect(events.map(({ event }) => event)).toEqual([
      "lead.created",
      "conversation.lead_linked",
      "activity.created",
      "activity.completed",
    ]);
    const lead = await site.onlyLead(email);
    expect(lead).toMatchObject({
      ...{ first_name: "Jane", last_name: "Doe", company_name: "Globex", phone_e164: "+12125550166" },
      ...{ source: "chat_widget", form_type: "chat" },
      field_origins: { email: { origin: "given", conversation_id: id } },
    });
    expect((await visitor.conversation()).lead_id).toBe(lead.lead_id);
  });

  test("takes what a message mentions when nothing is named: calling confirms it", async () => {
    const email = site.newEmail();
    const { id } = await talk(`write to ${email} or call (212) 555-0167`);
    expect((await make(id)).status).toBe(201);
    expect(await site.onlyLead(email)).toMatchObject({
      phone_e164: "+12125550167",
      field_origins: { email: { origin: "claimed" } },
    });
  });

  test("can be one of which nothing is known", async () => {
    const { id } = await talk();
    const { body } = await make(id);
    expect(await site.lead(body.data.lead_id)).toMatchObject({ email: null, phone: null, score: 0 });
  });

  test("is the open lead with the email that is there, and only one however often it is asked for", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email });
    const { id } = await talk();
    const linked = await make(id, { email });
    expect([linked.status, linked.body.data.lead_id]).toEqual([200, lead_id]);
    const events = await site.during(async () => {
      expect((await make(id)).body.data.lead_id).toBe(lead_id);
    });
    expect(events).toEqual([]);
  });

  test("fills what the conversation's lead lacks, and changes nothing that it has", async () => {
    const [email, other] = [site.newEmail(), site.newEmail()];
    const { id } = await talk("hello", { identity: { email } });
    const answer = await make(id, { email: other, phone: "+1 212 555 0168" });
    expect(answer.status).toBe(200);
    expect(await site.onlyLead(email)).toMatchObject({ phone: "+1 212 555 0168" });
  });

  test("can be another lead: the conversation moves, and so does what the visitor says later", async () => {
    const { visitor, id } = await talk("hello", { identity: { email: site.newEmail() } });
    const { lead_id } = await site.makeLead({ phone: "+1 212 555 0169" });
    const moved = await make(id, { lead_id });
    expect([moved.status, moved.body.data.lead_id]).toEqual([200, lead_id]);
    const events = await site.during(() => make(id, { lead_id }));
    expect(events).toEqual([]);
    await visitor.identify({ name: "Jane Doe" });
    expect(await site.lead(lead_id)).toMatchObject({ first_name: "Jane", conversations: [{ conversation_id: id }] });
  });

  test("that is converted gives the conversation to its contact as well", async () => {
    const { lead_id } = await site.makeLead({ email: site.newEmail() });
    const { contact_id } = (await site.ask(`POST /leads/${lead_id}/convert`, {})).data;
    const { id } = await talk();
    const events = await site.during(() => make(id, { lead_id }));
    expect(events).toMatchObject([
      { event: "conversation.lead_linked", data: { lead_id } },
      { event: "activity.created" },
      { event: "activity.completed" },
      { event: "conversation.contact_linked", data: { contact_id } },
    ]);
    const { data } = await site.ask(`GET /activities?entity_type=contact&entity_id=${contact_id}`);
    expect(data).toMatchObject([{ subject: "Chat conversation" }]);
    expect((await site.ask(`GET /conversations/${id}`)).data).toMatchObject({ lead_id, contact_id });
    expect((await site.ask(`GET /conversations?contact_id=${contact_id}`)).data).toHaveLength(1);
  });

  test("takes along whom the site proved the visitor to be", async () => {
    const { visitor, id } = await talk();
    await prove(site, visitor, { external_id: "moved-person", name: "Jane Doe" });
    const { lead_id } = await site.makeLead({ email: site.newEmail() });
    await make(id, { lead_id });
    expect(await site.lead(lead_id)).toMatchObject({ identities: [{ external_id: "moved-person" }] });
  });

  test("of a contact's conversation is a new one that goes back to the contact's lead", async () => {
    const email = site.newEmail();
    const first = await site.makeLead({ email });
    const { contact_id } = (await site.ask(`POST /leads/${first.lead_id}/convert`, {})).data;
    const { id } = await talk("hello", { identity: { email } });
    const { status, body } = await make(id);
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ contact_id, lead_id: expect.any(Number) });
    expect(await site.lead(body.data.lead_id)).toMatchObject({ email, previous_lead_id: first.lead_id, status: "new" });
  });

  test("refuses what it cannot do, and says why", async () => {
    const { id } = await talk();
    const refusal = async (body: object) => {
      const { status, body: answer } = await make(id, body);
      return [status, answer.details[0].field, answer.details[0].code];
    };
    expect(await refusal({ lead_id: 999_999 })).toEqual([400, "lead_id", "unknown_id"]);
    expect(await refusal({ lead_id: 1, email: "a@b.example" })).toEqual([400, "lead_id", "invalid"]);
    expect((await refusal({ email: "nobody" })).slice(0, 2)).toEqual([400, "email"]);
    const [into, from] = [await site.makeLead({ email: site.newEmail() }), await site.makeLead({ phone: "1" })];
    await site.ask(`POST /leads/${into.lead_id}/merge`, { from_lead_id: from.lead_id });
    const merged = await make(id, { lead_id: from.lead_id });
    expect(merged.body.error).toContain(String(into.lead_id));
    expect((await make(999_999, {})).status).toBe(404);
  });
});
