import { css, html, nothing, type TemplateResult } from "lit";
import { fieldProblems, isRefusal, messageOf } from "../api.ts";
import { gateLook } from "../gate-look.ts";
import { mark } from "../icons.ts";
import { baseLook } from "../look.ts";
import { Page } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { field, fieldLook } from "../parts/field.ts";
import { newPassword, strengthLook } from "../parts/new-password.ts";
import { shortestPassword } from "../password-strength.ts";
import type { Session } from "../session.ts";

type Invited = Awaited<ReturnType<Session["whoseLink"]>>;

/** What cannot be changed here, such as the email, looks so. */
const fixedLook = css`
  input[readonly] {
    border-color: var(--c-line-strong);
    background: var(--c-canvas);
    color: var(--c-ink-2);
  }
`;

/** Where a personal link leads: a colleague chooses a password, for the first time or anew, and is signed in. */
export class WelcomePage extends Page {
  static override properties = {
    ...Page.properties,
    invited: { state: true },
    dead: { state: true },
    problem: { state: true },
    problems: { state: true },
    busy: { state: true },
    password: { state: true },
    name: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, gateLook, strengthLook, fixedLook];

  /** Whose link it is; null until the server has said it. */
  declare private invited: Invited | null;
  /** Why the link opens nothing, or null. */
  declare private dead: string | null;
  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;
  declare private busy: boolean;
  declare private password: string;
  /** As the person has changed it; null while it is what the owner wrote. */
  declare private name: string | null;
  /** Behind the #, so that it reaches no server's log. */
  readonly #token = location.hash.slice(1);

  constructor() {
    super();
    this.invited = null;
    this.dead = null;
    this.problem = null;
    this.problems = {};
    this.busy = false;
    this.password = "";
    this.name = null;
  }

  override firstUpdated(): void {
    void this.#look();
  }

  override render() {
    if (this.#token === "") {
      return this.#renderCard(
        "This link is incomplete",
        html`<p class="quiet">Open the whole link that you were sent. It ends in <code>#</code> and many letters.</p>`,
      );
    }
    if (this.dead !== null) return this.#renderCard("This link opens nothing", html`<p class="quiet">${this.dead}</p>`);
    if (this.invited !== null) return this.#renderForm(this.invited);
    if (this.problem === null)
      return html`<main><div class="card skeleton" role="status" aria-label="Looking at the link"><i></i><i></i><i></i></div></main>`;
    return this.#renderCard(
      "The link could not be checked",
      html`<p class="refusal" role="alert">${this.problem}</p>
        <button type="button" class="primary wide" @click=${() => void this.#look()}>Try again</button>`,
    );
  }

  #renderCard(title: string, content: TemplateResult) {
    return html`<main>
      <section class="card">
        <div class="mark">${mark(36)}</div>
        <h1>${title}</h1>
        ${content}
        <a href="/crm/inbox">Go to the console</a>
      </section>
    </main>`;
  }

  #renderForm({ name, email, joined, company_name }: Invited) {
    return html`<main>
      <form @submit=${this.#submit} aria-labelledby="title">
        <div class="mark">${mark(36)}</div>
        <h1 id="title">${joined ? "Choose a new password" : `Welcome to ${company_name}`}</h1>
        <p class="lead">
          ${joined ? "You will be signed out everywhere else." : "Choose a password, and you are in. It takes a minute."}
        </p>
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
        ${field({ name: "email", label: "Email", type: "email", value: email, readOnly: true, autocomplete: "username" })}
        ${
          joined
            ? nothing
            : field({
                name: "name",
                label: "Your name",
                value: this.name ?? name,
                hint: "Visitors and colleagues see it.",
                maxLength: 100,
                required: true,
                autocomplete: "name",
                onInput: (value) => {
                  this.name = value;
                },
              })
        }
        ${newPassword({
          name: "password",
          label: "Password",
          value: this.password,
          problem: this.problems["password"],
          onInput: (value) => {
            this.password = value;
          },
        })}
        <button class="primary wide" type="submit" aria-disabled=${this.busy ? "true" : nothing}>
          ${this.busy ? "Signing in…" : "Save and sign in"}
        </button>
      </form>
    </main>`;
  }

  /** Never rejects: what fails is shown. */
  async #look(): Promise<void> {
    if (this.#token === "") return;
    this.problem = null;
    try {
      this.invited = await this.services.session.whoseLink(this.#token);
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>("#password")?.focus();
    } catch (error) {
      this.#refused(error);
    }
  }

  #refused(error: unknown): void {
    if (isRefusal(error, "NOT_FOUND")) this.dead = error.message;
    else this.problem = messageOf(error);
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const { password } = this;
    const name = this.name?.trim() ?? "";
    this.problem = null;
    this.problems =
      password.length < shortestPassword ? { password: `Use at least ${shortestPassword} characters.` } : {};
    if (Object.keys(this.problems).length > 0) return this.#focusProblem();
    this.busy = true;
    try {
      await this.services.session.join({ token: this.#token, password, ...(name === "" ? {} : { name }) });
      this.router.go("/crm/inbox", "replace");
    } catch (error) {
      this.problems = fieldProblems(error);
      if (Object.keys(this.problems).length === 0) this.#refused(error);
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

customElements.define("console-welcome", WelcomePage);
