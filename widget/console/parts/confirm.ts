import { css, html, LitElement, nothing } from "lit";
import { baseLook } from "../look.ts";
import { buttonLook } from "./button.ts";
import "./dialog.ts";
import { field, fieldLook } from "./field.ts";

export interface Question {
  readonly heading: string;
  /** What will happen, and whether it can be taken back. */
  readonly text: string;
  /** The button that does it, as a verb: "Delete lead". */
  readonly action: string;
  /** It cannot be taken back, or not easily. */
  readonly danger?: boolean;
  /** A word to type first, for what destroys much. */
  readonly typed?: string;
}

/** Asks before something is done, `<console-confirm>`; see `confirm`. */
class ConsoleConfirm extends LitElement {
  static override properties = { question: { attribute: false }, typed: { state: true }, open: { state: true } };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      p {
        margin-bottom: 1rem;
        color: var(--c-ink-2);
        overflow-wrap: anywhere;
      }
      p:last-child {
        margin: 0;
      }
      button.danger {
        border-color: transparent;
        background: var(--c-bad);
        color: light-dark(#fff, #2b0a07);
        font-weight: 600;
      }
    `,
  ];

  declare question: Question;
  declare answer: (yes: boolean) => void;
  declare private typed: string;
  declare private open: boolean;

  constructor() {
    super();
    this.typed = "";
    this.open = true;
  }

  override render() {
    const { heading, text, action, danger = false, typed } = this.question;
    const ready = typed === undefined || this.typed.trim() === typed;
    return html`<console-dialog .heading=${heading} .open=${this.open} @close=${() => this.#answer(false)}>
      <p>${text}</p>
      ${
        typed === undefined
          ? nothing
          : field({
              name: "typed",
              label: `Type “${typed}” to go on`,
              onInput: (value) => {
                this.typed = value;
              },
            })
      }
      <button slot="actions" type="button" ?autofocus=${typed === undefined && danger} @click=${() => this.#answer(false)}>Cancel</button>
      <button
        slot="actions"
        type="button"
        class=${danger ? "danger" : "primary"}
        ?autofocus=${!danger}
        ?disabled=${!ready}
        @click=${() => this.#answer(true)}
      >
        ${action}
      </button>
    </console-dialog>`;
  }

  #answer(yes: boolean): void {
    // The dialog gives the focus back before it goes.
    this.open = false;
    void this.updateComplete.then(() => this.answer(yes));
  }
}

customElements.define("console-confirm", ConsoleConfirm);

/** Asks the person; resolves to whether they want it. */
export async function confirm(question: Question): Promise<boolean> {
  const element = document.createElement("console-confirm") as ConsoleConfirm;
  try {
    return await new Promise<boolean>((resolve) => {
      Object.assign(element, { question, answer: resolve });
      document.body.append(element);
    });
  } finally {
    element.remove();
  }
}
