import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { type LeadSite, openLeadSite } from "../../testing/lead-site.ts";

describe.each(engines)("what a lead of a chat knows, on %s", (engine) => {
  let site: LeadSite;
  beforeAll(async () => {
    site = await openLeadSite(engine);
  });
  afterAll(() => site.close());

  const prechat = (contact: object) => ({ contact, form: "prechat" });
  const reasons = ({ score_breakdown }: { score_breakdown: { reason: string }[] }) =>
    score_breakdown.map(({ reason }) => reason);

  test("R11: where the visitor came from, without secrets", async () => {
    const email = site.newEmail();
    const visitor = await site.visit({
      page_url: "https://a.example/landing?utm_source=news&utm_medium=mail&token=abc#x",
      referrer: "https://search.example/?q=it+support&session=abc",
    });
    site.clock.advance(60_000);
    await visitor.say("hi", { ...prechat({ email }), page_url: "https://a.example/pricing" });
    expect((await site.onlyLead(email)).attribution).toMatchObject({
      first: {
        landing_url: "https://a.example/landing?utm_source=news&utm_medium=mail",
        referrer: "https://search.example/?q=it+support",
        utm_source: "news",
        utm_medium: "mail",
      },
      last: { page_url: "https://a.example/pricing" },
    });
  });

  test("R11: a later visit leaves the first touch and moves the last", async () => {
    const email = site.newEmail();
    await (await site.visit({ page_url: "https://a.example/first" })).say("hi", prechat({ email }));
    site.clock.advance(60_000);
    await (await site.visit({ page_url: "https://a.example/later" })).say("hi", prechat({ email }));
    expect((await site.onlyLead(email)).attribution).toMatchObject({
      first: { landing_url: "https://a.example/first" },
      last: { page_url: "https://a.example/later" },
    });
  });

  test("R13: the company is the form's, else the prospect's with the email's domain, else what the domain suggests", async () => {
    await site.ask("POST /prospects", { name: "Acme Tools Ltd.", domain: "acme-tools.example" });
    const companyOf = async (email: string, more: object = {}) => {
      await (await site.visit()).say("hi", prechat({ email, ...more }));
      return (await site.onlyLead(email)).company_name;
    };
    const { prospect_id } = (await site.ask("POST /prospects", { name: "Gone", domain: "gone-inc.example" })).data;
    await site.ask(`DELETE /prospects/${prospect_id}`);
    expect(await companyOf(site.newEmail("acme-tools.example"), { company: "Acme" })).toBe("Acme");
    expect(await companyOf(site.newEmail("acme-tools.example"))).toBe("Acme Tools Ltd.");
    expect(await companyOf(site.newEmail("gone-inc.example"))).toBe("Gone Inc");
    expect(await companyOf(site.newEmail("other-house.example"))).toBe("Other House");
    expect(await companyOf(site.newEmail("gmail.com"))).toBeNull();
  });

  test("R13: a name splits on its last space", async () => {
    const email = site.newEmail();
    await (await site.visit()).say("hi", prechat({ email, name: "Ana Maria Silva" }));
    expect(await site.onlyLead(email)).toMatchObject({ first_name: "Ana Maria", last_name: "Silva" });
  });

  test("R15: the score says what it is made of and grows with what happens", async () => {
    const email = site.newEmail("gmail.com");
    const visitor = await site.visit({ page_url: "https://a.example/pricing" });
    await visitor.say("hi", prechat({ email }));
    expect(await site.onlyLead(email)).toMatchObject({ score: 35 });
    expect(reasons(await site.onlyLead(email))).toEqual(["email", "key_page"]);
    const { conversation_id } = (await visitor.history()).conversation;
    await site.ask(`POST /conversations/${conversation_id}/messages`, { message: "Hello" });
    expect(reasons(await site.onlyLead(email))).toEqual(["email", "key_page", "agent_replied"]);
    await visitor.call("POST /widget/end");
    await visitor.say("back again", { contact: { phone: "+1 212 555 0111" }, form: "offline" });
    const lead = await site.onlyLead(email);
    expect(reasons(lead)).toEqual(["email", "phone", "key_page", "returning", "agent_replied", "offline_form"]);
    expect(lead).toMatchObject({ score: 75, form_type: "prechat" });
  });

  test("R15: an offline form counts, also when it tells nothing new", async () => {
    const email = site.newEmail("gmail.com");
    const visitor = await site.visit({ identity: { email } });
    await visitor.say("hi");
    await visitor.say("nobody there?", { contact: { email }, form: "offline" });
    expect(reasons(await site.onlyLead(email))).toEqual(["email", "offline_form"]);
  });

  test("R15: a business domain, a company and three pages count", async () => {
    const email = site.newEmail();
    const visitor = await site.visit({ page_url: "https://a.example/" });
    for (const path of ["one", "two"]) {
      site.clock.advance(3000);
      await visitor.call("POST /widget/page", { page_url: `https://a.example/${path}` });
    }
    await visitor.say("hi", prechat({ email }));
    const lead = await site.onlyLead(email);
    expect([lead.score, reasons(lead)]).toEqual([45, ["email", "business_domain", "three_pages", "company"]]);
  });

  test("R15: who had a lead before has come back", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email });
    await site.edit(lead_id, { status: "unqualified" });
    await (await site.visit({ identity: { email } })).say("hello");
    const leads = await site.leads(email);
    expect(reasons(leads.find((one) => one.previous_lead_id === lead_id))).toContain("returning");
  });

  test("R15: a score set by hand stays", async () => {
    const email = site.newEmail();
    await site.makeLead({ email, score: 7 });
    await (await site.visit({ identity: { email, phone: "+1 212 555 0122" } })).say("hello");
    expect(await site.onlyLead(email)).toMatchObject({ score: 7, phone: "+1 212 555 0122" });
  });

  test("R15: what the visitor earned while a score is set by hand counts once it follows again", async () => {
    const email = site.newEmail("gmail.com");
    const visitor = await site.visit({ page_url: "https://a.example/pricing" });
    await visitor.say("hi", prechat({ email }));
    const { lead_id } = await site.onlyLead(email);
    const byHand = await site.edit(lead_id, { score: 80 });
    expect([byHand.score, reasons(byHand)]).toEqual([80, ["email", "key_page"]]);
    const { conversation_id } = (await visitor.history()).conversation;
    await site.ask(`POST /conversations/${conversation_id}/messages`, { message: "Hello" });
    expect(await site.onlyLead(email)).toMatchObject({ score: 80 });
    const following = await site.edit(lead_id, { score: null });
    expect([following.score, reasons(following)]).toEqual([45, ["email", "key_page", "agent_replied"]]);
  });
});
