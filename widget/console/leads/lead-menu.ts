import { html, nothing, type TemplateResult } from "lit";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { confirm } from "../parts/confirm.ts";
import "../parts/menu.ts";
import type { LeadDetail } from "../records.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { nameOfLead } from "./name.ts";

/** What can be done with a lead beside editing it; nothing for those who may do none of it. */
export function leadMenu(lead: LeadDetail, desk: Desk, services: Services): TemplateResult | typeof nothing {
  if (!may(desk.employee.role, "leads:delete")) return nothing;
  return html`<console-menu label="More actions for ${nameOfLead(lead)}">
    <button type="button" class="danger" @click=${() => deleteLead(lead, services)}>${icon("trash", 16)}Delete lead</button>
  </console-menu>`;
}

async function deleteLead(lead: LeadDetail, services: Services): Promise<void> {
  const sure = await confirm({
    heading: `Delete ${nameOfLead(lead)}?`,
    text: "The lead leaves every list and report. For 30 days it can be restored by the API; then it is gone for good. Its conversations stay.",
    action: "Delete lead",
    danger: true,
  });
  if (!sure) return;
  try {
    await services.client.call("DELETE /leads/{id}", { params: { id: lead.lead_id } });
    services.router.go("/crm/leads", "replace");
    services.notify(`${nameOfLead(lead)} is deleted.`);
  } catch (error) {
    services.report(error);
  }
}
