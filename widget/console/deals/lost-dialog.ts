import { css, html, LitElement } from "lit";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { textField } from "../parts/choices.ts";
import "../parts/dialog.ts";
import { fieldLook } from "../parts/field.ts";

/** What teams lose deals by, most often. */
const usual = ["Price", "Competitor", "Timing", "No budget", "No decision"];

/** Asks why a deal was lost, `<console-lost>`; see `askWhyLost`. */
class ConsoleLost extends LitElement {
  static override properties = { name: {}, reason: { state: true }, problem: { state: true }, open: { state: true } };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      .usual {
        display: flex;
        flex-wrap: wrap;
        gap: 0.375rem;
        margin-bottom: 0.875rem;
      }
      .usual button {
        min-height: 1.75rem;
        border-radius: 1rem;
        box-shadow: none;
      }
      .usual button[aria-pressed="true"] {
        border-color: var(--c-accent);
        background: var(--c-accent-soft);
        color: var(--c-accent);
      }
    `,
  ];

  declare name: string;
  declare answer: (reason: string | null) => void;
  declare private reason: string;
  declare private problem: string | undefined;
  declare private open: boolean;

  constructor() {
    super();
    this.name = "";
    this.reason = "";
    this.problem = undefined;
    this.open = true;
  }

  override render() {
    return html`<console-dialog .heading=${`Why was ${this.name} lost?`} .open=${this.open} @close=${() => this.#answer(null)}>
      <div class="usual" role="group" aria-label="Usual reasons">
        ${usual.map(
          (one) =>
            html`<button type="button" aria-pressed=${this.reason === one ? "true" : "false"} @click=${() => this.#write(one)}>${one}</button>`,
        )}
      </div>
      ${textField({
        name: "reason",
        label: "Reason",
        value: this.reason,
        rows: 2,
        maxLength: 1000,
        problem: this.problem,
        onInput: (value) => this.#write(value),
      })}
      <button slot="actions" type="button" @click=${() => this.#answer(null)}>Cancel</button>
      <button slot="actions" type="button" class="primary" @click=${this.#confirm}>Mark as lost</button>
    </console-dialog>`;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("textarea")?.setAttribute("autofocus", "");
  }

  #write(reason: string): void {
    this.reason = reason;
    this.problem = undefined;
  }

  readonly #confirm = (): void => {
    const reason = this.reason.trim();
    if (reason !== "") {
      this.#answer(reason);
      return;
    }
    this.problem = "Say why, in a word: it is what reports on lost deals are made of.";
    this.renderRoot.querySelector("textarea")?.focus();
  };

  #answer(reason: string | null): void {
    // The dialog gives the focus back before it goes.
    this.open = false;
    void this.updateComplete.then(() => this.answer(reason));
  }
}

customElements.define("console-lost", ConsoleLost);

/** Asks why a deal was lost; resolves to the reason, or to null when it is not to be lost after all. */
export async function askWhyLost(name: string): Promise<string | null> {
  const element = document.createElement("console-lost") as ConsoleLost;
  try {
    return await new Promise<string | null>((resolve) => {
      Object.assign(element, { name, answer: resolve });
      document.body.append(element);
    });
  } finally {
    element.remove();
  }
}
