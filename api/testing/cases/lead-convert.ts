import { row } from "../cases.ts";
import { aLead } from "./leads.ts";

const everything = { create_contact: true, create_prospect: true, create_opportunity: true };

export const cases = [
  row("POST /leads/{id}/convert", {
    needs: ["contacts:write", "prospects:write", "opportunities:write"],
    given: aLead,
    body: { ...everything, opportunity_name: "Managed IT", opportunity_value: 50_000 },
    status: 200,
    answers: { data: { lead_status: "converted", dry_run: false } },
    events: ["prospect.created", "contact.created", "opportunity.created", "lead.converted"],
  }),
  row("POST /leads/{id}/convert", {
    name: "a dry run tells what would be made, and makes nothing",
    given: aLead,
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
