import { html, LitElement, nothing, type PropertyValues } from "lit";
import { ValethonComposer } from "../../ui/composer.ts";
import { linkify } from "../../ui/links.ts";
import { ValethonMessages } from "../../ui/message-list.ts";
import { typingBubble, typingLook } from "../../ui/typing-bubble.ts";
import type { AgentThread } from "../agent-thread.ts";
import type { Desk } from "../desk.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import type { ConversationRow } from "../records.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { nameOfVisitor } from "./tabs.ts";
import "./thread-head.ts";
import { threadLook } from "./thread-look.ts";
import { agentStrings } from "./thread-strings.ts";

/** One conversation: who has it, its messages, and the reply. */
export class ConversationThread extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    thread: { attribute: false },
    back: {},
    panelOpen: { attribute: false },
  };
  static override styles = [baseLook, buttonLook, threadLook, typingLook];

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
      <console-thread-head
        .desk=${this.desk}
        .services=${this.services}
        .row=${row}
        .back=${this.back}
        .panelOpen=${this.panelOpen}
      ></console-thread-head>
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
