import { html, LitElement, nothing } from "lit";
import { allowed, browserEnvironment } from "../state/environment.ts";
import { tokens } from "../ui/theme.ts";
import { Desk } from "./desk.ts";
import { icon } from "./icons.ts";
import { countWaiting, nameOfVisitor } from "./inbox/tabs.ts";
import { baseLook } from "./look.ts";
import "./nav-rail.ts";
import { Notices } from "./notices.ts";
import { PageHolder } from "./page-holder.ts";
import { buttonLook } from "./parts/button.ts";
import "./parts/toast.ts";
import type { Employee } from "./records.ts";
import { routedHref } from "./router.ts";
import { SearchOpener } from "./search/opener.ts";
import { createServices, type Services } from "./services.ts";
import { shellLook } from "./shell-look.ts";
import { Store, Watch } from "./store.ts";

/** Another name or role is shown, and allows, something else everywhere. */
const isSame = (one: Employee, other: Employee | null) =>
  one.employee_id === other?.employee_id && one.name === other.name && one.role === other.role;

/**
 * The console's shell: navigation, the live or test banner, the connection's state, and the page of the address.
 * Signed out, it shows the sign-in in place of the page and keeps the address.
 */
export class ConsoleApp extends LitElement {
  static override styles = [tokens, baseLook, buttonLook, shellLook];

  readonly #services: Services = createServices(window);
  readonly #desk = new Store<Desk | null>(null);
  readonly #holder = new PageHolder(this, this.#services, this.#desk);
  readonly #search = new SearchOpener(this, this.#services, this.#desk);
  #undo: (() => void)[] = [];

  constructor() {
    super();
    const { session, router, mode, toasts, title } = this.#services;
    new Watch(this, () => [session.state, router.place, mode, toasts.shown, title, this.#desk]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { session, router, mode, toasts } = this.#services;
    const click = (event: MouseEvent) => this.#follow(event);
    const look = () => this.#services.alerts.look(document.visibilityState === "visible" && document.hasFocus());
    const arrive = () => document.visibilityState === "visible" && toasts.arrived(router.place.value.href);
    this.addEventListener("click", click);
    document.addEventListener("visibilitychange", arrive);
    for (const type of lookTypes) addEventListener(type, look, { capture: true });
    look();
    this.#undo = [
      () => this.removeEventListener("click", click),
      router.start(),
      () => document.removeEventListener("visibilitychange", arrive),
      () => {
        for (const type of lookTypes) removeEventListener(type, look, { capture: true });
      },
      () => this.#services.alerts.stop(),
      router.place.subscribe(arrive),
      session.state.subscribe(() => this.#seatEmployee()),
      mode.subscribe(() => this.#seatEmployee()),
      this.#holder.start(),
    ];
    // Whoever sets up or comes by a personal link is about to sign in: nothing to ask.
    if (["/crm/setup", "/crm/welcome"].includes(router.place.value.route?.path ?? "")) session.begin();
    else void session.resume();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const undo of this.#undo) undo();
    this.#desk.value?.stop();
    this.#desk.set(null);
  }

  override render() {
    const { session, toasts, mode } = this.#services;
    const desk = this.#desk.value;
    const state = session.state.value;
    const toastList = html`<console-toasts
      class=${this.#isDeep ? "deep" : ""}
      .toasts=${toasts.shown.value}
      @dismiss=${(event: CustomEvent<number>) => toasts.dismiss(event.detail)}
    ></console-toasts>`;
    if (state.kind === "unreachable") return this.#renderUnreachable(state.problem);
    if (this.#holder.isGate || desk === null) return html`${this.#holder.element ?? nothing}${toastList}`;
    return html`<nav aria-label="Shortcut"><a class="skip" href="#page" @click=${this.#skip}>Skip to content</a></nav>
      <div class="shell ${mode.value} ${this.#isDeep ? "deep" : ""}">
        <console-rail .services=${this.#services} .desk=${desk}></console-rail>
        <div class="content">
          ${mode.value === "test" ? this.#renderTestBanner() : nothing}
          <console-connection .desk=${desk}></console-connection>
          <main id="page" tabindex="-1">${this.#holder.element ?? nothing}</main>
        </div>
      </div>
      ${this.#search.element ?? nothing} ${toastList}`;
  }

  override updated(): void {
    const { title } = this.#services;
    const desk = this.#desk.value;
    const waiting = desk === null ? 0 : countWaiting(desk.inbox.state.value.rows);
    const name = `${title.value ?? this.#holder.title} · Valethon`;
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  }

  /** On a phone a single conversation fills the screen. */
  get #isDeep(): boolean {
    return this.#services.router.place.value.params["id"] !== undefined;
  }

  #renderTestBanner() {
    return html`<section class="banner" aria-label="Mode">
      ${icon("flask", 16)}
      <span><strong>Test data.</strong> <span class="more">Nothing here reaches real visitors or customers.</span></span>
      <button type="button" class="plain" @click=${() => this.#services.setMode("live")}>Switch to live</button>
    </section>`;
  }

  #renderUnreachable(problem: string) {
    return html`<main class="alone">
      <div>
        ${icon("alert", 28)}
        <h1>The console cannot be loaded</h1>
        <p class="quiet">${problem}</p>
        <button type="button" class="primary" @click=${() => void this.#services.session.resume()}>Try again</button>
      </div>
    </main>`;
  }

  /** One desk for one employee in one mode; another pair gets another desk. */
  #seatEmployee(): void {
    const { session, client, mode, toasts } = this.#services;
    const employee = session.employee;
    const seated = this.#desk.value;
    if (seated !== null && seated.mode === mode.value && isSame(seated.employee, employee)) return;
    seated?.stop();
    toasts.forgetCalls();
    if (employee === null) {
      this.#desk.set(null);
      return;
    }
    const desk = new Desk({
      origin: location.origin,
      mode: mode.value,
      employee,
      client,
      environment: browserEnvironment(),
      drafts: allowed(() => sessionStorage),
      csrfToken: () => session.csrfToken,
      // No page holds anything else that is worth keeping: what was written and not sent lies on the device.
      restored: () => location.reload(),
      isSignedIn: async () => {
        await session.resume();
        return session.employee !== null;
      },
    });
    const notices = new Notices({
      employeeId: employee.employee_id,
      inbox: desk.inbox,
      isLookedAt: (conversationId) => desk.isLookedAt(conversationId),
      tell: (text, href) => toasts.call(text, href),
    });
    this.#undo.push(
      desk.inbox.state.subscribe(() => this.requestUpdate()),
      desk.onEvent((event) => notices.hear(event)),
      desk.onEvent((event) => this.#services.alerts.hear(event, employee.employee_id, (id) => nameIn(desk, id))),
    );
    this.#desk.set(desk);
    desk.start();
  }

  #follow(event: MouseEvent): void {
    const href = routedHref(event, location.origin);
    if (href === null) return;
    event.preventDefault();
    this.#services.router.go(href);
  }

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>("#page")?.focus();
  };
}

/** Whether somebody looks at the page changes with these. */
const lookTypes = ["visibilitychange", "focus", "blur"] as const;

/** Whom a conversation is with, as far as the inbox knows it already. */
function nameIn(desk: Desk, conversationId: number): string {
  const row = desk.inbox.state.value.rows.get(conversationId);
  return row === undefined ? "New message" : nameOfVisitor(row);
}

customElements.define("valethon-console", ConsoleApp);
