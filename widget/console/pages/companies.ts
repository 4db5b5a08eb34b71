import { html } from "lit";
import { icon } from "../icons.ts";
import { AccountList } from "../prospects/account-list.ts";
import { companiesShape } from "../prospects/shape.ts";
import type { Company } from "../records.ts";

/** The table of companies: what converted prospects became. */
export class CompaniesPage extends AccountList<Company> {
  protected override readonly shape = companiesShape;
  protected override readonly texts = { title: "Companies", placeholder: "Search name, domain, industry" };
  protected override readonly events = ["prospect.converted"];

  protected override ask(query: Record<string, string | number>, signal: AbortSignal) {
    return this.services.client.call("GET /companies", { query }, { signal });
  }

  protected override ownColumns() {
    return [];
  }

  protected override ownFilters() {
    return html``;
  }

  protected override keyOf({ company_id }: Company): number {
    return company_id;
  }

  protected override linkOf({ company_id }: Company): string {
    return `/crm/companies/${company_id}`;
  }

  protected override renderEmpty() {
    return html`<div class="empty">
      ${icon("company", 30)}
      <h2>No companies yet</h2>
      <p class="quiet">A prospect becomes a company when you convert it, as soon as it is your customer.</p>
      <a class="button" href="/crm/prospects">Go to the prospects</a>
    </div>`;
  }
}

customElements.define("console-companies", CompaniesPage);
