import { html, LitElement, nothing, type PropertyValues } from "lit";
import { live } from "lit/directives/live.js";
import { ValethonComposer } from "../../ui/composer.ts";
import { linkify } from "../../ui/links.ts";
import { ValethonMessages } from "../../ui/message-list.ts";
import { typingBubble, typingLook } from "../../ui/typing-bubble.ts";
import type { AgentThread } from "../agent-thread.ts";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import type { ConversationRow } from "../records.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { nameOfVisitor } from "./tabs.ts";
import { threadLook } from "./thread-look.ts";
import { agentStrings } from "./thread-strings.ts";

/**
 * One conversation: who has it, its messages, and the reply.
 * @fires panel - to show or hide the visitor's details
 */
export class ConversationThread extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    thread: { attribute: false },
    back: {},
    panelOpen: { attribute: false },
  };
  static override styles = [baseLook, buttonLook, fieldLook, threadLook, typingLook];

  declare desk: Desk;
  declare services: Services;
  declare thread: AgentThread;
  /** Address of the list, for the way back on a phone. */
  declare back: string;
  declare panelOpen: boolean;
  #undo: (() => void) | null = null;
  #told = 0;

  constructor() {
    super();
    new Watch(this, () => [this.desk.inbox.state, this.desk.employees, this.desk.viewing.others]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#see);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#see);
    this.#undo?.();
    this.#undo = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("thread")) return;
    this.#undo?.();
    this.#told = 0;
    const { thread } = this;
    this.#undo = thread.state.subscribe(() => {
      this.requestUpdate();
      this.#see();
    });
  }

  override updated(changed: PropertyValues<this>): void {
    // Also when only the row changed: one that was read from the server before our mark says unread again.
    this.#see();
    if (!changed.has("thread")) return;
    this.renderRoot.querySelector<ValethonMessages>("valethon-messages")?.scrollToEnd();
  }

  override render() {
    const { phase, items } = this.thread.state.value;
    const row = this.#row;
    if (phase === "missing") return this.#renderMissing();
    const name = row === null ? "Visitor" : nameOfVisitor(row);
    return html`<section aria-label="Conversation with ${name}">
      ${this.#renderHeader(row, name)}
      ${phase === "loading" ? skeleton : nothing}
      <valethon-messages
        ?hidden=${phase === "loading"}
        .items=${items}
        .linkify=${linkify}
        .strings=${agentStrings}
        .locale=${"en-GB"}
        @retry=${(event: CustomEvent<string>) => void this.desk.replies.retry(event.detail)}
        @discard=${(event: CustomEvent<string>) => void this.desk.replies.discard(event.detail)}
      >
        ${
          this.thread.state.value.hasEarlier
            ? html`<button slot="start" class="earlier plain" type="button" @click=${() => void this.thread.loadEarlier()}>
                Load earlier messages
              </button>`
            : nothing
        }
        ${this.desk.inbox.state.value.typing.has(this.#id) ? typingBubble(`${name} is typing`) : nothing}
      </valethon-messages>
      ${this.#renderViewers()} ${this.#renderComposer(row)}
    </section>`;
  }

  focusComposer(): void {
    this.#composer?.focus();
  }

  blurComposer(): void {
    this.#composer?.blur();
  }

  get #composer(): ValethonComposer | null {
    return this.renderRoot.querySelector("valethon-composer") as ValethonComposer | null;
  }

  get #id(): number {
    return this.thread.conversationId;
  }

  get #row(): ConversationRow | null {
    return this.desk.inbox.state.value.rows.get(this.#id) ?? null;
  }

  #renderHeader(row: ConversationRow | null, name: string) {
    return html`<header>
      <a class="icon back" href=${this.back} aria-label="Back to the list">${icon("back")}</a>
      <div class="title">
        <h2 class="clip">${name}</h2>
        ${row === null || row.status === "open" ? nothing : html`<span class="state ${row.status}">${row.status}</span>`}
      </div>
      ${row === null ? nothing : this.#renderActions(row)}
      <button
        type="button"
        class="icon"
        aria-label="Visitor details"
        title="Visitor details"
        aria-pressed=${this.panelOpen ? "true" : "false"}
        @click=${() => this.dispatchEvent(new CustomEvent("panel"))}
      >
        ${icon("panel")}
      </button>
    </header>`;
  }

  #renderActions(row: ConversationRow) {
    const me = this.desk.employee.employee_id;
    return html`<select aria-label="Assigned to" class="assignee" @change=${this.#assign}>
        <option value="" .selected=${live(row.assigned_to === null)}>Unassigned</option>
        ${this.desk.employees.value.map(
          (one) =>
            html`<option value=${one.employee_id} .selected=${live(one.employee_id === row.assigned_to)}>
              ${one.employee_id === me ? `${one.name} (me)` : one.name}
            </option>`,
        )}
      </select>
      ${
        row.assigned_to === me
          ? nothing
          : html`<button type="button" class="take" @click=${() => void this.#try(this.desk.inbox.assign(this.#id, me))}>Assign to me</button>`
      }
      ${
        row.status === "open"
          ? html`<button type="button" class="close" @click=${() => void this.#try(this.desk.inbox.close(this.#id))}>
              ${icon("check", 16)}<span>Close</span>
            </button>`
          : nothing
      }
      ${
        row.status === "closed"
          ? html`<button type="button" class="close" @click=${() => void this.#try(this.desk.inbox.reopen(this.#id))}>
              ${icon("reopen", 16)}<span>Reopen</span>
            </button>`
          : nothing
      }`;
  }

  #renderViewers() {
    const others = this.desk.viewing.others.value;
    if (others.length === 0) return nothing;
    return html`<p class="viewers small" role="status">${others.join(", ")} ${others.length === 1 ? "is" : "are"} here too</p>`;
  }

  #renderComposer(row: ConversationRow | null) {
    if (row?.status === "ended") {
      return html`<p class="over quiet">The visitor ended this conversation. What they write next starts a new one.</p>`;
    }
    return html`<div class="reply">
      <valethon-composer
        .strings=${agentStrings}
        .value=${this.desk.drafts.read(this.#id)}
        @input=${() => this.desk.drafts.write(this.#id, this.#composer?.value ?? "")}
        @typing=${(event: CustomEvent<boolean>) => this.desk.typing(event.detail)}
        @send=${this.#send}
      ></valethon-composer>
    </div>`;
  }

  #renderMissing() {
    return html`<section class="missing">
      <div>
        <h2>This conversation does not exist</h2>
        <p class="quiet">It may belong to the other mode: check whether you look at live or test data.</p>
        <a class="button" href=${this.back}>Back to the inbox</a>
      </div>
    </section>`;
  }

  /** Tells the server what was seen: only while somebody looks. */
  readonly #see = (): void => {
    const { lastSeq } = this.thread.state.value;
    const unread = (this.#row?.unread ?? 0) > 0;
    if (document.visibilityState !== "visible" || lastSeq === 0 || (lastSeq <= this.#told && !unread)) return;
    this.#told = lastSeq;
    this.desk.markRead(this.#id, lastSeq);
  };

  readonly #send = (event: CustomEvent<string>): void => {
    this.desk.drafts.write(this.#id, "");
    this.desk.reply(this.#id, event.detail);
  };

  readonly #assign = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    void this.#try(this.desk.inbox.assign(this.#id, value === "" ? null : Number(value)));
  };

  async #try(action: Promise<void>): Promise<void> {
    await action.catch((error: unknown) => this.services.report(error));
  }
}

const skeleton = html`<div class="loading skeleton" role="status" aria-label="Loading messages">
  <i class="m1"></i><i class="m2"></i><i class="m3"></i>
</div>`;

// The widget's bundle has its own copies; here they are defined once.
if (customElements.get("valethon-messages") === undefined) customElements.define("valethon-messages", ValethonMessages);
if (customElements.get("valethon-composer") === undefined) customElements.define("valethon-composer", ValethonComposer);
customElements.define("console-thread", ConversationThread);

declare global {
  interface HTMLElementTagNameMap {
    "console-thread": ConversationThread;
  }
}
