import { html, LitElement, nothing, type PropertyValues } from "lit";
import type { ThreadItem } from "../../state/types.ts";
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
import type { ReplyBox } from "./reply-box.ts";
import "./reply-box.ts";
import { inWords, mergeStory, type TeamEntry } from "./story.ts";
import { nameOfVisitor } from "./tabs.ts";
import type { ThreadHead } from "./thread-head.ts";
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
  #made: Merged | null = null;
  #undo: (() => void) | null = null;
  #told = 0;

  constructor() {
    super();
    new Watch(this, () => [
      this.desk.inbox.state,
      this.desk.employees,
      this.desk.viewing.others,
      this.desk.story.entries,
    ]);
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
    const { phase } = this.thread.state.value;
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
        .items=${this.#items}
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
      ${this.#renderViewers()}
      <console-reply-box .desk=${this.desk} .services=${this.services} .conversation=${this.#id} .row=${row}></console-reply-box>
    </section>`;
  }

  /** Puts the focus where a reply, or a note, is written. */
  write(what: "reply" | "note"): void {
    this.renderRoot.querySelector<ReplyBox>("console-reply-box")?.write(what);
  }

  /** Takes the conversation, or closes or reopens it. */
  act(what: "take" | "finish"): void {
    this.renderRoot.querySelector<ThreadHead>("console-thread-head")?.act(what);
  }

  blurComposer(): void {
    this.renderRoot.querySelector<ReplyBox>("console-reply-box")?.composer?.blur();
  }

  /** The same list while nothing of it changed: a list that is new is looked through for what is. */
  get #items(): readonly ThreadItem[] {
    const { items, hasEarlier } = this.thread.state.value;
    const entries = this.desk.story.entries.value;
    const made = this.#made;
    if (made?.items !== items || made.entries !== entries || made.hasEarlier !== hasEarlier) {
      this.#made = { items, entries, hasEarlier, merged: mergeStory(items.map(inWords), entries, hasEarlier) };
    }
    return this.#made?.merged ?? items;
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
}

interface Merged {
  readonly items: readonly ThreadItem[];
  readonly entries: readonly TeamEntry[];
  readonly hasEarlier: boolean;
  readonly merged: readonly ThreadItem[];
}

const skeleton = html`<div class="loading skeleton" role="status" aria-label="Loading messages">
  <i class="m1"></i><i class="m2"></i><i class="m3"></i>
</div>`;

// The widget's bundle has its own copy; here it is defined once.
if (customElements.get("valethon-messages") === undefined) customElements.define("valethon-messages", ValethonMessages);
customElements.define("console-thread", ConversationThread);

declare global {
  interface HTMLElementTagNameMap {
    "console-thread": ConversationThread;
  }
}
