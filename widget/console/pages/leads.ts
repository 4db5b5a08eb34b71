import { html, nothing } from "lit";
import { icon } from "../icons.ts";
import "../leads/bulk-bar.ts";
import { ChosenColumns } from "../leads/chosen-columns.ts";
import { type LeadColumn, leadColumns } from "../leads/columns.ts";
import { LeadsExport } from "../leads/export.ts";
import { leadKind } from "../leads/kind.ts";
import { ListChoices } from "../leads/list-choices.ts";
import { nameOfLead } from "../leads/name.ts";
import { type LeadSort, leadsShape } from "../leads/shape.ts";
import { assigneeFilter, chipsFilter } from "../lists/filters.ts";
import { ListPage } from "../lists/list-page.ts";
import { type ListQuery, matchOf } from "../lists/list-query.ts";
import { columnsMenu, columnsMenuLook } from "../parts/columns-menu.ts";
import { newRecord } from "../records/new-record.ts";
import { type CustomField, type Lead, leadStatuses } from "../records.ts";
import { may } from "../rights.ts";

/** The table of leads: its columns are chosen, its rows too, to be changed together or taken away as a file. */
export class LeadsPage extends ListPage<Lead, LeadSort> {
  static override properties = { ...ListPage.properties, customFields: { state: true } };
  static override styles = [...ListPage.styles, columnsMenuLook];

  declare private customFields: readonly CustomField[];
  protected override readonly shape = leadsShape;
  protected override readonly texts = { title: "Leads", placeholder: "Search name, email, company" };
  protected override readonly events = ["lead."];
  readonly #choices = new ListChoices(this);
  readonly #chosenColumns = new ChosenColumns("valethon.console.columns.leads");
  readonly #export = new LeadsExport(this);

  constructor() {
    super();
    this.customFields = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#loadFields();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#export.stop();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    const before = changed.get("place") as typeof this.place | undefined;
    const same = (query: URLSearchParams) => JSON.stringify(matchOf(leadsShape, query));
    if (before !== undefined && same(before.query) !== same(this.place.query)) this.#choices.clear();
  }

  protected override ask(query: Record<string, string | number>, signal: AbortSignal) {
    return this.services.client.call("GET /leads", { query }, { signal });
  }

  protected override columns() {
    return this.#columns.filter((column) => this.#isShown(column));
  }

  protected override keyOf(lead: Lead): number {
    return lead.lead_id;
  }

  protected override linkOf(lead: Lead): string {
    return `/crm/leads/${lead.lead_id}`;
  }

  protected override choice() {
    if (!this.#mayWrite) return undefined;
    return {
      ids: this.#choices.ids,
      nameOf: nameOfLead,
      choose: (ids: readonly number[], on: boolean) => this.#choices.choose(ids, on),
    };
  }

  protected override renderFilters({ filters }: ListQuery<LeadSort>) {
    const { source } = filters;
    return html`${chipsFilter("Status", leadStatuses, filters["status"], (text) => this.filter("status", text))}
    ${
      source === undefined
        ? nothing
        : html`<button type="button" @click=${() => this.filter("source", "")} aria-label="Source ${source}: remove this filter">
            ${source.replaceAll("_", " ")} ${icon("close", 14)}
          </button>`
    }
    ${assigneeFilter(this.desk.employees.value, filters["assigned_to"], (text) => this.filter("assigned_to", text))}`;
  }

  protected override renderActions() {
    const columns = this.#columns.filter(({ kind }) => kind !== "name");
    return html`${columnsMenu(
      columns.map((column) => ({ label: column.label, on: this.#isShown(column) })),
      (label, on) => {
        this.#chosenColumns.show(label, on);
        this.requestUpdate();
      },
    )}
    ${this.#export.render(this.#match)}
    ${this.#mayWrite ? html`<a class="button" href="/crm/leads/import">${icon("upload", 16)}Import</a>` : nothing}
    ${newRecord(leadKind, this.services, this.desk)}`;
  }

  protected override renderAbove() {
    if (!this.#mayWrite) return nothing;
    return html`<console-bulk-bar
      .desk=${this.desk}
      .services=${this.services}
      .ids=${[...this.#choices.ids]}
      .total=${this.result?.pagination.total ?? 0}
      @all=${() => void this.#choices.chooseAll(this.#match)}
      @clear=${() => this.#choices.clear()}
      @done=${this.#changed}
    ></console-bulk-bar>`;
  }

  protected override renderEmpty() {
    return html`<div class="empty">
      ${icon("leads", 30)}
      <h2>No leads yet</h2>
      <p class="quiet">A lead is made as soon as a visitor of your website leaves an email or a phone number in the chat.</p>
      <a class="button" href="/crm/inbox">See how to add the chat to your website</a>
    </div>`;
  }

  get #mayWrite(): boolean {
    return may(this.desk.employee.role, "leads:write");
  }

  get #match(): Readonly<Record<string, string>> {
    return matchOf(leadsShape, this.place.query);
  }

  get #columns(): readonly LeadColumn[] {
    return leadColumns((id) => this.desk.nameOf(id), this.customFields, Date.now());
  }

  #isShown({ kind, label, byDefault }: LeadColumn): boolean {
    return kind === "name" || this.#chosenColumns.isShown(label, byDefault);
  }

  /** Without them the other columns are there all the same. */
  async #loadFields(): Promise<void> {
    const query = { entity_type: "lead", per_page: 100 } as const;
    const fields = await this.services.client.call("GET /custom-fields", { query }).catch(() => null);
    if (fields !== null) this.customFields = fields.data;
  }

  readonly #changed = (): void => {
    this.#choices.clear();
    void this.load();
  };
}

customElements.define("console-leads", LeadsPage);
