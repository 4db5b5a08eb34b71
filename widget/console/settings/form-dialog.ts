import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { fieldProblems, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { choicesLook } from "../parts/choices.ts";
import "../parts/dialog.ts";
import { fieldLook } from "../parts/field.ts";
import type { Services } from "../services.ts";

/**
 * A dialog with a form in it: open from its first render on, busy while its work goes on, with what the API refused beside
 * each field or above all. A form extends it by what is its own.
 *
 * @fires close - the person is done with it; its owner takes it away
 */
export abstract class FormDialog extends LitElement {
  static override properties = {
    services: { attribute: false },
    busy: { state: true },
    open: { state: true },
    problem: { state: true },
    problems: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    choicesLook,
    css`
      form {
        display: grid;
        gap: 1rem;
      }
      .refusal {
        display: flex;
        gap: 0.5rem;
        padding: 0.5rem 0.75rem;
        border-radius: 8px;
        background: var(--c-bad-soft);
        color: var(--c-bad);
        font-size: 0.8125rem;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
        align-items: start;
        gap: 1rem;
      }
      p {
        color: var(--c-ink-2);
      }
    `,
  ];

  declare services: Services;
  declare protected busy: boolean;
  declare protected problem: string | null;
  /** By the field's name. */
  declare protected problems: Readonly<Record<string, string>>;
  declare private open: boolean;

  constructor() {
    super();
    this.busy = false;
    this.problem = null;
    this.problems = {};
    this.open = true;
  }

  protected abstract readonly texts: { readonly heading: string; readonly action: string; readonly busy: string };
  protected abstract renderFields(): TemplateResult;
  /** Does what the form is for; what it throws is shown. */
  protected abstract submit(): Promise<void>;

  protected get wide(): boolean {
    return false;
  }

  override render() {
    const { heading, action, busy } = this.texts;
    return html`<console-dialog .heading=${heading} .open=${this.open} .busy=${this.busy} .wide=${this.wide} @close=${this.close}>
      <form id="form" novalidate @submit=${this.#submit}>
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${this.problem}</span></p>`}
        ${this.renderFields()}
      </form>
      <button slot="actions" type="button" ?disabled=${this.busy} @click=${this.close}>Cancel</button>
      <button slot="actions" type="submit" form="form" class="primary" ?disabled=${this.busy}>${this.busy ? busy : action}</button>
    </console-dialog>`;
  }

  /** Closes it, and tells its owner once the focus is back where it was. */
  readonly close = async (): Promise<void> => {
    this.open = false;
    await this.updateComplete;
    this.dispatchEvent(new Event("close"));
  };

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    this.problems = {};
    try {
      await this.submit();
    } catch (error) {
      this.problems = fieldProblems(error);
      this.problem = messageOf(error);
    } finally {
      this.busy = false;
    }
  };
}
