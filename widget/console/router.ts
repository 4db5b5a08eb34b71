import { Store } from "./store.ts";

/** A page of the console. A new page is one file and one such row in routes.ts. */
export interface Route {
  /** Path with `:name` for parts that vary. */
  readonly path: string;
  readonly title: string;
  /** The custom element that shows it; routes that share one share its instance too. */
  readonly tag: `console-${string}`;
  /** Defines the element: a dynamic import, so that a page is fetched when it is first shown. */
  readonly load: () => Promise<unknown>;
  /** Shown to people who have not signed in, without the navigation. */
  readonly open?: true;
}

export interface Place {
  readonly route: Route | null;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Path and query: what a link would hold. */
  readonly href: string;
}

/** The browser's history, as far as the router needs it; tests bring their own. */
export interface Navigation {
  readonly location: { readonly pathname: string; readonly search: string };
  readonly history: Pick<History, "pushState" | "replaceState">;
  addEventListener(type: "popstate", listener: () => void): void;
  removeEventListener(type: "popstate", listener: () => void): void;
}

/** Returns the values of the pattern's `:name` parts, or null when the path is another one. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const expected = pattern.split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (expected.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) {
      if (value === "") return null;
      params[part.slice(1)] = decode(value);
    } else if (part !== value) return null;
  }
  return params;
}

/** Finds the place a path and query stand for; `route` is null when nothing matches. */
export function findPlace(routes: readonly Route[], path: string, search: string): Place {
  const query = new URLSearchParams(search);
  const href = `${path}${search}`;
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params !== null) return { route, params, query, href };
  }
  return { route: null, params: {}, query, href };
}

/** Where the console is. The address bar is the truth: reload and the back button lead to the same view. */
export class Router {
  readonly place: Store<Place>;
  readonly #routes: readonly Route[];
  readonly #navigation: Navigation;
  readonly #read = () => {
    this.#previous = null;
    this.#refresh();
  };
  #previous: string | null = null;

  constructor(routes: readonly Route[], navigation: Navigation) {
    this.#routes = routes;
    this.#navigation = navigation;
    this.place = new Store(this.#current());
  }

  /** Follows the back and forward buttons; returns the stop. */
  start(): () => void {
    this.#navigation.addEventListener("popstate", this.#read);
    return () => this.#navigation.removeEventListener("popstate", this.#read);
  }

  /** The place that the browser's back button leads to, when it is surely one of the console's. */
  get previous(): string | null {
    return this.#previous;
  }

  /** Goes to a path of this console, for example `/crm/leads?page=2`. */
  go(href: string, how: "push" | "replace" = "push"): void {
    if (href === this.place.value.href) return;
    if (how === "push") {
      this.#previous = this.place.value.href;
      this.#navigation.history.pushState(null, "", href);
    } else this.#navigation.history.replaceState(null, "", href);
    this.#refresh();
  }

  #refresh(): void {
    this.place.set(this.#current());
  }

  #current(): Place {
    const { pathname, search } = this.#navigation.location;
    return findPlace(this.#routes, pathname, search);
  }
}

/** The target of a click on a link that the router should take over, or null for all that the browser does better. */
export function routedHref(event: MouseEvent, origin: string): string | null {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!plain || event.defaultPrevented) return null;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!(link instanceof HTMLAnchorElement) || link.target !== "" || link.hasAttribute("download")) return null;
  const url = new URL(link.href);
  const inside = url.origin === origin && (url.pathname === "/crm" || url.pathname.startsWith("/crm/"));
  return inside && url.hash === "" ? `${url.pathname}${url.search}` : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
