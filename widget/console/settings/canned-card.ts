import { html, LitElement, nothing } from "lit";
import { fieldProblems, messageOf } from "../api.ts";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { textField } from "../parts/choices.ts";
import { confirm } from "../parts/confirm.ts";
import "../parts/dialog.ts";
import { field, fieldLook } from "../parts/field.ts";
import type { CannedReply } from "../records.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { cardLook } from "./card-look.ts";

type Draft = Pick<CannedReply, "shortcut" | "title" | "body"> & { readonly id: number | null };

const blank: Draft = { id: null, shortcut: "", title: "", body: "" };

/** The replies that agents keep ready: made, changed and deleted here, found in the composer by `/`. */
class CannedCard extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    draft: { state: true },
    busy: { state: true },
    problem: { state: true },
    problems: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, cardLook];

  declare desk: Desk;
  declare services: Services;
  /** What is being written; null while nothing is. */
  declare private draft: Draft | null;
  declare private busy: boolean;
  declare private problem: string | null;
  /** By the field's name. */
  declare private problems: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.draft = null;
    this.busy = false;
    this.problem = null;
    this.problems = {};
    new Watch(this, () => [this.desk.canned.state]);
  }

  override firstUpdated(): void {
    void this.desk.canned.read();
  }

  override render() {
    const mayWrite = may(this.desk.employee.role, "conversations:write");
    return html`<section class="card" aria-label="Canned replies">
      <header>
        <div>
          <h2>Canned replies</h2>
          <p class="quiet small">Agents type <kbd>/</kbd> in a conversation to find one. The whole team shares them.</p>
        </div>
        ${mayWrite ? html`<button type="button" @click=${() => this.#edit(blank)}>${icon("plus", 16)}New reply</button>` : nothing}
      </header>
      ${this.#renderList(mayWrite)} ${this.#renderDialog()}
    </section>`;
  }

  #renderList(mayWrite: boolean) {
    const { phase, replies, problem } = this.desk.canned.state.value;
    if (phase === "failed" && replies.length === 0) {
      return html`<div class="save" role="alert">
        <p class="refusal">${problem}</p>
        <button type="button" @click=${() => void this.desk.canned.read()}>Try again</button>
      </div>`;
    }
    if (phase !== "ready" && replies.length === 0)
      return html`<div class="ghost skeleton" role="status" aria-label="Loading the replies"><i></i><i></i><i></i></div>`;
    if (replies.length === 0) return html`<p class="none">None yet. Make one for what you are asked most.</p>`;
    return html`<ul class="rows">
      ${replies.map(
        (reply) =>
          html`<li>
            <div class="words">
              <p class="clip"><strong>${reply.title}</strong> <code>/${reply.shortcut}</code></p>
              <p class="quiet small clip">${reply.body}</p>
            </div>
            ${mayWrite ? this.#renderButtons(reply) : nothing}
          </li>`,
      )}
    </ul>`;
  }

  #renderButtons(reply: CannedReply) {
    const { canned_reply_id: id, ...words } = reply;
    return html`<span class="buttons">
      <button type="button" class="icon" aria-label="Edit ${reply.title}" @click=${() => this.#edit({ id, ...words })}>${icon("edit", 17)}</button>
      <button type="button" class="icon" aria-label="Delete ${reply.title}" @click=${() => void this.#delete(reply)}>${icon("trash", 17)}</button>
    </span>`;
  }

  #renderDialog() {
    const draft = this.draft ?? blank;
    const put = (change: Partial<Draft>) => {
      this.draft = { ...draft, ...change };
    };
    return html`<console-dialog
      .heading=${draft.id === null ? "New canned reply" : "Edit canned reply"}
      .open=${this.draft !== null}
      .busy=${this.busy}
      @close=${() => this.#edit(null)}
    >
      <div class="edit">
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
        <div class="pair">
          ${field({ name: "title", label: "Title", value: draft.title, maxLength: 120, problem: this.problems["title"], onInput: (title) => put({ title }) })}
          ${field({
            name: "shortcut",
            label: "Shortcut",
            value: draft.shortcut,
            maxLength: 40,
            hint: "What one types after the slash: a–z, 0–9, _ and -.",
            problem: this.problems["shortcut"],
            onInput: (shortcut) => put({ shortcut: shortcut.toLowerCase() }),
          })}
        </div>
        ${textField({
          name: "body",
          label: "Text",
          value: draft.body,
          rows: 6,
          maxLength: 4000,
          hint: "{{visitor.name}}, {{visitor.first_name}}, {{agent.name}} and {{company.name}} are filled in when it is inserted.",
          problem: this.problems["body"],
          onInput: (body) => put({ body }),
        })}
      </div>
      <button slot="actions" type="button" ?disabled=${this.busy} @click=${() => this.#edit(null)}>Cancel</button>
      <button slot="actions" type="button" class="primary" ?disabled=${this.busy} @click=${() => void this.#save()}>
        ${this.busy ? "Saving…" : "Save reply"}
      </button>
    </console-dialog>`;
  }

  #edit(draft: Draft | null): void {
    this.draft = draft;
    this.problem = null;
    this.problems = {};
    if (draft !== null)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#title")?.focus());
  }

  async #save(): Promise<void> {
    const { draft } = this;
    if (draft === null || this.busy) return;
    const { id, shortcut, title, body } = draft;
    const sent = { shortcut, title, body };
    const { client } = this.services;
    this.busy = true;
    try {
      if (id === null) await client.call("POST /canned-replies", { body: sent });
      else await client.call("PUT /canned-replies/{id}", { params: { id }, body: sent });
      await this.desk.canned.read();
      this.#edit(null);
      this.services.notify("Saved.");
    } catch (error) {
      this.problems = fieldProblems(error);
      this.problem = Object.keys(this.problems).length === 0 ? messageOf(error) : null;
    } finally {
      this.busy = false;
    }
  }

  async #delete({ canned_reply_id: id, title }: CannedReply): Promise<void> {
    const text = "Nobody finds it any more. Messages that were sent with it stay as they are.";
    if (!(await confirm({ heading: `Delete “${title}”?`, text, action: "Delete reply", danger: true }))) return;
    try {
      await this.services.client.call("DELETE /canned-replies/{id}", { params: { id }, query: {} });
      await this.desk.canned.read();
      this.services.notify("Deleted.");
    } catch (error) {
      this.services.report(error);
    }
  }
}

customElements.define("console-canned-card", CannedCard);
