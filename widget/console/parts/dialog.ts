import { css, html, LitElement } from "lit";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "./button.ts";

/**
 * A dialog over the page, `<console-dialog>`. The browser keeps the focus inside and gives it back; Esc and a press beside
 * it close it, unless `busy`. What stands in it stays in its owner's shadow root, so labels and looks of that hold.
 *
 * @property heading - its name
 * @property open - shows it
 * @property busy - something is under way that a slip must not interrupt
 * @slot (default) - the content; an element with `autofocus` gets the focus
 * @slot actions - buttons at its end, the main one last
 * @fires close - the person wants it closed; the owner sets `open`
 */
export class ConsoleDialog extends LitElement {
  static override properties = {
    heading: {},
    open: { type: Boolean },
    busy: { type: Boolean },
    wide: { type: Boolean },
  };
  static override styles = [
    baseLook,
    buttonLook,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(30rem, calc(100vw - 2rem));
        max-height: min(46rem, calc(100dvh - 2rem));
        margin: auto;
        padding: 0;
        border: 1px solid var(--c-line);
        border-radius: 14px;
        background: var(--c-raised);
        color: var(--c-ink);
        box-shadow: var(--c-shadow);
        overflow: hidden;
      }
      dialog.wide {
        width: min(52rem, calc(100vw - 2rem));
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: light-dark(rgb(15 22 35 / 35%), rgb(0 0 0 / 60%));
      }
      header {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        padding: 0.875rem 0.875rem 0.625rem 1.25rem;
      }
      h2 {
        flex: 1;
        font-size: 1rem;
        font-weight: 650;
        overflow-wrap: anywhere;
      }
      .body {
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: 0.25rem 1.25rem 1.25rem;
        scrollbar-width: thin;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 0.5rem;
        padding: 0.75rem 1.25rem;
        border-top: 1px solid var(--c-line);
      }
      footer.none {
        display: none;
      }
      @media (max-width: 480px) {
        dialog,
        dialog.wide {
          width: 100vw;
          max-width: none;
          max-height: calc(100dvh - 3rem);
          margin: auto 0 0;
          border-radius: 14px 14px 0 0;
        }
      }
    `,
  ];

  declare heading: string;
  declare open: boolean;
  declare busy: boolean;
  declare wide: boolean;
  /** A press that began inside, such as a selection of text, is none beside it. */
  #pressedBeside = false;

  constructor() {
    super();
    this.heading = "";
    this.open = false;
    this.busy = false;
    this.wide = false;
  }

  override updated(): void {
    const dialog = this.#dialog;
    if (this.open && !dialog.open) {
      dialog.showModal();
      this.querySelector<HTMLElement>("[autofocus]")?.focus();
    } else if (!this.open && dialog.open) dialog.close();
  }

  override render() {
    return html`<dialog
      class=${this.wide ? "wide" : ""}
      aria-labelledby="heading"
      @cancel=${this.#cancel}
      @close=${this.#closed}
      @pointerdown=${(event: Event) => {
        this.#pressedBeside = event.target === this.#dialog;
      }}
      @click=${(event: Event) => this.#pressedBeside && event.target === this.#dialog && this.#ask()}
    >
      <header>
        <h2 id="heading">${this.heading}</h2>
        <button type="button" class="icon" aria-label="Close" ?disabled=${this.busy} @click=${this.#ask}>${icon("close")}</button>
      </header>
      <div class="body"><slot></slot></div>
      <footer class="none"><slot name="actions" @slotchange=${this.#showActions}></slot></footer>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog") as HTMLDialogElement;
  }

  readonly #ask = (): void => {
    if (!this.busy) this.dispatchEvent(new Event("close"));
  };

  readonly #cancel = (event: Event): void => {
    event.preventDefault();
    this.#ask();
  };

  /** A browser may close it without asking, as at a second Esc. */
  readonly #closed = (event: Event): void => {
    event.stopPropagation();
    if (this.open) this.dispatchEvent(new Event("close"));
  };

  readonly #showActions = (event: Event): void => {
    const slot = event.target as HTMLSlotElement;
    slot.parentElement?.classList.toggle("none", slot.assignedElements().length === 0);
  };
}

customElements.define("console-dialog", ConsoleDialog);
