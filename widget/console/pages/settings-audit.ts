import { html, nothing } from "lit";
import { isRefusal, messageOf } from "../api.ts";
import { selectFilter } from "../lists/filters.ts";
import { apiQuery, filteredBy, hrefOf, isDate, isFiltered, type QueryShape, readQuery } from "../lists/list-query.ts";
import { pager } from "../lists/pager.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import { counted, type Deed, type Page } from "../records.ts";
import { auditLook } from "../settings/audit-look.ts";
import { actionsOf, deedText, doerOf, kindChoices } from "../settings/deeds.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import { instantText } from "../time.ts";

const perPage = 50;

const shape: QueryShape<"created_at"> = {
  path: "/crm/settings/audit",
  sorts: ["created_at"],
  falling: ["created_at"],
  sort: "created_at",
  order: "desc",
  filters: {
    kind: (text) => actionsOf(text) !== undefined,
    actor: (text) => /^(employee:[1-9]\d*|key:[1-9]\d*|system|anyone)$/.test(text),
    created_after: isDate,
    created_before: isDate,
  },
};

/** Who did what, the newest first. The filters stand in the address. */
export class SettingsAuditPage extends DeskPage {
  static override properties = { ...DeskPage.properties, result: { state: true }, problem: { state: true } };
  static override styles = [baseLook, buttonLook, fieldLook, frameLook, auditLook];

  /** The last answer, which stays until the next one is there; null before the first. */
  declare private result: Page<Deed> | null;
  declare private problem: string | null;
  #asking: AbortController | null = null;

  constructor() {
    super();
    this.result = null;
    this.problem = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
  }

  protected override watched() {
    return [this.desk.employees];
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place")) void this.#load();
  }

  override render() {
    const test = this.desk.mode === "test";
    const intro = test
      ? "Who did what to the test data. Sign-ins and the team stand in the live log."
      : "Who did what: sign-ins, and every change of the team, keys, webhooks and settings; exports and erasures.";
    return settingsFrame(
      this,
      { title: "Audit log", intro, problem: this.problem, wide: true },
      html`${this.#renderFilters()}
        <section class="log" aria-label="Entries" aria-busy=${this.result === null ? "true" : "false"}>${this.#renderEntries()}</section>`,
    );
  }

  get #query() {
    return readQuery(shape, this.place.query);
  }

  #renderFilters() {
    const { filters } = this.#query;
    const people = this.desk.employees.value.map(({ employee_id, name }) => [`employee:${employee_id}`, name] as const);
    const doers = [...people, ["system", "Valethon itself"] as const];
    return html`<div class="filters" role="search" aria-label="Audit log">
      ${selectFilter("What was done", "Everything", kindChoices, filters["kind"], (text) => this.#filter("kind", text))}
      ${selectFilter("Who did it", "Everybody", doers, filters["actor"], (text) => this.#filter("actor", text))}
      ${this.#renderDay("created_after", "From")} ${this.#renderDay("created_before", "To")}
      ${isFiltered(this.#query) ? html`<a class="button" href=${shape.path}>Show all</a>` : nothing}
    </div>`;
  }

  #renderDay(name: "created_after" | "created_before", label: string) {
    const value = this.#query.filters[name]?.slice(0, 10) ?? "";
    return html`<label class="day">
      <span>${label}</span>
      <input type="date" .value=${value} @change=${(event: Event) => this.#filter(name, (event.target as HTMLInputElement).value)} />
    </label>`;
  }

  #renderEntries() {
    if (this.result === null) {
      return this.problem === null
        ? html`<div class="skeleton ghost" role="status" aria-label="Loading the audit log"><i></i><i></i><i></i></div>`
        : html`<p class="nothing"><button type="button" @click=${() => void this.#load()}>Try again</button></p>`;
    }
    const { data, pagination } = this.result;
    if (data.length === 0) {
      return html`<p class="nothing quiet">
        ${isFiltered(this.#query) ? "Nothing matches. Try another filter." : "Nothing was done here yet."}
      </p>`;
    }
    return html`<ol>${data.map((deed) => renderDeed(deed))}</ol>
      ${pager(pagination, data.length, (page) => hrefOf(shape, { ...this.#query, page }))}`;
  }

  #filter(name: string, text: string): void {
    this.router.go(hrefOf(shape, filteredBy(this.#query, name, text)));
  }

  /** Never rejects: what fails is shown. */
  async #load(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { kind, ...filters } = apiQuery(this.#query, perPage);
    const query = kind === undefined ? filters : { ...filters, action: actionsOf(String(kind)) };
    try {
      const answer = await this.services.client.call("GET /audit-log", { query }, { signal: asking.signal });
      if (this.#asking !== asking) return;
      this.result = counted(answer);
      this.problem = null;
    } catch (error) {
      if (!asking.signal.aborted && !isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
    }
  }
}

function renderDeed(deed: Deed) {
  const { created_at, address } = deed;
  return html`<li>
    <time datetime=${created_at}>${instantText(created_at)}</time>
    <p><strong>${doerOf(deed)}</strong> ${deedText(deed)}</p>
    <span class="quiet small">${address ?? ""}</span>
  </li>`;
}

customElements.define("console-settings-audit", SettingsAuditPage);
