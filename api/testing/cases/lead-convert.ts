import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

const everything = { create_contact: true, create_prospect: true, create_opportunity: true };

/** A lead whose company and email belong to no prospect yet. */
async function aLeadOfItsOwn(stage: Stage) {
  const email = stage.freshEmail().replace("@stage.example", "@gmail.com");
  const { lead_id } = await stage.makeLead({ email, company_name: `Company of ${email}` });
  return { id: lead_id as number };
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
