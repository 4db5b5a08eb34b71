import { html, nothing } from "lit";
import { messageOf } from "../api.ts";
import { gateLook } from "../gate-look.ts";
import { mark } from "../icons.ts";
import { baseLook } from "../look.ts";
import { Page } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { field, fieldLook } from "../parts/field.ts";

/** Asks who is there. Shown at any address while nobody is signed in; afterwards that address appears. */
export class SignInPage extends Page {
  static override properties = { ...Page.properties, problem: { state: true }, busy: { state: true } };
  static override styles = [baseLook, buttonLook, fieldLook, gateLook];

  declare private problem: string | null;
  declare private busy: boolean;

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override render() {
    return html`<main>
      <form @submit=${this.#submit} aria-labelledby="title">
        <div class="mark">${mark(36)}</div>
        <h1 id="title">Sign in to Valethon</h1>
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
        ${field({ name: "email", label: "Email", type: "email", autocomplete: "username", required: true })}
        ${field({ name: "password", label: "Password", type: "password", autocomplete: "current-password", required: true })}
        <button class="primary wide" type="submit" aria-disabled=${this.busy ? "true" : nothing}>
          ${this.busy ? "Signing in…" : "Sign in"}
        </button>
        <p class="quiet small">Forgot your password? An owner of this workspace can make you a new link.</p>
      </form>
    </main>`;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const data = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.problem = null;
    try {
      await this.services.session.signIn(String(data.get("email")).trim(), String(data.get("password")));
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.busy = false;
    }
  };
}

customElements.define("console-sign-in", SignInPage);
