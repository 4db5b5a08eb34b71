import { css, html, nothing } from "lit";
import { fieldProblems, messageOf } from "../api.ts";
import { deviceName } from "../inbox/device.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { field, fieldLook } from "../parts/field.ts";
import { newPassword, strengthLook } from "../parts/new-password.ts";
import { statusLook } from "../parts/status.ts";
import type { SignIn } from "../records.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import { peopleLook } from "../settings/people-look.ts";
import { ago, instantText, Ticking } from "../time.ts";

/** One's own account: name, password, and where one is signed in. */
export class SettingsProfilePage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    name: { state: true },
    current: { state: true },
    next: { state: true },
    sessions: { state: true },
    problem: { state: true },
    problems: { state: true },
    saving: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    strengthLook,
    statusLook,
    frameLook,
    peopleLook,
    css`
      .password {
        display: grid;
        gap: 1rem;
        max-width: 24rem;
      }
    `,
  ];

  /** As typed; null while it is the stored one. */
  declare private name: string | null;
  declare private current: string;
  declare private next: string;
  /** Null until they are loaded. */
  declare private sessions: readonly SignIn[] | null;
  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;
  declare private saving: "name" | "password" | null;

  constructor() {
    super();
    this.name = null;
    this.current = "";
    this.next = "";
    this.sessions = null;
    this.problem = null;
    this.problems = {};
    this.saving = null;
    new Ticking(this);
  }

  override firstUpdated(): void {
    void this.#load();
  }

  override render() {
    const intro = html`You sign in as ${this.desk.employee.email}, with the role ${this.desk.employee.role}.`;
    return settingsFrame(
      this,
      { title: "Your profile", intro, problem: this.problem },
      html`${this.#renderName()} ${this.#renderPassword()} ${this.#renderSessions()}`,
    );
  }

  #renderName() {
    const stored = this.desk.employee.name;
    const name = this.name ?? stored;
    const dirty = name.trim() !== stored && name.trim() !== "";
    return html`<form class="card" novalidate @submit=${this.#saveName}>
      <h2>Name</h2>
      ${field({
        name: "name",
        label: "Your name",
        value: name,
        hint: "Visitors and colleagues see it.",
        maxLength: 100,
        autocomplete: "name",
        problem: this.problems["name"],
        onInput: (value) => {
          this.name = value;
        },
      })}
      <div class="save">
        <button type="submit" class=${dirty ? "primary" : ""} ?disabled=${!dirty || this.saving !== null}>
          ${this.saving === "name" ? "Saving…" : "Save name"}
        </button>
      </div>
    </form>`;
  }

  #renderPassword() {
    const ready = this.current !== "" && this.next !== "";
    return html`<form class="card" novalidate @submit=${this.#savePassword}>
      <h2>Password</h2>
      <div class="password">
        <input type="hidden" autocomplete="username" .value=${this.desk.employee.email} />
        ${field({
          name: "current",
          label: "Current password",
          type: "password",
          value: this.current,
          autocomplete: "current-password",
          problem: this.problems["password.current"],
          onInput: (value) => {
            this.current = value;
          },
        })}
        ${newPassword({
          name: "next",
          label: "New password",
          value: this.next,
          problem: this.problems["password.new"],
          onInput: (value) => {
            this.next = value;
          },
        })}
      </div>
      <p class="quiet small">You stay signed in here, and are signed out everywhere else.</p>
      <div class="save">
        <button type="submit" class=${ready ? "primary" : ""} ?disabled=${!ready || this.saving !== null}>
          ${this.saving === "password" ? "Saving…" : "Change password"}
        </button>
      </div>
    </form>`;
  }

  #renderSessions() {
    return html`<section class="card" aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      ${
        this.sessions === null
          ? html`<div class="skeleton ghost" role="status" aria-label="Loading your sign-ins"><i></i><i></i></div>`
          : html`<ul class="people">${this.sessions.map((session) => this.#renderSession(session))}</ul>`
      }
    </section>`;
  }

  #renderSession({ session_id, current, user_agent, network, created_at, last_used_at }: SignIn) {
    const device = deviceName(user_agent) ?? "Unknown browser";
    return html`<li>
      <div class="who">
        <strong>${device}</strong>
        <span class="quiet small">
          ${current ? "In use now" : html`Last used ${ago(last_used_at, Date.now())}`} · signed in ${instantText(created_at)}${network === null ? nothing : ` · ${network}`}
        </span>
      </div>
      ${
        current
          ? html`<span class="status accent">This browser</span>`
          : html`<button type="button" aria-label="Sign out ${device}, signed in ${instantText(created_at)}" @click=${() => void this.#end(session_id)}>Sign out</button>`
      }
    </li>`;
  }

  /** Never rejects: what fails is shown. */
  async #load(): Promise<void> {
    try {
      this.sessions = await this.services.client.call("GET /profile/sessions", {});
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  async #end(id: number): Promise<void> {
    try {
      await this.services.client.call("DELETE /profile/sessions/{id}", { params: { id } });
      this.services.notify("Signed out there.");
    } catch (error) {
      this.services.report(error);
    }
    await this.#load();
  }

  readonly #saveName = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const name = this.name?.trim() ?? "";
    if (name === "" || this.saving !== null) return;
    if (!(await this.#save("name", { name }))) return;
    this.services.notify("Your name is saved.");
    this.name = null;
    // The rail, the inbox and this page show the name that the session knows.
    await this.services.session.resume();
  };

  readonly #savePassword = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.current === "" || this.next === "" || this.saving !== null) return;
    if (!(await this.#save("password", { password: { current: this.current, new: this.next } }))) return;
    this.services.notify("Your password is changed.");
    this.current = "";
    this.next = "";
    await this.#load();
  };

  /** Resolves to whether it was done; what the API refused is shown. */
  async #save(what: "name" | "password", body: { name: string } | { password: { current: string; new: string } }) {
    this.saving = what;
    this.problem = null;
    this.problems = {};
    try {
      await this.services.client.call("PUT /profile", { body });
      return true;
    } catch (error) {
      this.problems = fieldProblems(error);
      if (Object.keys(this.problems).length === 0) this.problem = messageOf(error);
      return false;
    } finally {
      this.saving = null;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }
}

customElements.define("console-settings-profile", SettingsProfilePage);
