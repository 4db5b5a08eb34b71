import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { type LeadSite, openLeadSite } from "../../testing/lead-site.ts";
import { type Proof, prove } from "../../testing/proved.ts";

describe.each(engines)("what is believed of a visitor, on %s", (engine) => {
  let site: LeadSite;
  beforeAll(async () => {
    site = await openLeadSite(engine);
  });
  afterAll(() => site.close());

  const prechat = (contact: object) => ({ contact, form: "prechat" });
  async function talkProved(proof: Proof) {
    const visitor = await site.visit();
    await prove(site, visitor, proof);
    await visitor.say("hello");
    return (await visitor.conversation()) as { conversation_id: number; lead_id: number };
  }

  test("R7: a claim links to its lead and shows nothing of what was said there; agents see that it is a claim", async () => {
    const email = site.newEmail();
    const first = await site.visit({ identity: { email } });
    await first.say("a secret");
    const second = await site.visit({ identity: { email } });
    await second.say("hello");
    const seen = JSON.stringify(await second.history());
    expect(seen).not.toContain("a secret");
    const conversation = await second.conversation();
    expect(conversation).toMatchObject({ lead_id: (await site.onlyLead(email)).lead_id, trust: "claimed" });
  });

  test("R7: who was proved is shown as verified", async () => {
    const { conversation_id } = await talkProved({ external_id: "proved-1", email: site.newEmail() });
    expect((await site.ask(`GET /conversations/${conversation_id}`)).data).toMatchObject({ trust: "verified" });
  });

  test("R7: who typed another's email before being proved writes over nothing of theirs, and is not taken for them", async () => {
    const [email, own] = [site.newEmail(), site.newEmail()];
    const { lead_id } = await site.makeLead({ email, first_name: "Ann", last_name: "Lee" });
    const visitor = await site.visit();
    await visitor.say("hi", prechat({ email }));
    await prove(site, visitor, { external_id: "typed-anothers", email: own, name: "Mallory Moe" });
    await visitor.identify({ company: "Elsewhere" });
    expect(await site.lead(lead_id)).toMatchObject({ email, first_name: "Ann", last_name: "Lee", identities: [] });
    await visitor.call("POST /widget/end");
    await visitor.say("something else");
    expect(await site.onlyLead(own)).toMatchObject({ first_name: "Mallory", previous_lead_id: null });
    expect((await site.lead(lead_id)).conversations).toHaveLength(1);
  });

  test("R8: a claim fills empty fields only, and each keeps where it came from", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email, company_name: "Globex Corp" });
    const visitor = await site.visit();
    await visitor.say("hi", prechat({ email, name: "Jane Doe", company: "Other Inc" }));
    const { conversation_id } = await visitor.conversation();
    const at = "2026-03-10T14:30:00Z";
    const claimed = { origin: "claimed", at, conversation_id };
    expect(await site.onlyLead(email)).toMatchObject({
      ...{ lead_id, first_name: "Jane", last_name: "Doe", company_name: "Globex Corp" },
      field_origins: {
        email: { origin: "given", at },
        company_name: { origin: "given", at },
        first_name: claimed,
        last_name: claimed,
      },
    });
  });

  test("R8: half a name never mixes with another's", async () => {
    const email = site.newEmail();
    await site.makeLead({ email, first_name: "Ana" });
    await (await site.visit()).say("hi", prechat({ email, name: "Max Power" }));
    expect(await site.onlyLead(email)).toMatchObject({ first_name: "Ana", last_name: null });
  });

  test("R8: what the site proved takes the place of what was typed", async () => {
    const email = site.newEmail();
    const visitor = await site.visit();
    await visitor.say("hi", prechat({ email, name: "Mickey Mouse" }));
    await prove(site, visitor, { external_id: "real", email, name: "Jane Doe" });
    await visitor.identify({ name: "Donald Duck" });
    const { conversation_id } = await visitor.conversation();
    expect(await site.onlyLead(email)).toMatchObject({
      ...{ first_name: "Jane", last_name: "Doe" },
      field_origins: { first_name: { origin: "verified", conversation_id }, email: { origin: "claimed" } },
    });
  });

  test("R8: what a person edited is locked, against proofs too", async () => {
    const { lead_id } = await talkProved({ external_id: "locked", email: site.newEmail(), name: "Jane Doe" });
    await site.edit(lead_id, { first_name: "Janet" });
    await talkProved({ external_id: "locked", name: "Jenny Doe" });
    expect(await site.lead(lead_id)).toMatchObject({
      ...{ first_name: "Janet", last_name: "Doe" },
      field_origins: { first_name: { origin: "edited" }, last_name: { origin: "verified" } },
    });
  });

  test("R8: a field that a person emptied stays empty", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email, phone: "+1 212 555 0177" });
    await site.edit(lead_id, { phone: null });
    await (await site.visit()).say("hi", prechat({ email, phone: "+1 212 555 0188" }));
    expect(await site.onlyLead(email)).toMatchObject({ phone: null, field_origins: { phone: { origin: "edited" } } });
  });

  test("R8: nothing of a contact is written over, by a proof neither", async () => {
    const email = site.newEmail();
    const { contact_id } = await site.makeContact({ email, first_name: "Jane" });
    const visitor = await site.visit();
    await prove(site, visitor, { external_id: "contact-1", email, name: "Max Power" });
    await visitor.say("hi", prechat({ phone: "+1 212 555 0189" }));
    expect((await site.ask(`GET /people/${contact_id}`)).data).toMatchObject({
      ...{ first_name: "Jane", last_name: null, phone: "+1 212 555 0189" },
      identities: [{ external_id: "contact-1" }],
    });
  });

  test("R8: an email that another open lead holds stays there", async () => {
    const email = site.newEmail();
    await site.makeLead({ email });
    const visitor = await site.visit();
    await visitor.say("hi", prechat({ phone: "+1 212 555 0199" }));
    const { lead_id } = await visitor.conversation();
    await visitor.identify({ email });
    expect((await site.lead(lead_id)).email).toBeNull();
    await site.onlyLead(email);
  });

  test("R8: what was said already changes nothing and fires nothing", async () => {
    const email = site.newEmail();
    const visitor = await site.visit({ identity: { email } });
    await visitor.say("hello");
    expect(await site.during(() => visitor.identify({ email }))).toEqual([]);
  });

  test("R10: a merge brings origins, locks and identities along, and taking it back returns them", async () => {
    const from = await talkProved({ external_id: "merged", email: site.newEmail(), name: "Jane Doe" });
    await site.edit(from.lead_id, { phone: "+1 212 555 0155" });
    const into = await site.makeLead({ email: site.newEmail() });
    const before = await site.lead(into.lead_id);
    await site.ask(`POST /leads/${into.lead_id}/merge`, { from_lead_id: from.lead_id });
    const merged = await site.lead(into.lead_id);
    expect(merged).toMatchObject({
      field_origins: {
        email: { origin: "given" },
        first_name: { origin: "verified", conversation_id: from.conversation_id },
        phone: { origin: "edited" },
      },
      identities: [{ external_id: "merged" }],
    });
    const gone = await site.request(`GET /leads/${from.lead_id}`, { key: site.secretKey });
    expect([gone.status, gone.body.details[0].merged_into]).toEqual([404, into.lead_id]);
    const again = await talkProved({ external_id: "merged" });
    expect(again.lead_id).toBe(into.lead_id);

    await site.ask(`POST /leads/${from.lead_id}/unmerge`);
    expect(await site.lead(from.lead_id)).toMatchObject({ identities: [{ external_id: "merged" }] });
    expect(await site.lead(into.lead_id)).toMatchObject({
      ...{ first_name: null, phone: null, field_origins: before.field_origins, identities: [] },
    });
    // The lock went with the phone.
    await (await site.visit()).say("hi", prechat({ email: before.email, phone: "+1 212 555 0156" }));
    expect(await site.lead(into.lead_id)).toMatchObject({ phone: "+1 212 555 0156" });
  });
});
