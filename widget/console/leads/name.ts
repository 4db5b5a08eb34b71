import type { Lead } from "../records.ts";

/** What to call a lead, however much is known of it. */
export function nameOfLead(
  lead: Pick<Lead, "first_name" | "last_name" | "email" | "phone" | "company_name" | "lead_id">,
): string {
  const name = [lead.first_name, lead.last_name].filter(Boolean).join(" ");
  return name || lead.email || lead.phone || lead.company_name || `Lead ${lead.lead_id}`;
}
