import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../../scheduler.ts";
import { engines } from "../../testing/api.ts";
import { dump, settle } from "../../testing/faults.ts";
import { type LeadSite, openLeadSite } from "../../testing/lead-site.ts";

describe.each(engines)("when a chat becomes a lead, on %s", (engine) => {
  let site: LeadSite;
  beforeAll(async () => {
    site = await openLeadSite(engine);
  });
  afterAll(() => site.close());

  const day = 86_400_000;
  const post = (call: string, body?: object) => site.request(call, { key: site.secretKey, body });

  test("R1: what a loaded page asks for stores nothing", async () => {
    const status = () => site.request("GET /widget/status", { key: site.publicKey });
    await Promise.all([status(), post("GET /leads")]);
    await settle(site);
    const before = await dump(await site.space());
    expect((await status()).status).toBe(200);
    expect(await dump(await site.space())).toEqual(before);
  });

  test("R2: init makes one session row, swept when unused, and the first message makes the conversation", async () => {
    const count = async (table: "widget_sessions" | "conversations" | "leads") =>
      (await (await site.space()).read.selectFrom(table).selectAll().execute()).length;
    const before = [await count("widget_sessions"), await count("conversations"), await count("leads")];
    const visitor = await site.visit({ identity: { email: site.newEmail() } });
    await site.visit();
    expect([await count("widget_sessions"), await count("conversations"), await count("leads")]).toEqual([
      (before[0] ?? 0) + 2,
      before[1],
      before[2],
    ]);
    await visitor.say("hello");
    expect(await count("conversations")).toBe((before[1] ?? 0) + 1);
    site.clock.advance(day + 1000);
    await sweep(await site.space(), site.clock.now());
    expect(await count("widget_sessions")).toBe((before[0] ?? 0) + 1);
  });

  test("R3: an email known from init makes the lead with the first message", async () => {
    const email = site.newEmail();
    const visitor = await site.visit({ identity: { email: ` ${email.toUpperCase()} `, name: "Jane van Doe" } });
    expect(await site.leads(email)).toEqual([]);
    await visitor.say("hello");
    const lead = await site.onlyLead(email);
    expect(lead).toMatchObject({
      first_name: "Jane van",
      last_name: "Doe",
      source: "chat_widget",
      form_type: "chat",
    });
    expect(await visitor.conversation()).toMatchObject({
      lead_id: lead.lead_id,
      visitor_name: "Jane van Doe",
      trust: "claimed",
    });
  });

  test("R3: identify during a conversation makes it at once", async () => {
    const email = site.newEmail();
    const visitor = await site.visit();
    await visitor.say("hello");
    await visitor.identify({ email });
    const lead = await site.onlyLead(email);
    expect(await visitor.conversation()).toMatchObject({
      lead_id: lead.lead_id,
      lead: { email },
      contact: { email },
    });
  });

  test("R3: before any message only a form that was submitted makes it", async () => {
    const email = site.newEmail();
    const visitor = await site.visit();
    await visitor.identify({ email });
    expect(await site.leads(email)).toEqual([]);
    await visitor.identify({ email }, true);
    expect(await site.onlyLead(email)).toMatchObject({ form_type: "prechat" });
    await visitor.say("hello");
    expect(await visitor.conversation()).toMatchObject({ lead: { email } });
    await site.onlyLead(email);
  });

  test.each(["prechat", "offline"])("R3: a %s form that comes with the message makes it", async (form) => {
    const email = site.newEmail();
    const visitor = await site.visit();
    const contact = { email, name: "Jo", company: "Globex", phone: "" };
    await visitor.say("please call me", { contact, form });
    expect(await site.onlyLead(email)).toMatchObject({
      form_type: form,
      company_name: "Globex",
      raw_payload: { contact, form },
    });
  });

  test("R3: an impossible phone, an invalid email and an email in a message make none; the message is taken", async () => {
    const visitor = await site.visit();
    await visitor.say("hi, mail me at jane@globex.example or call (212) 555-0123", {
      contact: { email: "jane@", phone: "12" },
    });
    const conversation = await visitor.conversation();
    expect(conversation).toMatchObject({ lead_id: null, lead: null, contact: { email: null } });
    expect(conversation.visitor.found).toEqual({ email: "jane@globex.example", phone: "+1 212 555 0123" });
  });

  test("R3: the confirmed chip makes it, with the email that the message held", async () => {
    const email = site.newEmail();
    const visitor = await site.visit();
    await visitor.say(`reach me at ${email}`);
    await visitor.identify({ email }, true);
    await site.onlyLead(email);
  });

  test("R3: an email that is none is refused where giving it is the point", async () => {
    const visitor = await site.visit();
    const answer = await visitor.call("POST /widget/identify", { identity: { email: "nobody" } });
    expect(answer.body).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "identity.email" }] });
  });

  test("R3: a signed token is refused where none is configured", async () => {
    const body = { identity: { token: "eyJhbGciOiJIUzI1NiJ9.e30.x" } };
    const answer = await site.request("POST /widget/init", { key: site.publicKey, body });
    expect(answer.body).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "identity.token" }] });
  });

  test("R3: a site that chose the first message gets a lead of whoever writes, who is still asked for an email", async () => {
    await site.set({ lead_on: "first_message" });
    try {
      const visitor = await site.visit();
      const { response } = await visitor.say("Something odd happened here today");
      const { lead_id } = await visitor.conversation();
      expect(await site.lead(lead_id)).toMatchObject({
        ...{ first_name: null, last_name: null, email: null, phone: null, company_name: null },
        ...{ source: "chat_widget", form_type: "chat", score: 0 },
      });
      expect(response.message).toMatch(/email/i);
      await visitor.say("more");
      expect((await visitor.conversation()).lead_id).toBe(lead_id);
      const email = site.newEmail();
      await visitor.identify({ email });
      expect(await site.onlyLead(email)).toMatchObject({ lead_id });
    } finally {
      await site.set({ lead_on: "contact" });
    }
  });

  test("R3: the key's own choice comes before the space's", async () => {
    const key = await site.key("pk_live", { settings: { lead_on: "first_message" } });
    const visitor = await site.visit({}, key);
    await visitor.say("hello");
    expect((await visitor.conversation()).lead_id).toEqual(expect.any(Number));
    const other = await site.visit();
    await other.say("hello");
    expect((await other.conversation()).lead_id).toBeNull();
  });

  test("R3: a lead of which nothing is known can be worked on, and only the last thing it is reached by stays", async () => {
    const key = await site.key("pk_live", { settings: { lead_on: "first_message" } });
    const visitor = await site.visit({}, key);
    await visitor.say("hello");
    const { lead_id } = await visitor.conversation();
    expect(await site.edit(lead_id, { status: "contacted", first_name: "Jo" })).toMatchObject({ status: "contacted" });
    await site.edit(lead_id, { first_name: null });
    const unknown = await post(`POST /leads/${lead_id}/convert`, {});
    expect([unknown.status, unknown.body.code]).toEqual([409, "CONFLICT"]);
    await site.edit(lead_id, { email: site.newEmail() });
    const refused = await post(`PUT /leads/${lead_id}`, { email: null });
    expect([refused.status, refused.body.details[0].field]).toEqual([400, "email"]);
    expect((await post(`POST /leads/${lead_id}/convert`, {})).status).toBe(200);
  });

  test("R3: a merge into a lead of which nothing is known can be taken back", async () => {
    const key = await site.key("pk_live", { settings: { lead_on: "first_message" } });
    const visitor = await site.visit({}, key);
    await visitor.say("hello");
    const { lead_id } = await visitor.conversation();
    const email = site.newEmail();
    const other = await site.makeLead({ email });
    await site.ask(`POST /leads/${lead_id}/merge`, { from_lead_id: other.lead_id });
    expect(await site.lead(lead_id)).toMatchObject({ email });
    await site.ask(`POST /leads/${other.lead_id}/unmerge`);
    expect(await site.lead(lead_id)).toMatchObject({ email: null, field_origins: {} });
    expect(await site.lead(other.lead_id)).toMatchObject({ email });
  });

  test("R4: an email is kept trimmed and in lower case, a phone as it was given and as E.164", async () => {
    const visitor = await site.visit();
    await visitor.say("hi", { contact: { phone: "(212) 555-0100", name: "Jo" }, form: "prechat" });
    const { lead_id } = await visitor.conversation();
    expect(await site.lead(lead_id)).toMatchObject({
      phone: "(212) 555-0100",
      phone_e164: "+12125550100",
      email: null,
    });
    const email = site.newEmail();
    const other = await site.visit();
    await other.say("hi", { contact: { email: ` ${email.toUpperCase()}`, phone: "12" } });
    expect(await site.onlyLead(email)).toMatchObject({ phone: "12", phone_e164: null });
  });
});
