import { html, LitElement, nothing, type PropertyValues } from "lit";
import { live } from "lit/directives/live.js";
import { browserEnvironment } from "../../state/environment.ts";
import { ValethonComposer } from "../../ui/composer.ts";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import type { CannedReply, ConversationRow } from "../records.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { fillReply, findReplies, firstGap, firstName, insertReply, slashQuery } from "./canned.ts";
import { cannedList, cannedLook } from "./canned-list.ts";
import { NotePad } from "./note-pad.ts";
import { replyBoxLook } from "./reply-box-look.ts";
import { agentStrings } from "./thread-strings.ts";

/** Where an agent writes: to the visitor, or a note that only colleagues see. Each keeps its own draft. */
export class ReplyBox extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    conversation: { attribute: false },
    row: { attribute: false },
    writes: { state: true },
    query: { state: true },
    active: { state: true },
    saving: { state: true },
    problem: { state: true },
  };
  static override styles = [baseLook, buttonLook, cannedLook, replyBoxLook];

  declare desk: Desk;
  declare services: Services;
  declare conversation: number;
  /** Null until it is known. */
  declare row: ConversationRow | null;
  declare private writes: "reply" | "note";
  /** What is looked for among the canned replies; null while nothing is. */
  declare private query: string | null;
  declare private active: number;
  declare private saving: boolean;
  declare private problem: string | null;
  readonly #notes = new NotePad({
    send: (id, text, clientId) => this.desk.note(id, text, clientId),
    bytes: browserEnvironment().bytes,
  });

  constructor() {
    super();
    this.writes = "reply";
    this.query = null;
    this.active = 0;
    this.saving = false;
    this.problem = null;
    new Watch(this, () => [this.desk.canned.state]);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("conversation")) return;
    this.query = null;
    this.problem = null;
    this.writes = "reply";
  }

  override updated(): void {
    this.renderRoot.querySelector(".canned [aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  override render() {
    if (!may(this.desk.employee.role, "conversations:write")) {
      return html`<p class="over quiet">You may read conversations, not write in them. An owner can change that.</p>`;
    }
    const closed = this.#whyNoReply();
    const writes = closed === null ? this.writes : "note";
    const isNote = writes === "note";
    return html`${closed === null ? nothing : html`<p class="over quiet">${closed}</p>`}
      <div class="reply ${writes}">
        ${this.query === null || isNote ? nothing : this.#renderCanned(this.query)}
        <div class="modes" role="group" aria-label="Who reads it">
          ${closed === null ? this.#renderMode("reply", "Reply") : nothing} ${this.#renderMode("note", "Note", closed !== null)}
          <span class="hint small" role="status">${this.problem ?? (isNote ? "Only colleagues see it." : "")}</span>
        </div>
        <div @keydown=${{ handleEvent: this.#key, capture: true }}>
          <valethon-composer
            .strings=${agentStrings}
            .placeholder=${isNote ? "Write a note for colleagues…" : null}
            .disabled=${this.saving}
            .value=${live((isNote ? this.desk.noteDrafts : this.desk.drafts).read(this.conversation))}
            @input=${() => this.#input(writes)}
            @typing=${(event: CustomEvent<boolean>) => this.desk.typing(event.detail && !isNote)}
            @send=${(event: CustomEvent<string>) => (isNote ? void this.#note(event.detail) : this.#reply(event.detail))}
          >
            ${
              isNote
                ? nothing
                : html`<button slot="tools" type="button" class="icon" aria-label="Canned replies" title="Canned replies ( / )" @click=${this.#askCanned}>
                    ${icon("bolt", 18)}
                  </button>`
            }
          </valethon-composer>
        </div>
      </div>`;
  }

  /** Puts the focus where a reply, or a note, is written. */
  write(what: "reply" | "note"): void {
    this.writes = what;
    void this.updateComplete.then(() => this.composer?.focus());
  }

  get composer(): ValethonComposer | null {
    return this.renderRoot.querySelector("valethon-composer") as ValethonComposer | null;
  }

  #whyNoReply(): string | null {
    if (this.row?.blocked === true) return "This visitor is blocked: nothing that either side writes arrives.";
    if (this.row?.status !== "ended") return null;
    return "The visitor ended this conversation. What they write next starts a new one.";
  }

  #renderMode(mode: "reply" | "note", label: string, only = false) {
    const pressed = only || this.writes === mode;
    return html`<button type="button" aria-pressed=${pressed ? "true" : "false"} @click=${() => this.write(mode)}>
      ${icon(mode === "reply" ? "chat" : "note", 15)}${label}
    </button>`;
  }

  #renderCanned(query: string) {
    const { canned } = this.desk;
    return cannedList({
      state: canned.state.value,
      found: this.#found(query),
      active: this.active,
      query,
      choose: (reply) => void this.#insert(reply),
      retry: () => void canned.read(),
    });
  }

  #found(query: string): readonly CannedReply[] {
    return findReplies(this.desk.canned.state.value.replies, query);
  }

  #input(writes: "reply" | "note"): void {
    const text = this.composer?.value ?? "";
    this.problem = null;
    if (writes === "note") this.desk.noteDrafts.write(this.conversation, text);
    else {
      this.desk.drafts.write(this.conversation, text);
      this.#lookFor(slashQuery(text));
    }
  }

  #lookFor(query: string | null): void {
    if (query !== null && this.query === null) void this.desk.canned.read();
    if (query !== this.query) this.active = 0;
    this.query = query;
  }

  readonly #askCanned = (): void => {
    const text = this.desk.drafts.read(this.conversation);
    this.desk.drafts.write(this.conversation, `${text}${text === "" || /\s$/.test(text) ? "" : " "}/`);
    this.#lookFor("");
    this.composer?.focus();
  };

  /** Before the composer hears of it: Enter would send. */
  readonly #key = (event: KeyboardEvent): void => {
    if (this.query === null || event.isComposing) return;
    const found = this.#found(this.query);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) this.active = (this.active + step + found.length) % found.length;
    else if (event.key === "Escape") this.query = null;
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && found[this.active] !== undefined)
      void this.#insert(found[this.active] as CannedReply);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  async #insert({ body }: CannedReply): Promise<void> {
    const name = this.row === null ? null : this.row.visitor_name || this.row.contact.name;
    const { state } = this.services.session;
    const reply = fillReply(body, {
      "visitor.name": name,
      "visitor.first_name": firstName(name),
      "agent.name": this.desk.employee.name,
      "company.name": state.value.kind === "signed_in" ? state.value.companyName : null,
    });
    this.query = null;
    await this.#show(insertReply(this.desk.drafts.read(this.conversation), reply));
  }

  /** Puts a text into the composer, with its first gap marked, so that typing fills it. */
  async #show(text: string): Promise<void> {
    this.desk.drafts.write(this.conversation, text);
    this.requestUpdate();
    await this.updateComplete;
    const { composer } = this;
    await composer?.updateComplete;
    composer?.focus();
    const gap = firstGap(text);
    const area = composer?.renderRoot.querySelector("textarea");
    area?.setSelectionRange(gap?.start ?? text.length, gap?.end ?? text.length);
  }

  #reply(text: string): void {
    const gap = firstGap(text);
    if (gap !== null) {
      this.problem = `Fill in ${gap.text}, then send.`;
      void this.#show(text);
      return;
    }
    this.query = null;
    this.desk.drafts.write(this.conversation, "");
    this.desk.reply(this.conversation, text);
  }

  /** The text stays until it is stored: a note has no place of its own to wait in. */
  async #note(text: string): Promise<void> {
    const id = this.conversation;
    this.saving = true;
    const problem = await this.#notes.send(id, text);
    this.saving = false;
    if (problem === null) this.desk.noteDrafts.write(id, "");
    else if (id === this.conversation) this.problem = `Not saved: ${problem}`;
    await this.updateComplete;
    if (id === this.conversation) this.composer?.focus();
  }
}

// The widget's bundle has its own copy; here it is defined once.
if (customElements.get("valethon-composer") === undefined) customElements.define("valethon-composer", ValethonComposer);
customElements.define("console-reply-box", ReplyBox);
