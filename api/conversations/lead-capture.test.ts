import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("from conversation to lead over %s", (engine) => {
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

  describe("R3: when a lead is made", () => {
    test("with the first message when the email is known from init, after the message and before the link (R18)", async () => {
      const email = newEmail();
      const visitor = await site.visit({ identity: { email: ` ${email.toUpperCase()} `, name: "Jane van Doe" } });
      expect(await site.leads(email)).toEqual([]);
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
      const lead = await onlyLead(email);
      expect(lead).toMatchObject({
        first_name: "Jane van",
        last_name: "Doe",
        source: "chat_widget",
        form_type: "chat",
      });
      expect(events[3]?.data).toMatchObject({ lead_id: lead.lead_id });
      expect(await visitor.conversation()).toMatchObject({
        lead_id: lead.lead_id,
        visitor_name: "Jane van Doe",
        trust: "claimed",
      });
    });

    test("at once when the visitor identifies during a conversation", async () => {
      const email = newEmail();
      const visitor = await site.visit();
      await visitor.say("hello");
      await visitor.identify({ email });
      const lead = await onlyLead(email);
      expect(await visitor.conversation()).toMatchObject({
        lead_id: lead.lead_id,
        lead: { email },
        contact: { email },
      });
    });

    test("not by identify before any message, unless the visitor submitted it", async () => {
      const email = newEmail();
      const visitor = await site.visit();
      await visitor.identify({ email });
      expect(await site.leads(email)).toEqual([]);
      await visitor.identify({ email }, true);
      expect(await onlyLead(email)).toMatchObject({ form_type: "prechat" });
      await visitor.say("hello");
      expect(await visitor.conversation()).toMatchObject({ lead: { email } });
      await onlyLead(email);
    });

    test.each(["prechat", "offline"])("from a %s form that comes with the message", async (form) => {
      const email = newEmail();
      const visitor = await site.visit();
      const contact = { email, name: "Jo", company: "Globex", phone: "" };
      await visitor.say("please call me", { contact, form });
      expect(await onlyLead(email)).toMatchObject({
        form_type: form,
        company_name: "Globex",
        raw_payload: { contact, form },
      });
    });

    test("from a possible phone alone, kept as given and as E.164 (R4)", async () => {
      const visitor = await site.visit();
      await visitor.say("hi", { contact: { phone: "(212) 555-0100", name: "Jo" }, form: "prechat" });
      const { lead_id } = await visitor.conversation();
      const { data } = await site.ask(`GET /leads/${lead_id}`);
      expect(data).toMatchObject({ phone: "(212) 555-0100", phone_e164: "+12125550100", email: null });
    });

    test("not from an impossible phone, an invalid email or an email in a message; the message is taken all the same", async () => {
      const visitor = await site.visit();
      await visitor.say("hi, mail me at jane@globex.example or call (212) 555-0123", {
        contact: { email: "jane@", phone: "12" },
      });
      const conversation = await visitor.conversation();
      expect(conversation).toMatchObject({ lead_id: null, lead: null, contact: { email: null } });
      expect(conversation.visitor.found).toEqual({ email: "jane@globex.example", phone: "+1 212 555 0123" });
    });

    test("from the confirmed chip, with the email it found", async () => {
      const email = newEmail();
      const visitor = await site.visit();
      await visitor.say(`reach me at ${email}`);
      await visitor.identify({ email }, true);
      await onlyLead(email);
    });

    test("an email that is none is refused where giving it is the point", async () => {
      const visitor = await site.visit();
      const answer = await visitor.call("POST /widget/identify", { identity: { email: "nobody" } });
      expect(answer.body).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "identity.email" }] });
    });

    test("a signed token is refused where none is configured", async () => {
      const body = { identity: { token: "eyJhbGciOiJIUzI1NiJ9.e30.x" } };
      const answer = await site.request("POST /widget/init", { key: site.publicKey, body });
      expect(answer.body).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "identity.token" }] });
    });
  });

  describe("R11, R13, R15: what a lead knows from the start", () => {
    test("where the visitor came from, without secrets", async () => {
      const email = newEmail();
      const visitor = await site.visit({
        page_url: "https://a.example/landing?utm_source=news&utm_medium=mail&token=abc#x",
        referrer: "https://search.example/?q=it+support&session=abc",
      });
      site.clock.advance(60_000);
      await visitor.say("hi", { contact: { email }, form: "prechat", page_url: "https://a.example/pricing" });
      expect((await onlyLead(email)).attribution).toMatchObject({
        first: {
          landing_url: "https://a.example/landing?utm_source=news&utm_medium=mail",
          referrer: "https://search.example/?q=it+support",
          utm_source: "news",
          utm_medium: "mail",
        },
        last: { page_url: "https://a.example/pricing" },
      });
    });

    test("its company, suggested by a business domain", async () => {
      const email = newEmail("acme-tools.example");
      const visitor = await site.visit({ identity: { email } });
      await visitor.say("hello");
      expect(await onlyLead(email)).toMatchObject({ company_name: "Acme Tools" });
      const free = `visitor-${++count}@gmail.com`;
      await (await site.visit({ identity: { email: free } })).say("hello");
      expect(await onlyLead(free)).toMatchObject({ company_name: null });
    });

    test("a score that says what it is made of and grows with what happens", async () => {
      const email = `visitor-${++count}@gmail.com`;
      const visitor = await site.visit({ page_url: "https://a.example/pricing" });
      await visitor.say("hi", { contact: { email }, form: "prechat" });
      const reasons = async () =>
        (await onlyLead(email)).score_breakdown.map((line: { reason: string }) => line.reason);
      expect(await onlyLead(email)).toMatchObject({ score: 35 });
      expect(await reasons()).toEqual(["email", "key_page"]);
      const { conversation_id } = await visitor.history().then((page) => page.conversation);
      await site.ask(`POST /conversations/${conversation_id}/messages`, { message: "Hello" });
      expect(await reasons()).toEqual(["email", "key_page", "agent_replied"]);
      await visitor.call("POST /widget/end");
      await visitor.say("back again", { contact: { phone: "+1 212 555 0111" }, form: "offline" });
      expect(await reasons()).toEqual(["email", "phone", "key_page", "returning", "agent_replied", "offline_form"]);
      expect(await onlyLead(email)).toMatchObject({ score: 75, form_type: "prechat" });
    });

    test("a score set by hand stays", async () => {
      const email = newEmail();
      await site.ask("POST /leads", { email, source: "website_form", score: 7 });
      const visitor = await site.visit({ identity: { email, phone: "+1 212 555 0122" } });
      await visitor.say("hello");
      expect(await onlyLead(email)).toMatchObject({ score: 7, phone: "+1 212 555 0122" });
    });

    test("what the visitor earned before and while a score is set by hand, once it follows again", async () => {
      const email = `visitor-${++count}@gmail.com`;
      const visitor = await site.visit({ page_url: "https://a.example/pricing" });
      await visitor.say("hi", { contact: { email }, form: "prechat" });
      const { lead_id } = await onlyLead(email);
      const put = async (score: number | null) => (await site.ask(`PUT /leads/${lead_id}`, { score })).data;
      const reasons = ({ score_breakdown }: { score_breakdown: { reason: string }[] }) =>
        score_breakdown.map(({ reason }) => reason);
      const byHand = await put(80);
      expect([byHand.score, reasons(byHand)]).toEqual([80, ["email", "key_page"]]);
      const { conversation_id } = (await visitor.history()).conversation;
      await site.ask(`POST /conversations/${conversation_id}/messages`, { message: "Hello" });
      expect(await onlyLead(email)).toMatchObject({ score: 80 });
      const following = await put(null);
      expect([following.score, reasons(following)]).toEqual([45, ["email", "key_page", "agent_replied"]]);
    });
  });
});
