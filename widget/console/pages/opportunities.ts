import { css, html, nothing, type TemplateResult } from "lit";
import { isRefusal, messageOf } from "../api.ts";
import "../deals/board-view.ts";
import { closingWords } from "../deals/days.ts";
import { dealColumns } from "../deals/deal-columns.ts";
import { asDeals, type Deal } from "../deals/moves.ts";
import { openNewDeal } from "../deals/new-deal.ts";
import { boardFilters, type DealSort, dealStatuses, dealsQuery, dealsShape } from "../deals/shape.ts";
import { icon } from "../icons.ts";
import { assigneeFilter, chipsFilter, selectFilter } from "../lists/filters.ts";
import { ListPage } from "../lists/list-page.ts";
import { hrefOf, type ListQuery } from "../lists/list-query.ts";
import type { Listed, Stage } from "../records.ts";
import { may } from "../rights.ts";

const closingLabels = {
  overdue: "Overdue",
  month: "This month",
  next_month: "Next month",
  quarter: "This quarter",
} as const satisfies Record<(typeof closingWords)[number], string>;

/** The pipeline: a board by stage, or a table. */
export class OpportunitiesPage extends ListPage<Deal, DealSort> {
  static override properties = { ...ListPage.properties, stages: { state: true } };
  static override styles = [
    ...ListPage.styles,
    css`
      .scroller:has(console-board) {
        overflow: hidden;
      }
      .page > header {
        flex-wrap: wrap;
        align-items: center;
      }
      .actions {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 0.5rem;
      }
      .views {
        display: inline-flex;
        padding: 2px;
        border-radius: 8px;
        background: var(--c-hover);
      }
      .views a {
        display: inline-flex;
        align-items: center;
        gap: 0.3125rem;
        min-height: 1.75rem;
        padding: 0 0.625rem;
        border-radius: 6px;
        color: var(--c-ink-2);
        font-size: 0.8125rem;
        font-weight: 500;
      }
      .views a:hover {
        color: var(--c-ink);
        text-decoration: none;
      }
      .views a[aria-current] {
        background: var(--c-raised);
        color: var(--c-ink);
        box-shadow: var(--c-shadow-low);
      }
      .filters select + select {
        margin-left: 0;
      }
      .late {
        color: var(--c-bad);
        font-weight: 550;
      }
    `,
  ];

  protected override readonly shape = dealsShape;
  protected override readonly texts = { title: "Pipeline", placeholder: "Search opportunities" };
  protected override readonly events = ["opportunity."];
  /** Null until they are known. */
  declare private stages: readonly Stage[] | null;

  constructor() {
    super();
    this.stages = null;
  }

  /** The board reads its own columns, and hears of changes by itself. */
  protected override async load(): Promise<void> {
    if (this.stages === null) await this.#loadStages();
    if (this.#isList) await super.load();
    else this.result = null;
  }

  protected override async ask(_query: Record<string, string | number>, signal: AbortSignal): Promise<Listed<Deal>> {
    const query = { ...dealsQuery(this.query, 25, Date.now()), include: "linked,stage_history" };
    const { data, pagination } = await this.services.client.call("GET /opportunities", { query }, { signal });
    return { data: asDeals(data), pagination };
  }

  protected override columns() {
    return dealColumns(this.stages ?? [], (id) => this.desk.nameOf(id), Date.now());
  }

  protected override keyOf(deal: Deal): number {
    return deal.opportunity_id;
  }

  protected override linkOf(deal: Deal): string {
    return `/crm/opportunities/${deal.opportunity_id}`;
  }

  protected override renderRows(query: ListQuery<DealSort>): TemplateResult {
    if (this.#isList) return super.renderRows(query);
    return html`<console-board
      .services=${this.services}
      .desk=${this.desk}
      .stages=${this.stages}
      .filters=${boardFilters(query, Date.now())}
    ></console-board>`;
  }

  protected override renderFilters({ filters }: ListQuery<DealSort>) {
    const closing = closingWords.map((word) => [word, closingLabels[word]] as const);
    const { assigned_to, status } = filters;
    return html`${this.#isList ? chipsFilter("Status", dealStatuses, status, (text) => this.filter("status", text)) : nothing}
    ${selectFilter("Expected to close", "Any closing date", closing, filters["closing"], (text) => this.filter("closing", text))}
    ${assigneeFilter(this.desk.employees.value, assigned_to, (text) => this.filter("assigned_to", text))}`;
  }

  protected override renderActions() {
    const { view: _, ...board } = this.query;
    const list = { ...this.query, view: "list" };
    return html`<nav class="views" aria-label="View">
        <a href=${hrefOf(this.shape, board)} aria-current=${this.#isList ? nothing : "true"}>${icon("pipeline", 15)}Board</a>
        <a href=${hrefOf(this.shape, list)} aria-current=${this.#isList ? "true" : nothing}>${icon("rows", 15)}List</a>
      </nav>
      ${
        may(this.desk.employee.role, "opportunities:write")
          ? html`<button type="button" class="primary" @click=${this.#create}>${icon("plus", 16)}New opportunity</button>`
          : nothing
      }`;
  }

  protected override renderEmpty() {
    return html`<div class="empty">
      ${icon("pipeline", 30)}
      <h2>No opportunities yet</h2>
      <p class="quiet">An opportunity is a deal that may come about. Make one here, or convert a lead that is ready to buy.</p>
      <a class="button" href="/crm/leads">Look at the leads</a>
    </div>`;
  }

  get #isList(): boolean {
    return this.query.view === "list";
  }

  async #loadStages(): Promise<void> {
    try {
      const { stages } = await this.services.client.call("GET /pipeline", {});
      this.stages = stages;
      this.problem = null;
    } catch (error) {
      if (!isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
    }
  }

  readonly #create = async (): Promise<void> => {
    const made = await openNewDeal({ services: this.services, desk: this.desk, stages: this.stages ?? [] });
    if (made !== null) this.services.notify(`${made.name} is in the pipeline.`);
  };
}

customElements.define("console-opportunities", OpportunitiesPage);
