import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { leadColumns } from "../leads/columns.ts";
import { type LeadFilters, leadsHref, leadsQuery, readLeadFilters, sortedBy } from "../leads/filters.ts";
import { leadsLook } from "../leads/leads-look.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import { statusLook } from "../parts/status.ts";
import { table, tableLook } from "../parts/table.ts";
import { counted, type Lead, type LeadStatus, leadStatuses, type Page } from "../records.ts";

const perPage = 25;
const searchAfterMs = 250;

/** The table of leads. Its search, filters, order and page stand in the address. */
export class LeadsPage extends DeskPage {
  static override properties = { ...DeskPage.properties, result: { state: true }, problem: { state: true } };
  static override styles = [baseLook, buttonLook, fieldLook, avatarLook, statusLook, tableLook, leadsLook];

  /** The last answer; it stays on screen until the next one is there. */
  declare private result: Page<Lead> | null;
  declare private problem: string | null;
  #asking: AbortController | null = null;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #undo: (() => void) | null = null;

  constructor() {
    super();
    this.result = null;
    this.problem = null;
  }

  protected override watched() {
    return [this.desk.employees];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("keydown", this.#key);
    this.#undo = this.desk.onEvent((event) => {
      if (event.type.startsWith("lead.")) void this.#load();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#key);
    this.#undo?.();
    this.#asking?.abort();
    clearTimeout(this.#typing);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place")) void this.#load();
  }

  override render() {
    const filters = this.#filters;
    return html`<div class="page">
      <header>
        <h1>Leads</h1>
        ${this.result === null ? nothing : html`<span class="quiet total">${this.result.pagination.total}</span>`}
      </header>
      ${this.#renderFilters(filters)}
      ${
        this.problem === null
          ? nothing
          : html`<p class="refusal" role="alert">
              ${icon("alert", 16)}<span>${this.problem}</span>
              <button type="button" @click=${() => void this.#load()}>Try again</button>
            </p>`
      }
      <div class="scroller">
        ${this.result?.data.length === 0 ? this.#renderEmpty(filters) : this.#renderTable(filters)}
      </div>
      ${this.#renderPager(filters)}
    </div>`;
  }

  get #filters(): LeadFilters {
    return readLeadFilters(this.place.query);
  }

  #renderFilters(filters: LeadFilters) {
    return html`<div class="filters" role="search" aria-label="Leads">
      <div class="search">
        ${icon("search", 16)}
        <input
          type="search"
          aria-label="Search leads"
          placeholder="Search name, email, company"
          .value=${filters.search}
          @input=${this.#search}
          @keydown=${this.#searchKey}
        />
      </div>
      <div class="statuses" role="group" aria-label="Status">
        ${leadStatuses.map(
          (status) =>
            html`<button
              type="button"
              aria-pressed=${filters.status.includes(status) ? "true" : "false"}
              @click=${() => this.#toggle(status)}
            >
              ${status}
            </button>`,
        )}
      </div>
      <select aria-label="Assigned to" @change=${(event: Event) => this.#assigned((event.target as HTMLSelectElement).value)}>
        <option value="" .selected=${live(filters.assignedTo === null)}>Everybody’s</option>
        <option value="none" .selected=${live(filters.assignedTo === "none")}>Unassigned</option>
        ${this.desk.employees.value.map(
          ({ employee_id, name }) =>
            html`<option value=${employee_id} .selected=${live(filters.assignedTo === String(employee_id))}>${name}</option>`,
        )}
      </select>
    </div>`;
  }

  #renderTable(filters: LeadFilters) {
    return table({
      caption: "Leads",
      columns: leadColumns((id) => this.desk.nameOf(id), Date.now()),
      rows: this.result?.data ?? null,
      key: (lead) => lead.lead_id,
      href: (lead) => `/crm/leads/${lead.lead_id}`,
      sorted: filters,
      sortHref: (sort) => leadsHref(sortedBy(filters, sort)),
    });
  }

  #renderEmpty(filters: LeadFilters) {
    const filtered =
      leadsHref({ ...filters, page: 1 }) !==
      leadsHref({ ...filters, search: "", status: [], assignedTo: null, page: 1 });
    if (filtered || filters.page > 1) {
      return html`<div class="empty">
        <h2>No lead matches</h2>
        <p class="quiet">Try fewer words or another status.</p>
        <a class="button" href="/crm/leads">Show all leads</a>
      </div>`;
    }
    return html`<div class="empty">
      ${icon("leads", 30)}
      <h2>No leads yet</h2>
      <p class="quiet">A lead is made as soon as a visitor of your website leaves an email or a phone number in the chat.</p>
      <a class="button" href="/crm/inbox">See how to add the chat to your website</a>
    </div>`;
  }

  #renderPager(filters: LeadFilters) {
    if (this.result === null || this.result.data.length === 0) return nothing;
    const { page, per_page, total, total_pages } = this.result.pagination;
    const first = (page - 1) * per_page + 1;
    const link = (to: number, label: string, sign: "back" | "next") =>
      to < 1 || to > total_pages
        ? html`<span class="icon off" aria-hidden="true">${icon(sign)}</span>`
        : html`<a class="button icon" href=${leadsHref({ ...filters, page: to })} aria-label=${label}>${icon(sign)}</a>`;
    return html`<nav class="pager" aria-label="Pages">
      <span class="quiet">${first}–${first + this.result.data.length - 1} of ${total}</span>
      ${link(page - 1, "Previous page", "back")} ${link(page + 1, "Next page", "next")}
    </nav>`;
  }

  async #load(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const query = leadsQuery(this.#filters, perPage);
      const result = await this.services.client.call("GET /leads", { query }, { signal: asking.signal });
      if (this.#asking !== asking) return;
      this.result = counted(result);
      this.problem = null;
    } catch (error) {
      if (!asking.signal.aborted && !isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
    }
  }

  #go(change: Partial<LeadFilters>, how: "push" | "replace" = "push"): void {
    this.router.go(leadsHref({ ...this.#filters, page: 1, ...change }), how);
  }

  #toggle(status: LeadStatus): void {
    const { status: chosen } = this.#filters;
    const next = chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status];
    this.#go({ status: leadStatuses.filter((one) => next.includes(one)) });
  }

  #assigned(value: string): void {
    this.#go({ assignedTo: value === "" ? null : value });
  }

  readonly #search = (event: InputEvent): void => {
    const { value } = event.target as HTMLInputElement;
    clearTimeout(this.#typing);
    // Each search is not a step to go back through, only leaving an unfiltered table is.
    const how = this.#filters.search === "" ? "push" : "replace";
    this.#typing = setTimeout(() => this.#go({ search: value.trim() }, how), searchAfterMs);
  };

  readonly #searchKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    (event.target as HTMLInputElement).blur();
  };

  readonly #key = (event: KeyboardEvent): void => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    const typing = event
      .composedPath()
      .some((node) => node instanceof HTMLElement && node.matches("input, textarea, select"));
    if (!plain || typing) return;
    if (event.key === "/") {
      event.preventDefault();
      this.renderRoot.querySelector<HTMLInputElement>(".search input")?.focus();
    } else if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      this.#step(event.key === "j" ? 1 : -1);
    }
  };

  #step(by: 1 | -1): void {
    const links = [...this.renderRoot.querySelectorAll<HTMLElement>(".cover")];
    const at = links.findIndex((link) => link.matches(":focus"));
    links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
  }
}

customElements.define("console-leads", LeadsPage);
