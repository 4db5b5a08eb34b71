import { html, type TemplateResult } from "lit";
import { isEmail } from "./fields.ts";
import type { ExtrasHost } from "./host.ts";
import { crossIcon } from "./icons.ts";

/** The card in the thread that asks once for an email, and says thanks when it was accepted. */
export class ContactCard {
  readonly #host: ExtrasHost;
  #sent: string | null = null;
  #dismissed = false;
  #problem: "invalid" | "problem" | null = null;
  #busy = false;

  constructor(host: ExtrasHost) {
    this.#host = host;
  }

  /** Whether there is something to show, given whether an email would help. */
  shows(wanted: boolean): boolean {
    return this.#sent !== null || (wanted && !this.#dismissed);
  }

  render(): TemplateResult {
    const { late } = this.#host;
    const problem = this.#problem && late[this.#problem];
    const email = this.#sent;
    if (email) {
      return html`<div slot="card" class="card" role="status">${late.thanks.replace("{email}", () => email)}</div>`;
    }
    return html`<div slot="card" class="card" role="group" aria-labelledby="card"><b id="card">${late.cardTitle}</b><p
      class="small">${late.cardText}</p><div class="row"><input class="field" type="email" inputmode="email" autocomplete="email"
      dir="ltr" aria-label=${late.email} placeholder=${late.email} aria-invalid=${!!problem} aria-describedby="problem"
      @keydown=${this.#onKey}><button class="primary" aria-disabled=${this.#busy} @click=${this.#submit}>${late.submit}</button></div><div
      id="problem" role="alert" class="small bad">${problem}</div><button class="icon" aria-label=${late.cancel}
      @click=${this.#dismiss}>${crossIcon}</button></div>`;
  }

  readonly #dismiss = (): void => {
    this.#dismissed = true;
    this.#host.requestUpdate();
    this.#host.focus();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.isComposing) void this.#submit();
  };

  readonly #submit = async (): Promise<void> => {
    if (this.#busy) return;
    const input = this.#host.renderRoot.querySelector<HTMLInputElement>(".card input");
    const email = input?.value.trim() ?? "";
    if (!isEmail(email)) return this.#complain("invalid", input);
    this.#busy = true;
    const accepted = await this.#host.chat.identify({ email }, true);
    this.#busy = false;
    if (!accepted) return this.#complain("problem", input);
    this.#sent = email;
    this.#host.requestUpdate();
    this.#host.focus();
  };

  #complain(problem: "invalid" | "problem", input: HTMLInputElement | null): void {
    this.#problem = problem;
    this.#host.requestUpdate();
    input?.focus();
  }
}
