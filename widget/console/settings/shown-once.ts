import { css, html, LitElement, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import "../parts/copy.ts";
import "../parts/dialog.ts";

/**
 * A secret in the only moment in which it can be seen, `<console-shown-once>`. A press beside it does not close it: what
 * is gone is gone.
 *
 * @property heading - what was made
 * @property secret - the text to copy
 * @property label - what the text is, such as "the key"
 * @property advice - where it belongs
 * @fires close
 */
class ShownOnce extends LitElement {
  static override properties = {
    heading: {},
    secret: {},
    label: {},
    advice: { attribute: false },
    open: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    css`
      .once {
        display: grid;
        gap: 0.875rem;
      }
      .warning {
        display: flex;
        gap: 0.5rem;
        padding: 0.5rem 0.75rem;
        border-radius: 8px;
        background: var(--c-warn-soft);
        color: var(--c-warn);
        font-size: 0.8125rem;
      }
      .advice {
        display: grid;
        gap: 0.5rem;
        color: var(--c-ink-2);
        font-size: 0.8125rem;
      }
    `,
  ];

  declare heading: string;
  declare secret: string;
  declare label: string;
  declare advice: TemplateResult | string;
  declare private open: boolean;

  constructor() {
    super();
    this.heading = "";
    this.secret = "";
    this.label = "the text";
    this.advice = "";
    this.open = true;
  }

  override render() {
    return html`<console-dialog .heading=${this.heading} .open=${this.open} busy>
      <div class="once">
        <p class="warning">${icon("alert", 16)}<span>Copy it now and keep it safe. It is not shown again.</span></p>
        <console-copy .text=${this.secret} .label=${this.label}></console-copy>
        <div class="advice">${this.advice}</div>
      </div>
      <button slot="actions" type="button" class="primary" autofocus @click=${this.#close}>I have copied it</button>
    </console-dialog>`;
  }

  readonly #close = async (): Promise<void> => {
    this.open = false;
    await this.updateComplete;
    this.dispatchEvent(new Event("close"));
  };
}

customElements.define("console-shown-once", ShownOnce);
