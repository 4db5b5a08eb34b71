import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import { statusLook } from "../parts/status.ts";
import { type Choice, type Column, table, tableLook } from "../parts/table.ts";
import { counted, type Listed, type Page } from "../records.ts";
import { listKey } from "./list-keys.ts";
import { listLook } from "./list-look.ts";
import {
  apiQuery,
  filteredBy,
  hrefOf,
  isFiltered,
  type ListQuery,
  type QueryShape,
  readQuery,
  sortedBy,
  wholeQuery,
} from "./list-query.ts";
import { pager } from "./pager.ts";

const perPage = 25;
const searchAfterMs = 250;

/**
 * A table of records whose search, filters, order and page stand in the address. A page extends it by what is its own:
 * the query's shape, the call, the columns, the filters, and what stands there when there are no rows.
 * The last answer stays on screen until the next one is there. Keys: `/` searches, `j` and `k` go from row to row.
 */
export abstract class ListPage<Row, Sort extends string> extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    result: { state: true },
    problem: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, avatarLook, statusLook, tableLook, listLook];

  /** The last answer; null before the first one. */
  declare protected result: Page<Row> | null;
  declare protected problem: string | null;
  #asking: AbortController | null = null;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #undo: (() => void) | null = null;

  constructor() {
    super();
    this.result = null;
    this.problem = null;
  }

  protected abstract readonly shape: QueryShape<Sort>;
  /** The page's heading, for example "People"; `placeholder` says what the search looks through. */
  protected abstract readonly texts: { readonly title: string; readonly placeholder: string };
  /** Beginnings of the names of events that change the rows, for example `contact.`. */
  protected abstract readonly events: readonly string[];
  protected abstract ask(query: Record<string, string | number>, signal: AbortSignal): Promise<Listed<Row>>;
  protected abstract columns(): readonly Column<Row, Sort>[];
  protected abstract keyOf(row: Row): number;
  protected abstract linkOf(row: Row): string;
  /** What stands there when there are no rows at all. */
  protected abstract renderEmpty(): TemplateResult;

  /** The filters beside the search. */
  protected renderFilters(_query: ListQuery<Sort>): TemplateResult | typeof nothing {
    return nothing;
  }

  /** What can be done here, at the end of the heading's line. */
  protected renderActions(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** What stands between filters and table, such as a bar for chosen rows. */
  protected renderAbove(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** The rows; a page with another view of them shows it here. */
  protected renderRows(query: ListQuery<Sort>): TemplateResult {
    const choice = this.choice();
    return table({
      caption: this.texts.title,
      columns: this.columns(),
      rows: this.result?.data ?? null,
      key: (row) => this.keyOf(row),
      href: (row) => this.linkOf(row),
      sorted: query,
      sortHref: (sort) => hrefOf(this.shape, sortedBy(this.shape, query, sort)),
      ...(choice === undefined ? {} : { choice }),
    });
  }

  /** Which rows are chosen, where they can be. */
  protected choice(): Choice<Row> | undefined {
    return undefined;
  }

  protected override watched() {
    return [this.desk.employees];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("keydown", this.#key);
    this.#undo = this.desk.onEvent(({ type }) => {
      if (this.events.some((beginning) => type.startsWith(beginning))) void this.load();
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
    if (changed.has("place")) void this.load();
  }

  override render() {
    const { query } = this;
    return html`<div class="page">
      <header>
        <h1>${this.texts.title}</h1>
        ${this.result === null ? nothing : html`<span class="quiet total">${this.result.pagination.total}</span>`}
        <span class="actions">${this.renderActions()}</span>
      </header>
      <div class="filters" role="search" aria-label=${this.texts.title}>${this.#renderSearch(query)} ${this.renderFilters(query)}</div>
      ${this.#renderProblem()} ${this.renderAbove()}
      <div class="scroller">
        ${this.result?.data.length === 0 ? this.#renderNothing(query) : this.renderRows(query)}
      </div>
      ${this.result === null ? nothing : pager(this.result.pagination, this.result.data.length, (page) => hrefOf(this.shape, { ...query, page }))}
    </div>`;
  }

  protected get query(): ListQuery<Sort> {
    return readQuery(this.shape, this.place.query);
  }

  /** Reads the rows anew; never rejects: what fails is shown. */
  protected async load(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const result = await this.ask(apiQuery(this.query, perPage), asking.signal);
      if (this.#asking !== asking) return;
      this.result = counted(result);
      this.problem = null;
    } catch (error) {
      if (!asking.signal.aborted && !isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
    }
  }

  /** Shows other rows: the address changes, and the table follows it. */
  protected go(query: ListQuery<Sort>, how: "push" | "replace" = "push"): void {
    this.router.go(hrefOf(this.shape, query), how);
  }

  protected filter(name: string, text: string): void {
    this.go(filteredBy(this.query, name, text));
  }

  #renderSearch(query: ListQuery<Sort>) {
    const { title, placeholder } = this.texts;
    return html`<div class="search">
      ${icon("search", 16)}
      <input
        type="search"
        aria-label="Search ${title.toLowerCase()}"
        placeholder=${placeholder}
        .value=${live(query.search)}
        @input=${this.#search}
        @keydown=${this.#searchKey}
      />
    </div>`;
  }

  #renderProblem() {
    if (this.problem === null) return nothing;
    return html`<p class="refusal" role="alert">
      ${icon("alert", 16)}<span>${this.problem}</span>
      <button type="button" @click=${() => void this.load()}>Try again</button>
    </p>`;
  }

  #renderNothing(query: ListQuery<Sort>) {
    if (!isFiltered(query) && query.page === 1) return this.renderEmpty();
    return html`<div class="empty">
      <h2>Nothing matches</h2>
      <p class="quiet">Try fewer words or another filter.</p>
      <a class="button" href=${hrefOf(this.shape, wholeQuery(this.shape, query))}>Show all</a>
    </div>`;
  }

  readonly #search = (event: InputEvent): void => {
    const { value } = event.target as HTMLInputElement;
    clearTimeout(this.#typing);
    // Each search is not a step to go back through, only leaving an unfiltered table is.
    const how = this.query.search === "" ? "push" : "replace";
    this.#typing = setTimeout(() => this.go({ ...this.query, search: value.trim(), page: 1 }, how), searchAfterMs);
  };

  readonly #searchKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    (event.target as HTMLInputElement).blur();
  };

  readonly #key = (event: KeyboardEvent): void => listKey(event, this.renderRoot);
}
