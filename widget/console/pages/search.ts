import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { listLook } from "../lists/list-look.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import { hitLook, hitView } from "../search/hit-view.ts";
import { allTypes, type Hit, type HitType, hitTypes, searchHref } from "../search/hits.ts";

/** Hits of each type at first, and on a page of one type. */
const perType = 5;
const perPage = 25;
/** The search answers no more than these; beyond them more words help. */
const most = 100;

interface Found {
  readonly type: HitType;
  readonly hits: readonly Hit[];
  readonly total: number;
}

/** Everything that a search finds, by type; one type alone in pages. What is searched for stands in the address. */
export class SearchPage extends DeskPage {
  static override properties = { ...DeskPage.properties, found: { state: true }, problem: { state: true } };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    listLook,
    hitLook,
    css`
      .scroller {
        padding: 0.75rem 1.5rem 3rem;
      }
      section {
        max-width: 52rem;
        padding-bottom: 1.25rem;
      }
      h2 {
        padding: 0.5rem 0.5rem 0.375rem;
        color: var(--c-ink-3);
      }
      li a {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        min-height: 3rem;
        padding: 0.375rem 0.5rem;
        border-radius: 8px;
        color: var(--c-ink);
      }
      li a:hover {
        background: var(--c-hover);
        text-decoration: none;
      }
      .more {
        display: inline-block;
        padding: 0.5rem;
        font-weight: 500;
      }
      .pages {
        display: flex;
        gap: 0.5rem;
        padding: 0.5rem;
      }
      @media (max-width: 720px) {
        .scroller {
          padding-inline: 0.5rem;
        }
      }
    `,
  ];

  /** Null until the first answer. */
  declare protected found: readonly Found[] | null;
  declare protected problem: string | null;
  #asking: AbortController | null = null;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.found = null;
    this.problem = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
    clearTimeout(this.#typing);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place")) void this.#load();
  }

  override render() {
    return html`<div class="page">
      <header><h1>Search</h1></header>
      <div class="filters" role="search">
        <div class="search">
          ${icon("search", 16)}
          <input
            type="search"
            aria-label="Search everything"
            placeholder="Leads, people, conversations…"
            maxlength="200"
            .value=${live(this.#q)}
            @input=${this.#type}
          />
        </div>
      </div>
      ${
        this.problem === null
          ? nothing
          : html`<p class="refusal" role="alert">
              ${icon("alert", 16)}<span>${this.problem}</span>
              <button type="button" @click=${() => void this.#load()}>Try again</button>
            </p>`
      }
      <div class="scroller">${this.#renderFound()}</div>
    </div>`;
  }

  get #q(): string {
    return (this.place.query.get("q") ?? "").trim();
  }

  /** The one type that is shown in pages; null for all. */
  get #only(): HitType | null {
    const type = this.place.query.get("type");
    return allTypes.find((one) => one === type) ?? null;
  }

  get #page(): number {
    return Math.max(1, Math.trunc(Number(this.place.query.get("page") ?? 1)) || 1);
  }

  #renderFound() {
    if (this.#q.length < 2) return html`<p class="quiet">Write at least two letters of what you look for.</p>`;
    if (this.found === null) {
      return this.problem === null ? html`<div class="skeleton" aria-hidden="true"><i></i></div>` : nothing;
    }
    if (this.found.length === 0) {
      return html`<div class="empty">
        <h2>Nothing found for “${this.#q}”</h2>
        <p class="quiet">Try fewer or shorter words: each is found by its beginning.</p>
      </div>`;
    }
    return this.found.map((one) => this.#renderType(one));
  }

  #renderType({ type, hits, total }: Found) {
    const alone = this.#only !== null;
    const from = alone ? (this.#page - 1) * perPage : 0;
    return html`<section aria-labelledby=${type}>
      <h2 id=${type}>${hitTypes[type].many} · ${total}</h2>
      <ul>
        ${hits.slice(from, from + (alone ? perPage : perType)).map((hit) => html`<li><a href=${hit.url}>${hitView(hit)}</a></li>`)}
      </ul>
      ${alone ? this.#renderPages(type, hits.length, total) : this.#renderMore(type, total)}
    </section>`;
  }

  #renderMore(type: HitType, total: number) {
    if (total <= perType) return nothing;
    const name = hitTypes[type].many.toLowerCase();
    return html`<a class="more" href=${searchHref(this.#q, { type })}>Show all ${total} ${name}</a>`;
  }

  #renderPages(type: HitType, shown: number, total: number) {
    const page = this.#page;
    const link = (to: number, label: string) =>
      html`<a class="button" href=${searchHref(this.#q, { type, page: String(to) })}>${label}</a>`;
    return html`<nav class="pages" aria-label="Pages">
        ${page > 1 ? link(page - 1, "Previous") : nothing} ${page * perPage < shown ? link(page + 1, "Next") : nothing}
        <a class="button" href=${searchHref(this.#q)}>All types</a>
      </nav>
      ${total > most ? html`<p class="quiet small">The best ${most} of ${total}. Add a word to find the others.</p>` : nothing}`;
  }

  /** Searches anew; never rejects: what fails is shown. */
  async #load(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.problem = null;
    if (this.#q.length < 2) return;
    const only = this.#only;
    const wanted = only === null ? allTypes : [only];
    const limit = only === null ? perType : most;
    try {
      const found = await Promise.all(wanted.map((type) => this.#ask(type, limit, asking.signal)));
      if (this.#asking === asking) this.found = found.filter(({ total }) => total > 0);
    } catch (error) {
      if (!asking.signal.aborted && !isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
    }
  }

  async #ask(type: HitType, limit: number, signal: AbortSignal): Promise<Found> {
    const query = { q: this.#q, types: type, limit };
    const { results, total } = await this.services.client.call("GET /search", { query }, { signal });
    return { type, hits: results, total };
  }

  readonly #type = (event: InputEvent): void => {
    const q = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.router.go(q === "" ? "/crm/search" : searchHref(q), "replace"), 250);
  };
}

customElements.define("console-search", SearchPage);
