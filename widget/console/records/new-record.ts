import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { isRefusal } from "../api.ts";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { choicesLook } from "../parts/choices.ts";
import "../parts/dialog.ts";
import { fieldLook } from "../parts/field.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { loadCustomFields } from "./custom-fields.ts";
import { changesOf, type Edits } from "./edits.ts";
import { draftOf, type FormField } from "./form-field.ts";
import { inputOf } from "./input.ts";
import type { RecordKind } from "./record-kind.ts";
import { refusalOf } from "./refusal.ts";
import { resourceOf } from "./resource.ts";

/** The button that makes a new record, for the actions of its table; nothing for those who may not. */
export function newRecord(kind: RecordKind, services: Services, desk: Desk): TemplateResult | typeof nothing {
  if (!may(desk.employee.role, kind.write)) return nothing;
  return html`<console-new-record .kind=${kind} .services=${services}></console-new-record>`;
}

/**
 * A button with a dialog that asks for what a new record needs, `<console-new-record>`; where the email is taken it leads
 * to who has it.
 * @property kind - what it makes
 */
export class NewRecord extends LitElement {
  static override properties = {
    kind: { attribute: false },
    services: { attribute: false },
    open: { state: true },
    edits: { state: true },
    fields: { state: true },
    problem: { state: true },
    problems: { state: true },
    existing: { state: true },
    busy: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    choicesLook,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr));
        align-items: start;
        gap: 0.875rem 1rem;
      }
      .refusal {
        grid-column: 1 / -1;
        padding: 0.5rem 0.75rem;
        border-radius: 8px;
        background: var(--c-bad-soft);
        color: var(--c-bad);
        font-size: 0.8125rem;
        overflow-wrap: anywhere;
      }
      .refusal a {
        color: inherit;
        font-weight: 600;
        text-decoration: underline;
      }
    `,
  ];

  declare kind: RecordKind;
  declare services: Services;
  declare private open: boolean;
  declare private edits: Edits;
  declare private fields: readonly FormField[];
  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;
  /** The id of the record that has the email already. */
  declare private existing: number | null;
  declare private busy: boolean;

  constructor() {
    super();
    this.open = false;
    this.fields = [];
    this.#reset();
  }

  override render() {
    const { noun } = this.kind;
    return html`<button type="button" class="primary" @click=${this.#show}>${icon("plus", 15)}New ${noun}</button>
      <console-dialog .heading="New ${noun}" .open=${this.open} .busy=${this.busy} @close=${this.#hide}>
        <form id="form" novalidate @submit=${this.#submit}>
          ${this.#renderProblem()} ${this.fields.map((field) => this.#renderField(field))}
        </form>
        <button slot="actions" type="button" ?disabled=${this.busy} @click=${this.#hide}>Cancel</button>
        <button slot="actions" type="submit" form="form" class="primary" ?disabled=${this.busy}>
          ${this.busy ? "Saving…" : `Create ${noun}`}
        </button>
      </console-dialog>`;
  }

  #renderField(field: FormField): TemplateResult {
    return inputOf(field, {
      draft: this.edits[field.name] ?? draftOf(field, null),
      problem: this.problems[field.name],
      readOnly: false,
      onInput: (draft) => {
        this.edits = { ...this.edits, [field.name]: draft };
      },
    });
  }

  #renderProblem(): TemplateResult | typeof nothing {
    if (this.problem === null) return nothing;
    const { path, noun } = this.kind;
    return html`<p class="refusal" role="alert">
      ${this.problem}
      ${this.existing === null ? nothing : html` <a href="${path}/${this.existing}">Open that ${noun}</a>`}
    </p>`;
  }

  #reset(): void {
    this.edits = {};
    this.problem = null;
    this.problems = {};
    this.existing = null;
    this.busy = false;
  }

  readonly #show = async (): Promise<void> => {
    this.#reset();
    this.fields = this.kind.fields;
    this.open = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("form input")?.focus();
    try {
      const custom = await loadCustomFields(this.services.client, this.kind.entity);
      // The others wait on the record's page.
      this.fields = [...this.kind.fields, ...custom.filter(({ required }) => required)];
    } catch {
      // The API names the required ones that are missing.
    }
  };

  readonly #hide = (): void => {
    this.open = false;
  };

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const { kind, services } = this;
    this.busy = true;
    this.problem = null;
    this.problems = {};
    this.existing = null;
    try {
      const made = await services.client.call(`POST /${resourceOf(kind)}`, {
        // The form's fields are the operation's; the API checks them.
        body: changesOf(this.fields, this.edits) as never,
      });
      this.open = false;
      const id = (made as Readonly<Record<string, unknown>>)[kind.id];
      services.router.go(`${kind.path}/${id}`);
    } catch (error) {
      this.#refused(error);
      this.#focusProblem();
    } finally {
      this.busy = false;
    }
  };

  #refused(error: unknown): void {
    this.existing = existingIn(error);
    const taken = {
      problem: `There is a ${this.kind.noun} with this email already.`,
      problems: { email: "Somebody has it already." },
    };
    Object.assign(this, this.existing === null ? refusalOf(this.fields, error) : taken);
  }

  #focusProblem(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  }
}

function existingIn(error: unknown): number | null {
  if (!isRefusal(error, "DUPLICATE")) return null;
  const existing = error.details[0]?.["existing"] as { readonly id?: unknown } | undefined;
  return typeof existing?.id === "number" ? existing.id : null;
}

customElements.define("console-new-record", NewRecord);
