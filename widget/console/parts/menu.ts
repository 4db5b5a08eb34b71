import { css, html, LitElement } from "lit";
import { type IconName, icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "./button.ts";

/** Distance from the button and from the window's edges, in px. */
const gap = 4;

/**
 * A button with a menu of further actions, `<console-menu>`. Arrow keys, Home and End go through it, Esc closes it.
 *
 * @property label - the button's name, for example "More actions for Ada Lovelace"
 * @slot (default) - buttons and links, the menu's items
 */
export class ConsoleMenu extends LitElement {
  static override properties = { label: {}, sign: {}, text: {} };
  static override styles = [
    baseLook,
    buttonLook,
    css`
      :host {
        display: inline-block;
      }
      [popover] {
        position: fixed;
        inset: auto;
        width: max-content;
        min-width: 11rem;
        max-width: calc(100vw - 1rem);
        margin: 0;
        padding: 0.3125rem;
        border: 1px solid var(--c-line);
        border-radius: 10px;
        background: var(--c-raised);
        color: var(--c-ink);
        box-shadow: var(--c-shadow);
      }
      ::slotted(*) {
        display: flex !important;
        justify-content: flex-start !important;
        width: 100%;
        border-color: transparent !important;
        background: transparent !important;
        box-shadow: none !important;
        text-align: left;
      }
      ::slotted(:hover),
      ::slotted(:focus-visible) {
        background: var(--c-hover) !important;
      }
    `,
  ];

  declare label: string;
  declare sign: IconName;
  /** Shown beside the sign; absent for a sign alone. */
  declare text: string;

  constructor() {
    super();
    this.label = "More actions";
    this.sign = "more";
    this.text = "";
  }

  override render() {
    return html`<button
        type="button"
        class=${this.text ? "" : "icon"}
        aria-label=${this.label}
        aria-haspopup="menu"
        popovertarget="menu"
        @keydown=${this.#openKey}
      >
        ${icon(this.sign)}${this.text}
      </button>
      <div id="menu" popover role="menu" aria-label=${this.label} @toggle=${this.#toggled} @click=${this.#chosen} @keydown=${this.#key}>
        <slot @slotchange=${this.#name}></slot>
      </div>`;
  }

  get #items(): HTMLElement[] {
    const slot = this.renderRoot.querySelector("slot") as HTMLSlotElement;
    return slot.assignedElements().filter((item): item is HTMLElement => !item.matches("[disabled], [hidden]"));
  }

  get #menu(): HTMLElement {
    return this.renderRoot.querySelector("[popover]") as HTMLElement;
  }

  readonly #name = (event: Event): void => {
    for (const item of (event.target as HTMLSlotElement).assignedElements()) item.setAttribute("role", "menuitem");
  };

  readonly #toggled = (event: ToggleEvent): void => {
    const open = event.newState === "open";
    const button = this.renderRoot.querySelector("button") as HTMLElement;
    button.ariaExpanded = String(open);
    if (!open) return;
    this.#place(button.getBoundingClientRect());
    this.#items[0]?.focus();
  };

  /** Below the button, or above where there is no room; its end under the button's end. */
  #place(button: DOMRect): void {
    const menu = this.#menu;
    const { width, height } = menu.getBoundingClientRect();
    const below = button.bottom + gap;
    const top = below + height > innerHeight - gap ? Math.max(gap, button.top - gap - height) : below;
    const left = Math.min(Math.max(gap, button.right - width), innerWidth - width - gap);
    menu.style.setProperty("top", `${top}px`);
    menu.style.setProperty("left", `${left}px`);
  }

  readonly #openKey = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    this.#menu.showPopover();
  };

  readonly #chosen = (): void => this.#menu.hidePopover();

  readonly #key = (event: KeyboardEvent): void => {
    const items = this.#items;
    const at = items.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };
}

customElements.define("console-menu", ConsoleMenu);
