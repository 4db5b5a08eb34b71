import { css, html, LitElement, nothing } from "lit";
import { icon } from "../icons.ts";
import type { Toast, ToastAction } from "../toasts.ts";

/**
 * Short messages at the lower edge, and notices, which stay, beside the navigation: there they cover no composer. Each is
 * announced once.
 * @property toasts - what to show, oldest first
 * @fires dismiss - with the toast's id as detail
 */
export class ToastList extends LitElement {
  static override properties = { toasts: { attribute: false } };
  static override styles = css`
    div {
      position: fixed;
      z-index: 50;
      display: grid;
      gap: 0.5rem;
      pointer-events: none;
    }
    .low {
      inset: auto 0 1.25rem;
      justify-items: center;
    }
    .calls {
      inset: auto auto 1rem 4.75rem;
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
    span {
      flex: 1;
      overflow-wrap: anywhere;
    }
    .problem::before {
      content: "";
      flex: none;
      width: 0.5rem;
      height: 0.5rem;
      border-radius: 50%;
      background: light-dark(#ff8f85, #b3261e);
    }
    .notice {
      width: 19.75rem;
      max-width: calc(100vw - 1.5rem);
      box-sizing: border-box;
      gap: 0.625rem;
      padding: 0.5rem 0.375rem 0.5rem 0.75rem;
      border: 1px solid var(--c-line-strong);
      background: var(--c-raised);
      color: var(--c-ink);
    }
    /* On a phone a single conversation has its composer below, everything else the navigation. */
    @media (max-width: 720px) {
      .calls {
        inset: auto 0.75rem calc(4.25rem + env(safe-area-inset-bottom)) 0.75rem;
      }
      :host(.deep) .calls {
        inset: 4.25rem 0.75rem auto;
      }
      .notice {
        width: auto;
      }
    }
    .notice > svg {
      flex: none;
      padding: 0.375rem;
      border-radius: 50%;
      background: var(--c-violet-soft);
      color: var(--c-violet);
    }
    button,
    a {
      box-sizing: border-box;
      display: inline-flex;
      align-items: center;
      flex: none;
      min-height: 1.75rem;
      padding: 0.125rem 0.5rem;
      border: 0;
      border-radius: 6px;
      background: transparent;
      color: inherit;
      font: inherit;
      cursor: pointer;
    }
    a {
      padding-inline: 0.625rem;
      background: var(--c-accent);
      color: var(--c-on-accent);
      font-weight: 600;
      text-decoration: none;
    }
    a:hover {
      background: var(--c-accent-strong);
    }
    button:hover {
      text-decoration: underline;
    }
    .action {
      color: light-dark(#8dbfff, #144fa9);
      font-weight: 650;
    }
    .notice button {
      padding: 0.125rem 0.3125rem;
      color: var(--c-ink-3);
    }
    .notice button:hover {
      color: var(--c-ink);
    }
    a:focus-visible,
    button:focus-visible {
      outline: 2px solid currentcolor;
      outline-offset: 1px;
    }
    .notice a:focus-visible,
    .notice button:focus-visible {
      outline-color: var(--c-accent);
    }
  `;

  declare toasts: readonly Toast[];

  constructor() {
    super();
    this.toasts = [];
  }

  override render() {
    const notices = this.toasts.filter(({ tone }) => tone === "notice");
    const others = this.toasts.filter(({ tone }) => tone !== "notice");
    return html`<div class="calls" role="status" aria-live="polite">${notices.map((toast) => this.#renderNotice(toast))}</div>
      <div class="low" role="status" aria-live="polite">${others.map((toast) => this.#renderSaid(toast))}</div>`;
  }

  #renderSaid({ id, tone, text, action }: Toast) {
    return html`<p class=${tone}>
      <span>${text}</span>
      ${action === undefined ? nothing : html`<button type="button" class="action" @click=${() => this.#act(id, action)}>${action.label}</button>`}
      <button type="button" @click=${() => this.#dismiss(id)}>Dismiss</button>
    </p>`;
  }

  #renderNotice({ id, text, href }: Toast) {
    return html`<p class="notice">
      ${icon("person", 17)}<span>${text}</span>
      <a href=${href ?? nothing}>Open</a>
      <button type="button" aria-label="Dismiss" title="Dismiss" @click=${() => this.#dismiss(id)}>${icon("close", 16)}</button>
    </p>`;
  }

  #act(id: number, action: ToastAction): void {
    this.#dismiss(id);
    action.run();
  }

  #dismiss(id: number): void {
    this.dispatchEvent(new CustomEvent("dismiss", { detail: id }));
  }
}
customElements.define("console-toasts", ToastList);
