import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aContact } from "./people.ts";

const everything = { create_contact: true, create_prospect: true, create_opportunity: true };

/** A lead whose company and email belong to no prospect yet. */
async function aLeadOfItsOwn(stage: Stage) {
  const email = stage.freshEmail().replace("@stage.example", "@gmail.com");
  const { lead_id } = await stage.makeLead({ email, company_name: `Company of ${email}` });
  return { id: lead_id as number };
}

/** A lead whose contact and prospect stand already; it knows the contact's phone. */
async function aLeadOfKnownPeople(stage: Stage) {
  const { id, email } = await aContact(stage);
  await stage.make("POST /prospects", { name: `Company of ${email}` });
  const { lead_id } = await stage.makeLead({ email, phone: "+1 202 555 0143", company_name: `Company of ${email}` });
  return { id: lead_id as number, contact_id: id };
}

export const cases = [
  row("POST /leads/{id}/convert", {
    needs: ["contacts:write", "prospects:write", "opportunities:write"],
    given: aLeadOfItsOwn,
    body: { ...everything, opportunity_name: "Managed IT", opportunity_value: 50_000 },
    status: 200,
    answers: { data: { lead_status: "converted", dry_run: false } },
    events: ["prospect.created", "contact.created", "opportunity.created", "lead.converted"],
  }),
  row("POST /leads/{id}/convert", {
    name: "who is known already is linked, and gets what was not known",
    needs: ["contacts:write", "prospects:write"],
    given: aLeadOfKnownPeople,
    body: {},
    status: 200,
    answers: ({ contact_id }) => ({ data: { contact_id, actions: { contact: "link", prospect: "link" } } }),
    events: ["contact.updated", "lead.converted"],
  }),
  row("POST /leads/{id}/convert", {
    name: "a dry run tells what would be made, and makes nothing",
    given: aLeadOfItsOwn,
    needs: ["contacts:write", "prospects:write"],
    body: { dry_run: true },
    status: 200,
    answers: {
      data: {
        ...{ contact_id: null, prospect_id: null, opportunity_id: null, lead_status: "new", dry_run: true },
        actions: { contact: "create", prospect: "create", opportunity: "none" },
      },
    },
  }),
];
