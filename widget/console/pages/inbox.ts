import { html, nothing } from "lit";
import type { AgentThread } from "../agent-thread.ts";
import { isRefusal } from "../api.ts";
import { icon } from "../icons.ts";
import "../inbox/conversation-list.ts";
import "../inbox/conversation-thread.ts";
import { embedHelp, embedLook } from "../inbox/embed-help.ts";
import { inboxKey } from "../inbox/keys.ts";
import { inboxLook } from "../inbox/look.ts";
import "../inbox/visitor-panel.ts";
import { inboxHref, nameOfVisitor, readTab } from "../inbox/tabs.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import type { ConversationRow } from "../records.ts";

/** Conversations, the open one's thread, and who the visitor is. On a phone one of the three at a time. */
export class InboxPage extends DeskPage {
  static override properties = { ...DeskPage.properties, panel: { state: true } };
  static override styles = [baseLook, buttonLook, inboxLook, embedLook];

  /** Whether the visitor's details are shown; on a phone they cover the thread. */
  declare private panel: boolean;
  #thread: AgentThread | null = null;

  constructor() {
    super();
    this.panel = matchMedia("(min-width: 1120px)").matches;
  }

  protected override watched() {
    return [this.desk.inbox.state];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#key);
    this.desk.leave();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place")) this.#open(this.#id);
    const row = this.#row;
    this.services.title.set(this.#id === null || row === null ? null : nameOfVisitor(row));
  }

  override render() {
    const id = this.#id;
    const tab = readTab(this.place.query);
    return html`<h1 class="unseen">Inbox</h1>
    <div class="inbox ${id === null ? "none" : "one"} ${this.panel ? "with-panel" : ""}">
      <console-conversation-list .desk=${this.desk} .services=${this.services} .tab=${tab} .selected=${id}></console-conversation-list>
      ${id === null || this.#thread === null ? this.#renderNone() : this.#renderOne(id, this.#thread)}
    </div>`;
  }

  get #id(): number | null {
    const id = Number(this.place.params["id"]);
    return Number.isSafeInteger(id) && id > 0 ? id : null;
  }

  get #row(): ConversationRow | null {
    return (this.#id === null ? null : this.desk.inbox.state.value.rows.get(this.#id)) ?? null;
  }

  #renderOne(id: number, thread: AgentThread) {
    return html`<console-thread
        .desk=${this.desk}
        .services=${this.services}
        .thread=${thread}
        .back=${inboxHref(readTab(this.place.query), null)}
        .panelOpen=${this.panel}
        @panel=${() => {
          this.panel = !this.panel;
        }}
      ></console-thread>
      ${
        this.panel
          ? html`<console-visitor-panel
              .desk=${this.desk}
              .services=${this.services}
              .conversation=${id}
              @close=${() => {
                this.panel = false;
              }}
            ></console-visitor-panel>`
          : nothing
      }`;
  }

  #renderNone() {
    const { phase, rows, closedTotal } = this.desk.inbox.state.value;
    if (phase !== "ready") return html`<section class="hint" aria-hidden="true"></section>`;
    if (rows.size === 0 && closedTotal === 0) {
      return html`<section class="hint first">${embedHelp(this.desk.mode, location.origin)}</section>`;
    }
    const waiting = [...rows.values()].some((row) => row.status === "open");
    return html`<section class="hint">
      <div>
        ${icon("chat", 30)}
        <h2>${waiting ? "Choose a conversation" : "All caught up"}</h2>
        <p class="quiet">
          ${waiting ? "Pick one from the list to read it and reply." : "New conversations appear here by themselves."}
        </p>
        <p class="quiet small keys">
          <span><kbd>j</kbd> <kbd>k</kbd> next, previous</span>
          <span><kbd>r</kbd> reply</span>
          <span><kbd>n</kbd> note</span>
          <span><kbd>a</kbd> assign to me</span>
          <span><kbd>e</kbd> close, reopen</span>
          <span><kbd>/</kbd> search</span>
        </p>
      </div>
    </section>`;
  }

  #open(id: number | null): void {
    if (id === null) {
      this.#thread = null;
      this.desk.leave();
      return;
    }
    if (this.#thread?.conversationId === id) return;
    this.#thread = this.desk.open(id);
    this.desk.inbox.refresh(id).catch((error: unknown) => {
      if (!isRefusal(error, "UNAVAILABLE")) this.services.report(error);
    });
  }

  readonly #key = (event: KeyboardEvent): void => {
    const act = inboxKey(event);
    if (act === null) return;
    const list = this.renderRoot.querySelector("console-conversation-list");
    const thread = this.renderRoot.querySelector("console-thread");
    if (act !== "leave") event.preventDefault();
    if (act === "leave") thread?.blurComposer();
    else if (act === "search") list?.focusSearch();
    else if (act === "reply" || act === "note") thread?.write(act);
    else if (act === "take" || act === "finish") thread?.act(act);
    else list?.step(act === "next" ? 1 : -1);
  };
}

customElements.define("console-inbox", InboxPage);
