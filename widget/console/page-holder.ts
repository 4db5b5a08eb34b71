import type { ReactiveControllerHost } from "lit";
import type { Desk } from "./desk.ts";
import type { DeskPage, Page } from "./page.ts";
import type { Place, Route } from "./router.ts";
import type { Services } from "./services.ts";
import type { Readable } from "./store.ts";

const home = "/crm/inbox";
const signIn: Route = {
  path: "",
  title: "Sign in",
  tag: "console-sign-in",
  load: () => import("./pages/sign-in.ts"),
  open: true,
};
const notFound: Route = {
  path: "",
  title: "Not found",
  tag: "console-not-found",
  load: () => import("./pages/not-found.ts"),
};
const broken: Route = {
  path: "",
  title: "Not loaded",
  tag: "console-not-loaded",
  load: () => import("./pages/not-found.ts"),
};

/** Holds the element of the page that the address and the session ask for. The old one stays until the new one is loaded. */
export class PageHolder {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #services: Services;
  readonly #desk: Readable<Desk | null>;
  #route: Route | null = null;
  #page: Page | null = null;
  #pageDesk: Desk | null = null;
  #turn = 0;

  constructor(host: ReactiveControllerHost & HTMLElement, services: Services, desk: Readable<Desk | null>) {
    this.#host = host;
    this.#services = services;
    this.#desk = desk;
  }

  get element(): HTMLElement | null {
    return this.#page;
  }

  get title(): string {
    return this.#route?.title ?? "Valethon";
  }

  /** True while a page in front of the sign-in is shown: it stands alone, without navigation. */
  get isGate(): boolean {
    return this.#route?.open === true;
  }

  start(): () => void {
    const show = () => void this.#show();
    const { session, router } = this.#services;
    const undo = [router.place.subscribe(show), session.state.subscribe(show), this.#desk.subscribe(show)];
    return () => {
      for (const one of undo) one();
    };
  }

  async #show(): Promise<void> {
    const { session, router } = this.#services;
    const place = router.place.value;
    const state = session.state.value.kind;
    if (state === "unknown" || state === "unreachable") return;
    if (state === "signed_in" && isEntrance(place)) return router.go(home, "replace");
    const route = place.route?.open ? place.route : state === "signed_out" ? signIn : (place.route ?? notFound);
    if (route.open !== true && this.#desk.value === null) return;
    await this.#load(route, place);
  }

  async #load(route: Route, place: Place): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const loaded = await route.load().then(
      () => route,
      () => broken.load().then(() => broken),
    );
    // Another address was asked for meanwhile.
    if (turn !== this.#turn) return;
    this.#put(loaded, place);
  }

  #put(route: Route, place: Place): void {
    const desk = this.#desk.value;
    const first = this.#page === null;
    const same = this.#page?.localName === route.tag && this.#pageDesk === desk;
    if (!same || this.#page === null) {
      this.#page = document.createElement(route.tag) as Page;
      this.#pageDesk = desk;
      this.#page.services = this.#services;
      if (desk !== null) (this.#page as DeskPage).desk = desk;
    }
    this.#page.place = place;
    this.#route = route;
    if (!same) this.#services.title.set(null);
    this.#host.requestUpdate();
    if (!same && !first && route.open !== true) void this.#focusPage();
  }

  /** Keyboard and screen reader go on where the new page begins. */
  async #focusPage(): Promise<void> {
    await this.#host.updateComplete;
    this.#host.shadowRoot?.querySelector<HTMLElement>("#page")?.focus({ preventScroll: true });
  }
}

function isEntrance(place: Place): boolean {
  return place.route?.path === "/crm/sign-in" || /^\/crm\/?$/.test(place.href);
}
