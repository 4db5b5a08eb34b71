import { css, html, LitElement, nothing } from "lit";
import type { Role } from "../../../api/access/permissions.ts";
import { fieldProblems, messageOf } from "../api.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { selectField } from "../parts/choices.ts";
import "../parts/copy.ts";
import type { ConsoleDialog } from "../parts/dialog.ts";
import "../parts/dialog.ts";
import { field, fieldLook } from "../parts/field.ts";
import type { Invitation } from "../records.ts";
import type { Services } from "../services.ts";
import { instantText } from "../time.ts";
import { roleChoices, roleTexts } from "./roles.ts";

/**
 * Invites a colleague, or shows the link that was made for one, `<console-invite>`.
 *
 * @property open - shows it
 * @property invitation - the link to show; null asks whom to invite
 * @fires invited - somebody was invited; the detail is the invitation, which the owner hands down
 * @fires close - the person wants it closed
 */
export class ConsoleInvite extends LitElement {
  static override properties = {
    services: { attribute: false },
    open: { type: Boolean },
    invitation: { attribute: false },
    chosen: { state: true },
    busy: { state: true },
    problem: { state: true },
    problems: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      form,
      .link {
        display: grid;
        gap: 1rem;
      }
      .refusal {
        padding: 0.5rem 0.75rem;
        border-radius: 8px;
        background: var(--c-bad-soft);
        color: var(--c-bad);
        font-size: 0.8125rem;
      }
    `,
  ];

  declare services: Services;
  declare open: boolean;
  declare invitation: Invitation | null;
  declare private chosen: Role;
  declare private busy: boolean;
  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.open = false;
    this.invitation = null;
    this.chosen = "agent";
    this.busy = false;
    this.problem = null;
    this.problems = {};
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("open") || !this.open) return;
    this.chosen = "agent";
    this.problem = null;
    this.problems = {};
    this.renderRoot.querySelector("form")?.reset();
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (!this.open || !(changed.has("open") || changed.has("invitation"))) return;
    void this.#focusOpened(this.invitation === null ? "#name" : "button.primary");
  }

  override render() {
    const { invitation } = this;
    return html`<console-dialog .heading=${this.#heading} .open=${this.open} .busy=${this.busy} @close=${this.#close}>
      ${invitation === null ? this.#renderForm() : this.#renderLink(invitation)}
      ${
        invitation === null
          ? html`<button slot="actions" type="button" @click=${this.#close}>Cancel</button>
              <button slot="actions" type="button" class="primary" ?disabled=${this.busy} @click=${() => void this.#invite()}>
                ${this.busy ? "Inviting…" : "Invite"}
              </button>`
          : html`<button slot="actions" type="button" class="primary" @click=${this.#close}>Done</button>`
      }
    </console-dialog>`;
  }

  get #heading(): string {
    if (this.invitation === null) return "Invite a colleague";
    const { name, joined_at } = this.invitation;
    return joined_at === null ? `Invitation for ${name}` : `New password for ${name}`;
  }

  #renderForm() {
    return html`<form novalidate @submit=${this.#submit}>
      ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
      ${field({ name: "name", label: "Name", hint: "Visitors and colleagues see it.", maxLength: 100, problem: this.problems["name"] })}
      ${field({ name: "email", label: "Email", type: "email", hint: "What your colleague signs in with.", maxLength: 254, problem: this.problems["email"] })}
      ${selectField({
        name: "role",
        label: "Role",
        options: roleChoices,
        value: this.chosen,
        hint: roleTexts[this.chosen],
        onChange: (value) => {
          // The choices are the roles.
          this.chosen = value as Role;
        },
      })}
      <button type="submit" hidden></button>
    </form>`;
  }

  #renderLink({ name, email, joined_at, invite_url, invite_expires_at }: Invitation) {
    return html`<div class="link">
      <p>
        ${
          joined_at === null
            ? html`${name} chooses a password by this link and is in. Valethon sends no mail: copy the link and send it to ${email} yourself.`
            : html`By this link ${name} chooses a new password, which ends all sign-ins of the old one. Valethon sends no mail: copy the link and send it yourself.`
        }
      </p>
      <console-copy .text=${invite_url} label="link"></console-copy>
      <p class="quiet small">
        It works once, until ${instantText(invite_expires_at)}, and is shown only now. Whoever has it gets in: send it to nobody else.
      </p>
    </div>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#invite();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event("close"));
  };

  async #invite(): Promise<void> {
    if (this.busy) return;
    const typed = (name: string) => this.renderRoot.querySelector<HTMLInputElement>(`#${name}`)?.value.trim() ?? "";
    const body = { name: typed("name"), email: typed("email"), role: this.chosen };
    this.problem = null;
    this.problems = {
      ...(body.name === "" ? { name: "Write your colleague’s name." } : {}),
      ...(body.email === "" ? { email: "Write your colleague’s email." } : {}),
    };
    if (Object.keys(this.problems).length > 0) return this.#focusProblem();
    this.busy = true;
    try {
      const detail = await this.services.client.call("POST /employees", { body });
      this.dispatchEvent(new CustomEvent("invited", { detail }));
    } catch (error) {
      this.problems = fieldProblems(error);
      // What the API says of an email that is taken is in its message.
      this.problem = messageOf(error);
      await this.#focusProblem();
    } finally {
      this.busy = false;
    }
  }

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    this.#focus('[aria-invalid="true"]');
  }

  /** The dialog focuses its own button as it opens, and the link comes later, in place of the form. */
  async #focusOpened(selector: string): Promise<void> {
    await (this.renderRoot.querySelector("console-dialog") as ConsoleDialog).updateComplete;
    this.#focus(selector);
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }
}

customElements.define("console-invite", ConsoleInvite);
