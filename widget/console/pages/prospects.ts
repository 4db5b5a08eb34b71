import { html } from "lit";
import { icon } from "../icons.ts";
import { chipsFilter } from "../lists/filters.ts";
import type { ListQuery } from "../lists/list-query.ts";
import { statusChip } from "../parts/status.ts";
import type { Column } from "../parts/table.ts";
import { AccountList } from "../prospects/account-list.ts";
import { prospectKind } from "../prospects/kind.ts";
import { type AccountSort, prospectStatuses, prospectsShape } from "../prospects/shape.ts";
import { newRecord } from "../records/new-record.ts";
import type { Prospect } from "../records.ts";

/** The table of prospects: the companies one would like to have as customers. */
export class ProspectsPage extends AccountList<Prospect> {
  protected override readonly shape = prospectsShape;
  protected override readonly texts = { title: "Prospects", placeholder: "Search name, domain, industry" };
  protected override readonly events = ["prospect."];

  protected override ask(query: Record<string, string | number>, signal: AbortSignal) {
    return this.services.client.call("GET /prospects", { query }, { signal });
  }

  protected override ownColumns(): readonly Column<Prospect, AccountSort>[] {
    return [{ label: "Status", cell: ({ status }) => statusChip(status) }];
  }

  protected override ownFilters({ filters }: ListQuery<AccountSort>) {
    return chipsFilter("Status", prospectStatuses, filters["status"], (text) => this.filter("status", text));
  }

  protected override keyOf({ prospect_id }: Prospect): number {
    return prospect_id;
  }

  protected override linkOf({ prospect_id }: Prospect): string {
    return `/crm/prospects/${prospect_id}`;
  }

  protected override renderActions() {
    return newRecord(prospectKind, this.services, this.desk);
  }

  protected override renderEmpty() {
    return html`<div class="empty">
      ${icon("company", 30)}
      <h2>No prospects yet</h2>
      <p class="quiet">The company of a lead becomes a prospect when you convert the lead. You can also enter one.</p>
      <a class="button" href="/crm/leads">Go to the leads</a>
    </div>`;
  }
}

customElements.define("console-prospects", ProspectsPage);
