import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import type { ConversationRow } from "../records.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { Ticking } from "../time.ts";
import { conversationRow } from "./conversation-row.ts";
import { embedHelp, embedLook } from "./embed-help.ts";
import { listLook } from "./list-look.ts";
import { byLatest, countTabs, type InboxTab, inboxHref, inboxTabs, isRaised, rowsOfTab } from "./tabs.ts";

const searchAfterMs = 200;

/** The list of conversations with its tabs and search. */
export class ConversationList extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    tab: {},
    selected: { attribute: false },
    query: { state: true },
    found: { state: true },
    loadingMore: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, avatarLook, listLook, embedLook];

  declare desk: Desk;
  declare services: Services;
  declare tab: InboxTab;
  declare selected: number | null;
  declare private query: string;
  /** Ids that the server found for the query; null while there is none. */
  declare private found: readonly number[] | null;
  declare private loadingMore: boolean;
  #searching: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.query = "";
    this.found = null;
    this.loadingMore = false;
    new Watch(this, () => [this.desk.inbox.state, this.desk.employees, this.services.alerts.wanted]);
    new Ticking(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#searching);
  }

  override willUpdate(): void {
    const { phase, closedPages, moreClosed } = this.desk.inbox.state.value;
    if (this.tab === "closed" && phase === "ready" && closedPages === 0 && moreClosed) void this.#loadClosed();
  }

  override render() {
    return html`<section aria-label="Conversations">
      <header>
        <div class="title" aria-hidden="true">Inbox</div>
        <div class="search">
          ${icon("search", 16)}
          <input
            type="search"
            aria-label="Search conversations"
            placeholder="Search"
            .value=${this.query}
            @input=${this.#input}
            @keydown=${this.#searchKey}
          />
        </div>
        <button
          type="button"
          class="icon"
          aria-pressed=${this.services.alerts.wanted.value ? "true" : "false"}
          aria-label="Tell me of new messages on this device"
          title=${this.services.alerts.wanted.value ? "You are told of new messages. Stop that on this device." : "Tell me of new messages on this device"}
          @click=${this.#chooseAlerts}
        >
          ${icon(this.services.alerts.wanted.value ? "bell" : "bellOff", 18)}
        </button>
      </header>
      ${this.#renderTabs()}
      <div class="rows">${this.#renderBody()}</div>
    </section>`;
  }

  focusSearch(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  /** Goes `by` conversations down the list from the selected one. */
  step(by: 1 | -1): void {
    const rows = this.#rows;
    const at = rows.findIndex((row) => row.conversation_id === this.selected);
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    this.services.router.go(inboxHref(this.tab, next.conversation_id), this.selected === null ? "push" : "replace");
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }),
    );
  }

  get #rows(): readonly ConversationRow[] {
    const { rows, raised } = this.desk.inbox.state.value;
    if (this.found === null) return rowsOfTab(rows, this.tab, this.desk.employee.employee_id, raised);
    return this.found.flatMap((id) => rows.get(id) ?? []).sort(byLatest);
  }

  #renderTabs() {
    const { rows, closedTotal } = this.desk.inbox.state.value;
    const counts = countTabs(rows, closedTotal, this.desk.employee.employee_id);
    return html`<nav class="tabs" aria-label="Conversations by state">
      ${inboxTabs.map(
        ({ key, label }) =>
          html`<a href=${inboxHref(key, this.selected)} aria-current=${key === this.tab && this.found === null ? "true" : nothing} @click=${this.#endSearch}
            >${label} <span class="count">${counts[key]}</span></a
          >`,
      )}
    </nav>`;
  }

  #renderBody() {
    const { phase, problem, rows } = this.desk.inbox.state.value;
    if (phase === "loading") return skeleton;
    if (phase === "failed") {
      return html`<div class="empty" role="alert">
        <p>${problem}</p>
        <button type="button" @click=${() => void this.desk.load()}>Try again</button>
      </div>`;
    }
    const shown = this.#rows;
    if (shown.length === 0) return this.#renderEmpty(rows.size === 0 && this.desk.inbox.state.value.closedTotal === 0);
    return html`<ul>
        ${repeat(
          shown,
          (row) => row.conversation_id,
          (row) => this.#renderRow(row),
        )}
      </ul>
      ${this.#renderMore()}`;
  }

  #renderRow(row: ConversationRow) {
    const { typing, raised } = this.desk.inbox.state.value;
    return conversationRow(row, {
      href: inboxHref(this.tab, row.conversation_id),
      selected: row.conversation_id === this.selected,
      typing: typing.has(row.conversation_id),
      raised: isRaised(row, raised),
      called: raised.has(row.conversation_id),
      assignee: this.desk.nameOf(row.assigned_to),
      now: Date.now(),
    });
  }

  #renderMore() {
    const { moreClosed } = this.desk.inbox.state.value;
    if (this.tab !== "closed" || this.found !== null || !moreClosed) return nothing;
    return html`<button type="button" class="more plain" @click=${() => void this.#loadClosed()}>
      ${this.loadingMore ? "Loading…" : "Load more"}
    </button>`;
  }

  #renderEmpty(never: boolean) {
    if (this.found !== null) {
      return html`<div class="empty">
        <p>Nothing found for “${this.query}”.</p>
        <button type="button" @click=${this.#endSearch}>Clear the search</button>
      </div>`;
    }
    if (never) {
      return html`<div class="empty wide"><p>No conversations yet. New ones appear here by themselves.</p></div>
        <div class="narrow">${embedHelp(this.desk.mode, location.origin)}</div>`;
    }
    const texts: Readonly<Record<InboxTab, string>> = {
      open: "No open conversations. New ones appear here by themselves.",
      mine: "Nothing is assigned to you. Take a conversation from Unassigned.",
      unassigned: "Every open conversation has somebody.",
      closed: "No closed conversations yet.",
    };
    return html`<div class="empty"><p>${texts[this.tab]}</p></div>`;
  }

  /** A browser asks only when the person has clicked. */
  readonly #chooseAlerts = async (): Promise<void> => {
    const { alerts } = this.services;
    this.services.notify(await alerts.choose(!alerts.wanted.value));
  };

  async #loadClosed(): Promise<void> {
    if (this.loadingMore) return;
    this.loadingMore = true;
    await this.desk.inbox.loadClosed().catch((error: unknown) => this.services.report(error));
    this.loadingMore = false;
  }

  readonly #input = (event: InputEvent): void => {
    this.query = (event.target as HTMLInputElement).value;
    clearTimeout(this.#searching);
    if (this.query.trim() === "") this.found = null;
    else this.#searching = setTimeout(() => void this.#search(this.query.trim()), searchAfterMs);
  };

  async #search(text: string): Promise<void> {
    try {
      const { data } = await this.services.client.call("GET /conversations", { query: { search: text, per_page: 50 } });
      // An older answer must not overtake what is typed now.
      if (text !== this.query.trim()) return;
      this.desk.inbox.merge(data);
      this.found = data.map((row) => row.conversation_id);
    } catch (error) {
      this.services.report(error);
    }
  }

  readonly #searchKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#endSearch();
    (event.target as HTMLElement).blur();
  };

  readonly #endSearch = (): void => {
    clearTimeout(this.#searching);
    this.query = "";
    this.found = null;
  };
}

const skeleton = html`<div class="skeleton" role="status" aria-label="Loading conversations">
  ${Array.from({ length: 7 }, () => html`<div class="ghost"><i class="face"></i><div><i class="w1"></i><i class="w2"></i></div></div>`)}
</div>`;

customElements.define("console-conversation-list", ConversationList);

declare global {
  interface HTMLElementTagNameMap {
    "console-conversation-list": ConversationList;
  }
}
