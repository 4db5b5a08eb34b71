import { html } from "lit";
import { icon } from "../icons.ts";
import { leadColumns } from "../leads/columns.ts";
import { leadKind } from "../leads/kind.ts";
import { type LeadSort, leadsShape } from "../leads/shape.ts";
import { assigneeFilter, chipsFilter } from "../lists/filters.ts";
import { ListPage } from "../lists/list-page.ts";
import type { ListQuery } from "../lists/list-query.ts";
import { newRecord } from "../records/new-record.ts";
import { type Lead, leadStatuses } from "../records.ts";

/** The table of leads. */
export class LeadsPage extends ListPage<Lead, LeadSort> {
  protected override readonly shape = leadsShape;
  protected override readonly texts = { title: "Leads", placeholder: "Search name, email, company" };
  protected override readonly events = ["lead."];

  protected override ask(query: Record<string, string | number>, signal: AbortSignal) {
    return this.services.client.call("GET /leads", { query }, { signal });
  }

  protected override columns() {
    return leadColumns((id) => this.desk.nameOf(id), Date.now());
  }

  protected override keyOf(lead: Lead): number {
    return lead.lead_id;
  }

  protected override linkOf(lead: Lead): string {
    return `/crm/leads/${lead.lead_id}`;
  }

  protected override renderActions() {
    return newRecord(leadKind, this.services, this.desk);
  }

  protected override renderFilters({ filters }: ListQuery<LeadSort>) {
    return html`${chipsFilter("Status", leadStatuses, filters["status"], (text) => this.filter("status", text))}
    ${assigneeFilter(this.desk.employees.value, filters["assigned_to"], (text) => this.filter("assigned_to", text))}`;
  }

  protected override renderEmpty() {
    return html`<div class="empty">
      ${icon("leads", 30)}
      <h2>No leads yet</h2>
      <p class="quiet">A lead is made as soon as a visitor of your website leaves an email or a phone number in the chat.</p>
      <a class="button" href="/crm/inbox">See how to add the chat to your website</a>
    </div>`;
  }
}

customElements.define("console-leads", LeadsPage);
