import { css, html, LitElement, nothing } from "lit";
import type { Desk } from "./desk.ts";
import { icon, mark } from "./icons.ts";
import { countWaiting } from "./inbox/tabs.ts";
import { baseLook } from "./look.ts";
import { avatar, avatarLook } from "./parts/avatar.ts";
import { buttonLook } from "./parts/button.ts";
import { railLook } from "./rail-look.ts";
import { sections } from "./routes.ts";
import type { Services } from "./services.ts";
import { Watch } from "./store.ts";

/** The navigation: a rail at the side, a bar at the foot of a phone. */
export class NavRail extends LitElement {
  static override properties = { services: { attribute: false }, desk: { attribute: false } };
  static override styles = [baseLook, buttonLook, avatarLook, railLook];

  declare services: Services;
  declare desk: Desk;

  constructor() {
    super();
    new Watch(this, () => [
      this.services.router.place,
      this.services.mode,
      this.desk.inbox.state,
      this.desk.connection,
    ]);
  }

  override render() {
    const { employee } = this.desk;
    return html`<nav aria-label="Main">
      <a class="brand" href="/crm/inbox" aria-label="Valethon, go to the inbox">${mark(30)}</a>
      <button type="button" class="account find" title="Search (Ctrl K or ⌘ K)" @click=${this.#search}>
        ${icon("search", 21)}<span>Search</span>
      </button>
      <div class="sections">${sections.map((section) => this.#renderSection(section))}</div>
      <span class="gap"></span>
      ${this.#renderMore()}
      ${this.#renderMode()}
      <button type="button" class="account" popovertarget="menu" title="Account">
        ${avatar(employee.name)}<i class="dot ${this.desk.connection.value}"></i>
        <span class="name">Account</span><span class="unseen"> of ${employee.name}</span>
      </button>
      ${this.#renderMenu()}
    </nav>`;
  }

  readonly #search = (): void => {
    this.dispatchEvent(new Event("search", { bubbles: true, composed: true }));
  };

  #renderSection(section: (typeof sections)[number]) {
    const waiting = section.path === "/crm/inbox" ? countWaiting(this.desk.inbox.state.value.rows) : 0;
    return html`<a
      class="section ${section.first ? "" : "later"}"
      href=${section.path}
      aria-current=${this.#isCurrent(section) ? "page" : nothing}
    >
      <span class="sign">${icon(section.icon, 21)}${waiting === 0 ? nothing : html`<b aria-hidden="true">${waiting > 99 ? "99+" : waiting}</b>`}</span>
      <span>${section.label}</span>
      ${waiting === 0 ? nothing : html`<span class="unseen">, ${waiting} waiting</span>`}
    </a>`;
  }

  #isCurrent({ path, also = path }: (typeof sections)[number]): boolean {
    const here = this.services.router.place.value.href.split("?")[0] ?? "";
    return [path, also].some((one) => here === one || here.startsWith(`${one}/`));
  }

  /** What has no room at the foot of a phone. */
  #renderMore() {
    const later = sections.filter(({ first }) => first !== true);
    const current = later.find((section) => this.#isCurrent(section));
    return html`<button type="button" class="account more" popovertarget="more" aria-current=${current ? "page" : nothing}>
        ${icon(current?.icon ?? "more", 21)}<span>${current?.label ?? "More"}</span>
      </button>
      <div id="more" popover class="menu" role="group" aria-label="More" @click=${this.#leaveMore}>
        ${later.map((section) => html`<a href=${section.path}>${icon(section.icon, 18)}${section.label}</a>`)}
      </div>`;
  }

  readonly #leaveMore = (): void => {
    this.renderRoot.querySelector<HTMLElement>("#more")?.hidePopover();
  };

  #renderMode() {
    const test = this.services.mode.value === "test";
    return html`<button
      type="button"
      class="mode"
      role="switch"
      aria-checked=${test ? "true" : "false"}
      title=${test ? "Showing test data. Switch to live." : "Showing live data. Switch to test."}
      @click=${() => this.services.setMode(test ? "live" : "test")}
    >
      <span class="track"><i></i></span>
      <span>Test data</span>
    </button>`;
  }

  #renderMenu() {
    const { employee } = this.desk;
    const connection = {
      online: "Connected",
      connecting: "Connecting…",
      offline: "No connection",
      idle: "Not connected",
    };
    return html`<div id="menu" popover class="menu" role="group" aria-label="Account">
      <div class="who">
        ${avatar(employee.name)}
        <div class="clip">
          <div class="clip"><strong>${employee.name}</strong></div>
          <div class="quiet small clip">${employee.email}</div>
        </div>
      </div>
      <p class="quiet small">
        <i class="dot ${this.desk.connection.value}"></i>${connection[this.desk.connection.value]} · ${employee.role}
      </p>
      <a href="/crm/settings/profile" @click=${this.#leaveMenu}>${icon("person", 17)} Your profile</a>
      <button type="button" class="plain" @click=${this.#signOut}>${icon("out", 17)} Sign out</button>
    </div>`;
  }

  readonly #leaveMenu = (): void => {
    this.renderRoot.querySelector<HTMLElement>("#menu")?.hidePopover();
  };

  readonly #signOut = async (): Promise<void> => {
    try {
      await this.services.session.signOut();
    } catch (error) {
      this.services.report(error);
    }
  };
}

/** Says when there is no connection, once it has lasted long enough to matter. */
export class ConnectionNote extends LitElement {
  static override properties = { desk: { attribute: false } };
  static override styles = [
    baseLook,
    css`
      p {
        padding: 0.375rem 1rem;
        border-bottom: 1px solid var(--c-line);
        background: var(--c-bad-soft);
        color: var(--c-bad);
        font-size: 0.8125rem;
        animation: appear 0s 2s both;
      }
    `,
  ];

  declare desk: Desk;

  constructor() {
    super();
    new Watch(this, () => [this.desk.connection]);
  }

  override render() {
    const lost = this.desk.connection.value !== "online" && this.desk.connection.value !== "idle";
    return html`<div role="status">
      ${lost ? html`<p>Reconnecting… What you send is kept on this device and goes out by itself.</p>` : nothing}
    </div>`;
  }
}

customElements.define("console-rail", NavRail);
customElements.define("console-connection", ConnectionNote);
