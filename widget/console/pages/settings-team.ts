import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { Role } from "../../../api/access/permissions.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { avatar, avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { confirm } from "../parts/confirm.ts";
import { fieldLook } from "../parts/field.ts";
import "../parts/menu.ts";
import { statusLook } from "../parts/status.ts";
import type { Colleague, Invitation } from "../records.ts";
import { may } from "../rights.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import "../settings/invite-dialog.ts";
import { peopleLook } from "../settings/people-look.ts";
import { aRole, roleChoices, roleTexts } from "../settings/roles.ts";
import { TeamList } from "../settings/team-list.ts";
import { readTeam } from "../team.ts";
import { dateText } from "../time.ts";

const labels = new Map<string, string>(roleChoices);

/** Who works here. Owners invite people and change what they may do; everybody else of the settings looks on. */
export class SettingsTeamPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    inviting: { state: true },
    invitation: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    statusLook,
    avatarLook,
    frameLook,
    peopleLook,
    css`
      .people > li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto 2rem;
      }
      .people > li.off {
        grid-template-columns: auto minmax(0, 1fr) auto auto;
      }
      .off .avatar {
        filter: grayscale(1);
      }
      .tools {
        display: flex;
        align-items: center;
        gap: 0.75rem;
      }
      .people select {
        width: 7rem;
      }
      @media (max-width: 600px) {
        .people > li {
          grid-template-columns: auto minmax(0, 1fr) 2rem;
        }
        .people > li.off {
          grid-template-columns: auto minmax(0, 1fr) auto;
        }
        .tools {
          grid-row: 2;
          grid-column: 2 / -1;
          padding-bottom: 0.25rem;
        }
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0.25rem 0.75rem;
        color: var(--c-ink-3);
        font-size: 0.8125rem;
      }
      dt {
        color: var(--c-ink-2);
        font-weight: 550;
      }
    `,
  ];

  declare private inviting: boolean;
  /** The link that is shown, the only time it can be. */
  declare private invitation: Invitation | null;
  /** Whom records can be assigned to changes along. */
  readonly #team = new TeamList(this, () => void readTeam(this.services.client, this.desk.employees));

  constructor() {
    super();
    this.inviting = false;
    this.invitation = null;
  }

  override render() {
    const { people, problem } = this.#team;
    const actions = this.#mayChange
      ? html`<button type="button" class="primary" @click=${this.#open}>${icon("plus", 16)}Invite</button>`
      : nothing;
    const intro = this.#mayChange
      ? "Who signs in to this console, and what each may do."
      : "Who signs in to this console. Owners invite people and change what they may do.";
    return settingsFrame(
      this,
      { title: "Team", intro, actions, problem },
      html`<section class="card" aria-label="People">
          ${
            people === null
              ? html`<div class="skeleton ghost" role="status" aria-label="Loading the team"><i></i><i></i><i></i></div>`
              : html`<ul class="people">${people.map((person) => this.#renderPerson(person))}</ul>`
          }
        </section>
        <dl>${roleChoices.map(([role, label]) => html`<dt>${label}</dt><dd>${roleTexts[role]}</dd>`)}</dl>
        <console-invite
          .services=${this.services}
          .open=${this.inviting}
          .invitation=${this.invitation}
          @invited=${this.#invited}
          @close=${this.#close}
        ></console-invite>`,
    );
  }

  get #mayChange(): boolean {
    return may(this.desk.employee.role, "owner");
  }

  #renderPerson(person: Colleague) {
    const { employee_id, name, email, disabled_at } = person;
    const own = employee_id === this.desk.employee.employee_id;
    return html`<li class=${disabled_at === null ? "" : "off"}>
      ${avatar(name)}
      <div class="who">
        <span><strong>${name}</strong>${own ? html` <span class="quiet">(you)</span>` : nothing}</span>
        <span class="quiet small">${email}</span>
      </div>
      <div class="tools">${this.#renderState(person)} ${this.#renderRole(person)}</div>
      ${this.#mayChange && !own ? this.#renderMenu(person) : nothing}
    </li>`;
  }

  #renderState({ disabled_at, joined_at }: Colleague) {
    if (disabled_at !== null) {
      return html`<span class="status plain">Disabled since ${dateText(disabled_at, Date.now())}</span>`;
    }
    return joined_at === null ? html`<span class="status accent">Invited</span>` : nothing;
  }

  #renderRole(person: Colleague) {
    const { name, role, disabled_at } = person;
    if (!this.#mayChange || disabled_at !== null) return html`<span class="status plain">${labels.get(role)}</span>`;
    return html`<select aria-label="Role of ${name}" @change=${(event: Event) => void this.#setRole(person, event.target as HTMLSelectElement)}>
      ${roleChoices.map(([value, label]) => html`<option value=${value} .selected=${live(value === role)}>${label}</option>`)}
    </select>`;
  }

  #renderMenu(person: Colleague) {
    const { name, disabled_at, joined_at } = person;
    if (disabled_at !== null) {
      return html`<button type="button" aria-label="Enable ${name}" @click=${() => void this.#team.setDisabled(person, false)}>Enable</button>`;
    }
    return html`<console-menu label="More actions for ${name}">
      <button type="button" @click=${() => void this.#makeLink(person)}>
        ${icon("chain", 16)}${joined_at === null ? "New invitation link" : "Link for a new password"}
      </button>
      <button type="button" ?hidden=${joined_at === null} @click=${() => void this.#team.signOut(person)}>
        ${icon("out", 16)}Sign out everywhere
      </button>
      <button type="button" class="danger" @click=${() => void this.#disable(person)}>${icon("close", 16)}Disable</button>
    </console-menu>`;
  }

  readonly #open = (): void => {
    this.invitation = null;
    this.inviting = true;
  };

  readonly #close = (): void => {
    this.inviting = false;
  };

  readonly #invited = (event: CustomEvent<Invitation>): void => {
    this.invitation = event.detail;
    void this.#team.load();
    void readTeam(this.services.client, this.desk.employees);
  };

  async #makeLink(person: Colleague): Promise<void> {
    const made = await this.#team.makeLink(person);
    if (made === null) return;
    this.invitation = made;
    this.inviting = true;
  }

  async #setRole(person: Colleague, select: HTMLSelectElement): Promise<void> {
    // The choices are the roles.
    const role = select.value as Role;
    const { name } = person;
    if (await this.#isSure(person, role)) await this.#team.setRole(person, role, `${name} is now ${aRole(role)}.`);
    // What was not done is shown as it stands.
    this.requestUpdate();
  }

  /** Asks before what one could hardly take back oneself. */
  async #isSure({ employee_id, name }: Colleague, role: Role): Promise<boolean> {
    if (employee_id === this.desk.employee.employee_id) {
      return await confirm({
        heading: `Become ${aRole(role)}?`,
        text: "You can no longer change the team then. Another owner would have to make you one again.",
        action: `Become ${aRole(role)}`,
        danger: true,
      });
    }
    if (role !== "owner") return true;
    return await confirm({
      heading: `Make ${name} an owner?`,
      text: "Owners may do everything: change the team, you included, and erase people for good.",
      action: "Make an owner",
    });
  }

  async #disable(person: Colleague): Promise<void> {
    const sure = await confirm({
      heading: `Disable ${person.name}?`,
      text: "All sign-ins end at once, and none is possible until you enable the account again. What the person did stays.",
      action: "Disable",
      danger: true,
    });
    if (sure) await this.#team.setDisabled(person, true);
  }
}

customElements.define("console-settings-team", SettingsTeamPage);
