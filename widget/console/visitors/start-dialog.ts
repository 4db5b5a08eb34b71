import { css, html, LitElement } from "lit";
import { messageOf } from "../api.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { textField } from "../parts/choices.ts";
import "../parts/dialog.ts";
import { fieldLook } from "../parts/field.ts";
import type { LiveVisitor } from "../records.ts";
import type { Services } from "../services.ts";

/**
 * Asks for the first words to a visitor, and starts the conversation with them.
 * @fires close - it is done, or the person wants it no more
 */
class StartDialog extends LitElement {
  static override properties = {
    services: { attribute: false },
    visitor: { attribute: false },
    name: {},
    text: { state: true },
    busy: { state: true },
    problem: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      p {
        margin-bottom: 0.875rem;
        color: var(--c-ink-2);
      }
    `,
  ];

  declare services: Services;
  /** Whom to write to; null shows nothing. */
  declare visitor: LiveVisitor | null;
  declare name: string;
  declare private text: string;
  declare private busy: boolean;
  declare private problem: string | undefined;

  constructor() {
    super();
    this.text = "";
    this.busy = false;
    this.problem = undefined;
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("visitor") || this.visitor === null) return;
    // The dialog opens in an update of its own.
    void this.updateComplete.then(() => this.renderRoot.querySelector("textarea")?.focus());
  }

  override render() {
    return html`<console-dialog
      .heading=${`Write to ${this.name}`}
      .open=${this.visitor !== null}
      .busy=${this.busy}
      @close=${this.#close}
    >
      <p>The chat on their page shows it as a new message. The conversation is yours from then on.</p>
      <div @keydown=${this.#key}>
        ${textField({
          name: "message",
          label: "Your message",
          value: this.text,
          rows: 4,
          maxLength: 4000,
          problem: this.problem,
          onInput: (text) => {
            this.text = text;
          },
        })}
      </div>
      <button slot="actions" type="button" ?disabled=${this.busy} @click=${this.#close}>Cancel</button>
      <button slot="actions" type="button" class="primary" ?disabled=${this.busy || this.text.trim() === ""} @click=${() => void this.#send()}>
        ${this.busy ? "Sending…" : "Send"}
      </button>
    </console-dialog>`;
  }

  readonly #close = (): void => {
    this.problem = undefined;
    this.dispatchEvent(new Event("close"));
  };

  /** Enter sends, as in every conversation. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void this.#send();
  };

  async #send(): Promise<void> {
    const { visitor } = this;
    const message = this.text.trim();
    if (visitor === null || message === "" || this.busy) return;
    this.busy = true;
    try {
      const body = { widget_session_id: visitor.widget_session_id, message };
      const { conversation_id } = await this.services.client.call("POST /conversations", { body });
      this.text = "";
      this.busy = false;
      this.#close();
      this.services.router.go(`/crm/inbox/${conversation_id}`);
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define("console-start-dialog", StartDialog);
