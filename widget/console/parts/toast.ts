import { css, html, LitElement } from "lit";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "problem";
}

/**
 * Short messages at the lower edge; each is announced once.
 * @property toasts - what to show, oldest first
 * @fires dismiss - with the toast's id as detail
 */
export class ToastList extends LitElement {
  static override properties = { toasts: { attribute: false } };
  static override styles = css`
    :host {
      position: fixed;
      inset: auto 0 1.25rem;
      z-index: 50;
      display: grid;
      justify-items: center;
      gap: 0.5rem;
      pointer-events: none;
    }
    p {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      max-width: min(32rem, calc(100vw - 2rem));
      margin: 0;
      padding: 0.5rem 0.5rem 0.5rem 0.875rem;
      border-radius: 9px;
      background: light-dark(#1c222c, #edf0f5);
      color: light-dark(#f4f6f9, #151a22);
      font: 500 0.8125rem / 1.4 var(--c-font);
      box-shadow: var(--c-shadow);
      pointer-events: auto;
    }
    .problem::before {
      content: "";
      flex: none;
      width: 0.5rem;
      height: 0.5rem;
      border-radius: 50%;
      background: light-dark(#ff8f85, #b3261e);
    }
    button {
      min-height: 1.5rem;
      padding: 0.125rem 0.5rem;
      border: 0;
      border-radius: 5px;
      background: transparent;
      color: inherit;
      font: inherit;
      opacity: 0.8;
      cursor: pointer;
    }
    button:hover {
      opacity: 1;
      text-decoration: underline;
    }
    button:focus-visible {
      outline: 2px solid currentcolor;
    }
  `;

  declare toasts: readonly Toast[];

  constructor() {
    super();
    this.toasts = [];
  }

  override render() {
    return html`<div role="status" aria-live="polite">
      ${this.toasts.map(
        (toast) =>
          html`<p class=${toast.tone}>
            <span>${toast.text}</span>
            <button type="button" @click=${() => this.#dismiss(toast.id)}>Dismiss</button>
          </p>`,
      )}
    </div>`;
  }

  #dismiss(id: number): void {
    this.dispatchEvent(new CustomEvent("dismiss", { detail: id }));
  }
}
customElements.define("console-toasts", ToastList);
