import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { fieldProblems, messageOf } from "../../api.ts";
import { baseLook } from "../../look.ts";
import { buttonLook } from "../../parts/button.ts";
import { choicesLook, selectField, switchField, textField } from "../../parts/choices.ts";
import "../../parts/dialog.ts";
import { field, fieldLook } from "../../parts/field.ts";
import type { CustomField } from "../../records.ts";
import type { Services } from "../../services.ts";
import { defaultField } from "./default-field.ts";
import {
  canBeUnique,
  definitionOf,
  draftOf,
  emptyDraft,
  type FieldDraft,
  type FieldType,
  fieldTypes,
  hasOptions,
  keyOf,
} from "./field-draft.ts";

interface DialogOptions {
  readonly services: Services;
  readonly entity: CustomField["entity_type"];
  /** The field that is edited; null for a new one. */
  readonly edited: CustomField | null;
}

/** Makes or edits a custom field, `<console-field-dialog>`; see `openFieldDialog`. */
class FieldDialog extends LitElement {
  static override properties = {
    draft: { state: true },
    problems: { state: true },
    problem: { state: true },
    busy: { state: true },
    open: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    choicesLook,
    css`
      form {
        display: grid;
        gap: 0.875rem;
      }
      .refusal {
        color: var(--c-bad);
      }
    `,
  ];

  declare options: DialogOptions;
  declare answer: (stored: CustomField | null) => void;
  declare private draft: FieldDraft;
  declare private problems: Readonly<Record<string, string>>;
  declare private problem: string | null;
  declare private busy: boolean;
  declare private open: boolean;
  /** Somebody wrote the name in the API by hand: it no longer follows the label. */
  #ownKey = false;

  constructor() {
    super();
    this.draft = emptyDraft;
    this.problems = {};
    this.problem = null;
    this.busy = false;
    this.open = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { edited } = this.options;
    if (edited !== null) this.draft = draftOf(edited);
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("#label")?.setAttribute("autofocus", "");
  }

  override render() {
    const { edited } = this.options;
    return html`<console-dialog
      .heading=${edited === null ? "New field" : `Edit ${edited.label}`}
      .open=${this.open}
      .busy=${this.busy}
      @close=${() => this.#answer(null)}
    >
      <form id="field" novalidate @submit=${this.#submit}>
        ${this.#renderNames(edited)} ${this.#renderType()} ${this.#renderOptions()} ${this.#renderRules()}
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
      </form>
      <button slot="actions" type="button" ?disabled=${this.busy} @click=${() => this.#answer(null)}>Cancel</button>
      <button slot="actions" type="submit" form="field" class="primary" ?disabled=${this.busy}>
        ${this.busy ? "Saving…" : edited === null ? "Create field" : "Save changes"}
      </button>
    </console-dialog>`;
  }

  #renderNames(edited: CustomField | null) {
    const { label, key } = this.draft;
    return html`${field({
      name: "label",
      label: "Label",
      value: label,
      maxLength: 200,
      problem: this.problems["label"],
      onInput: (value) =>
        this.#edit({ label: value, ...(edited !== null || this.#ownKey ? {} : { key: keyOf(value) }) }),
    })}
    ${field({
      name: "key",
      label: "Name in the API",
      value: key,
      maxLength: 64,
      readOnly: edited !== null,
      hint: edited === null ? "a–z, 0–9 and _. It never changes." : "It never changes.",
      problem: this.problems["key"],
      onInput: (value) => {
        this.#ownKey = true;
        this.#edit({ key: value });
      },
    })}`;
  }

  #renderType() {
    return selectField({
      name: "type",
      label: "Type",
      options: fieldTypes,
      value: this.draft.type,
      problem: this.problems["type"],
      hint: this.options.edited === null ? undefined : "It can change only while no record holds a value.",
      // The choices are the types.
      onChange: (value) => this.#edit({ type: value as FieldType, value: "" }),
    });
  }

  #renderOptions(): TemplateResult | typeof nothing {
    if (!hasOptions(this.draft.type)) return nothing;
    return textField({
      name: "options",
      label: "Choices",
      value: this.draft.options,
      rows: 4,
      hint: "One in each line, in the order in which they are offered; without commas.",
      problem: this.problems["options"],
      onInput: (options) => this.#edit({ options }),
    });
  }

  #renderRules() {
    const { required, unique, type } = this.draft;
    return html`${switchField({
      name: "required",
      label: "Required",
      hint: "A new record needs a value. Leads from chats may do without.",
      on: required,
      problem: this.problems["required"],
      onChange: (on) => this.#edit({ required: on }),
    })}
    ${
      canBeUnique(type)
        ? switchField({
            name: "unique",
            label: "Unique",
            hint: "No two records hold the same value.",
            on: unique,
            problem: this.problems["unique"],
            onChange: (on) => this.#edit({ unique: on }),
          })
        : nothing
    }
    ${unique && canBeUnique(type) ? nothing : defaultField(this.draft, this.problems["default"], (value) => this.#edit({ value }))}`;
  }

  #edit(change: Partial<FieldDraft>): void {
    this.draft = { ...this.draft, ...change };
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    this.problem = null;
    this.problems = {
      ...(draft.label.trim() === "" ? { label: "Write what people read." } : {}),
      ...(/^[a-z][a-z0-9_]*$/.test(draft.key) ? {} : { key: "Use a–z, 0–9 and _, beginning with a letter." }),
    };
    if (Object.keys(this.problems).length > 0 || this.busy) return this.#focusProblem();
    this.busy = true;
    try {
      const stored = await this.#store(draft);
      this.busy = false;
      this.#answer(stored);
    } catch (error) {
      this.busy = false;
      this.problems = fieldProblems(error);
      this.problem = messageOf(error);
    }
  };

  async #store(draft: FieldDraft): Promise<CustomField> {
    const { services, entity, edited } = this.options;
    const definition = definitionOf(draft);
    if (edited !== null) {
      const params = { id: edited.custom_field_id };
      return await services.client.call("PUT /custom-fields/{id}", { params, body: definition });
    }
    const body = { ...definition, entity_type: entity, key: draft.key };
    return await services.client.call("POST /custom-fields", { body });
  }

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }

  #answer(stored: CustomField | null): void {
    // The dialog gives the focus back before it goes.
    this.open = false;
    void this.updateComplete.then(() => this.answer(stored));
  }
}

customElements.define("console-field-dialog", FieldDialog);

/** Lets the person make or edit a custom field; resolves to it as it is stored, or to null when they let it be. */
export async function openFieldDialog(options: DialogOptions): Promise<CustomField | null> {
  const element = document.createElement("console-field-dialog") as FieldDialog;
  try {
    return await new Promise<CustomField | null>((resolve) => {
      Object.assign(element, { options, answer: resolve });
      document.body.append(element);
    });
  } finally {
    element.remove();
  }
}
