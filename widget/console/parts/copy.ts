import { css, html, LitElement } from "lit";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "./button.ts";

const saidForMs = 2_000;

/**
 * A text to take away, such as a key or a link, with a button that copies it: `<console-copy>`.
 *
 * @property text - what is shown and copied
 * @property label - what it is, for the button's name
 * @property multiline - shows its lines as they are
 */
export class ConsoleCopy extends LitElement {
  static override properties = { text: {}, label: {}, multiline: { type: Boolean }, said: { state: true } };
  static override styles = [
    baseLook,
    buttonLook,
    css`
      div {
        display: flex;
        align-items: flex-start;
        gap: 0.5rem;
        padding: 0.375rem 0.375rem 0.375rem 0.75rem;
        border: 1px solid var(--c-line-strong);
        border-radius: 8px;
        background: var(--c-canvas);
      }
      code {
        flex: 1;
        min-width: 0;
        align-self: center;
        font: 0.8125rem / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
        overflow-wrap: anywhere;
        user-select: all;
      }
      code.lines {
        white-space: pre-wrap;
      }
    `,
  ];

  declare text: string;
  declare label: string;
  declare multiline: boolean;
  declare private said: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = "";
    this.label = "text";
    this.multiline = false;
    this.said = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    return html`<div>
      <code class=${this.multiline ? "lines" : ""}>${this.text}</code>
      <button type="button" aria-label="Copy ${this.label}" @click=${this.#copy}>
        ${icon(this.said === "Copied" ? "check" : "copy", 15)}${this.said || "Copy"}
      </button>
      <span class="unseen" role="status">${this.said}</span>
    </div>`;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text);
      this.said = "Copied";
    } catch {
      // Refused, or the page is not served securely: the text is one click away from being chosen whole.
      this.said = "Select and copy";
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.said = "";
    }, saidForMs);
  };
}

customElements.define("console-copy", ConsoleCopy);
