import { css, html, nothing, type TemplateResult } from "lit";
import { assigneeFilter } from "../lists/filters.ts";
import { ListPage } from "../lists/list-page.ts";
import type { ListQuery } from "../lists/list-query.ts";
import { avatar } from "../parts/avatar.ts";
import type { Column } from "../parts/table.ts";
import { setFilters } from "../records/list-filters.ts";
import type { Company } from "../records.ts";
import { dateText, instantText } from "../time.ts";
import type { AccountSort } from "./shape.ts";

type Account = Omit<Company, "company_id" | "prospect_id">;

const tabs = [
  ["/crm/prospects", "Prospects"],
  ["/crm/companies", "Companies"],
] as const;

/** What the tables of prospects and of the companies they became have in common: tabs from one to the other, and columns. */
export abstract class AccountList<Row extends Account> extends ListPage<Row, AccountSort> {
  static override styles = [
    ...ListPage.styles,
    css`
      .tabs {
        display: flex;
        gap: 0.125rem;
        padding: 0.125rem;
        border-radius: 8px;
        background: var(--c-hover);
      }
      .tabs a {
        padding: 0.1875rem 0.75rem;
        border-radius: 6px;
        color: var(--c-ink-2);
        font-size: 0.8125rem;
        font-weight: 550;
      }
      .tabs a:hover {
        text-decoration: none;
        color: var(--c-ink);
      }
      .tabs a[aria-current] {
        background: var(--c-surface);
        color: var(--c-ink);
        box-shadow: var(--c-shadow-low);
      }
    `,
  ];

  /** What follows the name and the industry. */
  protected abstract ownColumns(): readonly Column<Row, AccountSort>[];
  protected abstract ownFilters(query: ListQuery<AccountSort>): TemplateResult;

  protected override columns(): readonly Column<Row, AccountSort>[] {
    const now = Date.now();
    return [
      {
        label: "Name",
        sort: "name",
        kind: "name",
        cell: ({ name }) => html`${avatar(name, "small")}<span>${name}</span>`,
      },
      { label: "Domain", kind: "wide", cell: ({ domain }) => domain },
      { label: "Industry", sort: "industry", kind: "wide", cell: ({ industry }) => industry },
      ...this.ownColumns(),
      { label: "Employees", kind: "wide", cell: ({ employee_count }) => employee_count },
      { label: "Assigned", kind: "wide", cell: ({ assigned_to }) => this.desk.nameOf(assigned_to) },
      {
        label: "Created",
        sort: "created_at",
        kind: "wide",
        cell: ({ created_at }) =>
          html`<time datetime=${created_at} title=${instantText(created_at)}>${dateText(created_at, now)}</time>`,
      },
    ];
  }

  protected override renderFilters(query: ListQuery<AccountSort>) {
    const { filters } = query;
    return html`<nav class="tabs" aria-label="Prospects and companies">
        ${tabs.map(([path, label]) => html`<a href=${path} aria-current=${path === this.shape.path ? "page" : nothing}>${label}</a>`)}
      </nav>
      ${this.ownFilters(query)} ${setFilters(filters, (name) => this.filter(name, ""))}
      ${assigneeFilter(this.desk.employees.value, filters["assigned_to"], (text) => this.filter("assigned_to", text))}`;
  }
}
