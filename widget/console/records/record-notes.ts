import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import "../parts/menu.ts";
import type { Note } from "../records.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { ago, instantText } from "../time.ts";
import type { About } from "./about.ts";
import { cardLook } from "./card-look.ts";

/**
 * What colleagues noted about a record, pinned ones first, `<console-record-notes>`. A note is Markdown text and shown
 * as it was typed.
 * @property about - the record
 * @property notes - in the order they are shown
 * @fires changed - a note was stored, pinned or deleted: read the record anew
 */
export class RecordNotes extends LitElement {
  static override properties = {
    services: { attribute: false },
    desk: { attribute: false },
    about: { attribute: false },
    notes: { attribute: false },
    readOnly: { type: Boolean },
    editing: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    cardLook,
    css`
      form {
        display: grid;
        gap: 0.5rem;
      }
      ul {
        display: grid;
        gap: 0.625rem;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 0.5rem;
        padding: 0.625rem 0.5rem 0.625rem 0.875rem;
        border-radius: 9px;
        background: light-dark(#fdf8ea, #242014);
      }
      li .quiet {
        color: var(--c-ink-2);
      }
      li form {
        grid-column: 1 / -1;
        padding-right: 0.375rem;
      }
      .words {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  declare services: Services;
  declare desk: Desk;
  declare about: About;
  declare notes: readonly Note[];
  declare readOnly: boolean;
  /** The note that is being rewritten. */
  declare private editing: number | null;

  constructor() {
    super();
    this.notes = [];
    this.readOnly = false;
    this.editing = null;
  }

  override render() {
    return html`<section class="card" aria-labelledby="notes">
      <h2 id="notes">Notes</h2>
      ${this.readOnly ? nothing : this.#renderNew()}
      ${this.readOnly && this.notes.length === 0 ? html`<p class="quiet">No notes yet.</p>` : nothing}
      ${
        this.notes.length === 0
          ? nothing
          : html`<ul>
            ${this.notes.map((note) => html`<li>${note.note_id === this.editing ? this.#renderEditor(note) : this.#renderNote(note)}</li>`)}
          </ul>`
      }
    </section>`;
  }

  #renderNew(): TemplateResult {
    return html`<form @submit=${this.#addNote} @keydown=${submitByKey}>
      <textarea name="note" aria-label="New note" placeholder="Write a note for your colleagues…" maxlength="20000" rows="2"></textarea>
      <div class="buttons"><button type="submit">Add note</button></div>
    </form>`;
  }

  #renderEditor(note: Note): TemplateResult {
    return html`<form
      @submit=${(event: SubmitEvent) => void this.#rewrite(event, note)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") this.editing = null;
        submitByKey(event);
      }}
    >
      <textarea name="note" aria-label="The note" maxlength="20000" rows="4" .value=${note.content}></textarea>
      <div class="buttons">
        <button type="button" class="plain" @click=${() => this.#leave()}>Cancel</button>
        <button type="submit" class="primary">Save note</button>
      </div>
    </form>`;
  }

  #renderNote(note: Note): TemplateResult {
    const { content, is_pinned, author_name, created_at } = note;
    return html`<div>
        <p class="words" dir="auto">${content}</p>
        <p class="quiet small">
          ${is_pinned ? "Pinned · " : ""}${author_name ?? "Somebody"} ·
          <time datetime=${created_at} title=${instantText(created_at)}>${ago(created_at, Date.now())}</time>
        </p>
      </div>
      ${this.readOnly ? nothing : this.#renderMenu(note)}`;
  }

  #renderMenu(note: Note): TemplateResult {
    const { employee } = this.desk;
    const isOwn = note.author_id === employee.employee_id || may(employee.role, "admin");
    return html`<console-menu label="More actions for the note of ${note.author_name ?? "somebody"}">
      <button type="button" @click=${() => void this.#change(note, { is_pinned: !note.is_pinned })}>
        ${icon("note", 16)}${note.is_pinned ? "Unpin" : "Pin to the top"}
      </button>
      <button type="button" ?hidden=${!isOwn} @click=${() => this.#edit(note)}>${icon("edit", 16)}Edit</button>
      <button type="button" class="danger" ?hidden=${!isOwn} @click=${() => void this.#remove(note)}>${icon("trash", 16)}Delete</button>
    </console-menu>`;
  }

  #edit(note: Note): void {
    this.editing = note.note_id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("li textarea")?.focus());
  }

  #leave(): void {
    this.editing = null;
  }

  readonly #addNote = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const content = textIn(form);
    if (content === "") return;
    const stored = await this.#try(() =>
      this.services.client.call("POST /notes", { body: { ...this.about, content } }),
    );
    // What was written meanwhile belongs to the next note.
    if (stored && textIn(form) === content) form.reset();
  };

  async #rewrite(event: SubmitEvent, note: Note): Promise<void> {
    event.preventDefault();
    const content = textIn(event.currentTarget as HTMLFormElement);
    if (content !== "" && (await this.#change(note, { content }))) this.#leave();
  }

  #change(note: Note, body: { readonly content?: string; readonly is_pinned?: boolean }): Promise<boolean> {
    return this.#try(() => this.services.client.call("PUT /notes/{id}", { params: { id: note.note_id }, body }));
  }

  async #remove({ note_id: id }: Note): Promise<void> {
    const { client } = this.services;
    if (!(await this.#try(() => client.call("DELETE /notes/{id}", { params: { id } })))) return;
    this.services.notify("The note is deleted.", {
      label: "Undo",
      run: () => void this.#try(() => client.call("POST /notes/{id}/restore", { params: { id } })),
    });
  }

  /** Resolves to whether it was done; what fails is told. */
  async #try(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      this.dispatchEvent(new CustomEvent("changed"));
      return true;
    } catch (error) {
      this.services.report(error);
      return false;
    }
  }
}

function textIn(form: HTMLFormElement): string {
  return String(new FormData(form).get("note") ?? "").trim();
}

/** Ctrl or Cmd with Enter, as everywhere where Enter breaks the line. */
function submitByKey(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}

customElements.define("console-record-notes", RecordNotes);
