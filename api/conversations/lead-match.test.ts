import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("which lead a conversation goes to over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  let count = 0;
  const newEmail = (domain = "globex.example") => `visitor-${++count}@${domain}`;
  const onlyLead = async (email: string) => {
    const leads = await site.leads(email);
    expect(leads).toHaveLength(1);
    return leads[0];
  };

  describe("R5, R6: which lead it is", () => {
    test("an open lead with the email gets the conversation; nothing is made twice (R17)", async () => {
      const email = newEmail();
      const { data } = await site.ask("POST /leads", { email, source: "website_form" });
      const visitor = await site.visit({ identity: { email } });
      await visitor.say("hello", { client_id: "retried-message" });
      await visitor.say("hello", { client_id: "retried-message" });
      expect((await onlyLead(email)).lead_id).toBe(data.lead_id);
      expect((await visitor.conversation()).lead_id).toBe(data.lead_id);
    });

    test("forty visitors with one email at once make one lead", async () => {
      const email = newEmail();
      const visitors = await Promise.all(Array.from({ length: 40 }, () => site.visit({ identity: { email } })));
      await Promise.all(visitors.map((visitor) => visitor.say("hello")));
      await onlyLead(email);
    });

    test("a phone matches when no other email speaks against it", async () => {
      const phone = "+1 212 555 0144";
      const { data } = await site.ask("POST /leads", { phone, email: newEmail(), source: "call" });
      const same = await site.visit();
      await same.say("hi", { contact: { phone: "212-555-0144" }, form: "prechat" });
      expect((await same.conversation()).lead_id).toBe(data.lead_id);
      const other = await site.visit();
      await other.say("hi", { contact: { phone, email: newEmail() }, form: "prechat" });
      expect((await other.conversation()).lead_id).not.toBe(data.lead_id);
    });

    test("never by name or by a claimed external id", async () => {
      const identity = { name: "Max Power", external_id: "user-1" };
      const one = await site.visit({ identity: { ...identity, email: newEmail() } });
      const other = await site.visit({ identity: { ...identity, email: newEmail() } });
      await one.say("hello");
      await other.say("hello");
      expect((await other.conversation()).lead_id).not.toBe((await one.conversation()).lead_id);
    });

    test("only closed leads: a new one that names the previous", async () => {
      const email = newEmail();
      const { data } = await site.ask("POST /leads", { email, source: "website_form" });
      const closed = await site.request(`PUT /leads/${data.lead_id}`, {
        key: site.secretKey,
        body: { status: "unqualified" },
      });
      expect(closed.status).toBe(200);
      const visitor = await site.visit({ identity: { email } });
      await visitor.say("hello");
      const { lead_id } = await visitor.conversation();
      const lead = (await site.ask(`GET /leads/${lead_id}`)).data;
      expect(lead).toMatchObject({ email, previous_lead_id: data.lead_id, status: "new" });
    });

    test("the next conversation of the session goes to the same lead, and is linked once (R17)", async () => {
      const email = newEmail();
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

    test("another email later does not move the conversation to another lead", async () => {
      const [first, second] = [newEmail(), newEmail()];
      const visitor = await site.visit({ identity: { email: first } });
      await visitor.say("hello");
      const { lead_id } = await visitor.conversation();
      await visitor.identify({ email: second });
      expect(await visitor.conversation()).toMatchObject({
        lead_id,
        lead: { email: first },
        contact: { email: second },
      });
      await visitor.call("POST /widget/end");
      await visitor.say("hello from the second");
      expect(await visitor.conversation()).toMatchObject({ lead: { email: second } });
    });
  });

  describe("R7, R8: what a claim may change", () => {
    test("empty fields only", async () => {
      const email = newEmail();
      const { data } = await site.ask("POST /leads", { email, source: "website_form", company_name: "Globex Corp" });
      const visitor = await site.visit();
      await visitor.say("hi", { contact: { email, name: "Jane Doe", company: "Other Inc" }, form: "prechat" });
      expect(await onlyLead(email)).toMatchObject({
        lead_id: data.lead_id,
        first_name: "Jane",
        last_name: "Doe",
        company_name: "Globex Corp",
      });
    });

    test("never a field that a person edited, not even an emptied one", async () => {
      const email = newEmail();
      const { data } = await site.ask("POST /leads", { email, source: "website_form", phone: "+1 212 555 0177" });
      const edited = await site.request(`PUT /leads/${data.lead_id}`, { key: site.secretKey, body: { phone: null } });
      expect(edited.status).toBe(200);
      const visitor = await site.visit();
      await visitor.say("hi", { contact: { email, phone: "+1 212 555 0188" }, form: "prechat" });
      expect(await onlyLead(email)).toMatchObject({ phone: null });
    });

    test("an email that another open lead holds stays there", async () => {
      const email = newEmail();
      await site.ask("POST /leads", { email, source: "website_form" });
      const visitor = await site.visit();
      await visitor.say("hi", { contact: { phone: "+1 212 555 0199" }, form: "prechat" });
      const { lead_id } = await visitor.conversation();
      await visitor.identify({ email });
      expect((await site.ask(`GET /leads/${lead_id}`)).data.email).toBeNull();
      await onlyLead(email);
    });

    test("what was said already changes nothing and fires nothing", async () => {
      const email = newEmail();
      const visitor = await site.visit({ identity: { email } });
      await visitor.say("hello");
      expect(await site.during(() => visitor.identify({ email }))).toEqual([]);
    });
  });
});
