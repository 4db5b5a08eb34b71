import { html, nothing, type TemplateResult } from "lit";
import { fieldProblems, messageOf } from "../api.ts";
import { gateLook } from "../gate-look.ts";
import { mark } from "../icons.ts";
import { baseLook } from "../look.ts";
import { Page } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { field, fieldLook } from "../parts/field.ts";
import { newPassword, strengthLook } from "../parts/new-password.ts";
import { shortestPassword } from "../password-strength.ts";

/** First run: the one-time link makes the owner. `?mode=test` opens the inbox on test data afterwards. */
export class SetupPage extends Page {
  static override properties = {
    ...Page.properties,
    problem: { state: true },
    problems: { state: true },
    busy: { state: true },
    password: { state: true },
    used: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, gateLook, strengthLook];

  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;
  declare private busy: boolean;
  declare private password: string;
  /** The link was used up or is out of date. */
  declare private used: boolean;

  constructor() {
    super();
    this.problem = null;
    this.problems = {};
    this.busy = false;
    this.password = "";
    this.used = false;
  }

  override async firstUpdated(): Promise<void> {
    this.renderRoot.querySelector("input")?.focus();
    // Without an answer the form stays: its submit tells what is wrong.
    this.used = this.#token !== "" && !(await this.services.session.isSetupOpen(this.#token).catch(() => true));
    if (this.used) await this.services.session.resume();
  }

  override render() {
    if (this.#token === "") {
      return this.#renderNoForm(
        "This link is incomplete",
        html`Open the whole set-up link that the server printed when it started. It ends in <code>?token=…</code>`,
      );
    }
    if (this.used) {
      return this.#renderNoForm(
        "This link was used already",
        html`The workspace has an owner. Sign in, or restart the server of a new one to get a fresh link.`,
      );
    }
    return html`<main>
      <form @submit=${this.#submit} aria-labelledby="title">
        <div class="mark">${mark(36)}</div>
        <h1 id="title">Set up Valethon</h1>
        <p class="lead">You become the owner of this workspace. It takes a minute.</p>
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
        ${this.#field("company_name", "Company", { autocomplete: "organization", hint: "Your visitors see it above the chat." })}
        ${this.#field("name", "Your name", { autocomplete: "name" })}
        ${this.#field("email", "Email", { autocomplete: "username", type: "email" })} ${this.#renderPassword()}
        <button class="primary wide" type="submit" aria-disabled=${this.busy ? "true" : nothing}>
          ${this.busy ? "Setting up…" : "Create workspace"}
        </button>
      </form>
    </main>`;
  }

  get #token(): string {
    return this.place.query.get("token") ?? "";
  }

  #renderNoForm(title: string, text: TemplateResult) {
    return html`<main>
      <section class="card">
        <div class="mark">${mark(36)}</div>
        <h1>${title}</h1>
        <p class="quiet">${text}</p>
        <a href="/crm/inbox">Go to the console</a>
      </section>
    </main>`;
  }

  #renderPassword() {
    return newPassword({
      name: "password",
      label: "Password",
      value: this.password,
      problem: this.problems["password"],
      onInput: (value) => {
        this.password = value;
      },
    });
  }

  #field(
    name: string,
    label: string,
    more: {
      autocomplete: string;
      hint?: string;
      type?: "email";
    },
  ) {
    const problem = this.problems[name];
    return field({
      name,
      label,
      required: true,
      maxLength: 200,
      ...(problem === undefined ? {} : { problem }),
      ...more,
    });
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const data = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const password = String(data.get("password") ?? "");
    this.problem = null;
    this.problems =
      password.length < shortestPassword ? { password: `Use at least ${shortestPassword} characters.` } : {};
    if (Object.keys(this.problems).length > 0) return this.#focusProblem();
    this.busy = true;
    try {
      const answers = {
        token: this.#token,
        company_name: text("company_name"),
        name: text("name"),
        email: text("email"),
        password,
      };
      const mode = this.place.query.get("mode") === "test" ? "test" : "live";
      this.services.setMode(mode);
      await this.services.session.setUp(answers);
      this.router.go("/crm/inbox", "replace");
    } catch (error) {
      this.problems = fieldProblems(error);
      this.problem = Object.keys(this.problems).length > 0 ? null : messageOf(error);
      await this.#focusProblem();
    } finally {
      this.busy = false;
    }
  };

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }
}

customElements.define("console-setup", SetupPage);
