import { allowed } from "../state/environment.ts";
import { createTabs } from "../state/tabs.ts";
import { type ConsoleClient, createConsoleClient, messageOf } from "./api.ts";
import type { Toast } from "./parts/toast.ts";
import type { Mode } from "./records.ts";
import { Router } from "./router.ts";
import { routes } from "./routes.ts";
import { readMode, Session, writeMode } from "./session.ts";
import { Store } from "./store.ts";

const apiPath = "/admin/api/v1/crm";
const toastLastsMs = 7_000;

/** What every page may use. */
export interface Services {
  readonly client: ConsoleClient;
  readonly session: Session;
  readonly router: Router;
  readonly mode: Store<Mode>;
  readonly toasts: Store<readonly Toast[]>;
  /** What the page shows, for the browser tab; null for the route's own title. */
  readonly title: Store<string | null>;
  setMode(mode: Mode): void;
  notify(text: string, tone?: Toast["tone"]): void;
  /** Tells the person that something they asked for failed. */
  report(error: unknown): void;
  dismiss(id: number): void;
}

/** Composes the console from the browser's powers. */
export function createServices(browser: Window & typeof globalThis): Services {
  const storage = allowed(() => browser.localStorage);
  const mode = new Store<Mode>(readMode(storage));
  const toasts = new Store<readonly Toast[]>([]);
  const tabs = createTabs<"session">(
    { channel: (name) => allowed(() => new browser.BroadcastChannel(name)) },
    "valethon-console",
  );
  const session: Session = new Session(
    () => client,
    () => tabs.tell("session"),
  );
  tabs.hear("session", () => void session.resume());
  const client = createConsoleClient({
    baseUrl: `${browser.location.origin}${apiPath}`,
    fetch: browser.fetch.bind(browser),
    csrfToken: () => session.csrfToken,
    // Sign-ins are live-only, so whoever is not signed in yet speaks to the live space.
    mode: () => (session.employee === null ? "live" : mode.value),
    signedOut: () => session.ended(),
  });
  let lastToast = 0;

  function dismiss(id: number): void {
    toasts.update((shown) => shown.filter((toast) => toast.id !== id));
  }

  function notify(text: string, tone: Toast["tone"] = "plain"): void {
    lastToast += 1;
    const id = lastToast;
    toasts.update((shown) => [...shown.filter((toast) => toast.text !== text), { id, text, tone }].slice(-3));
    browser.setTimeout(() => dismiss(id), toastLastsMs);
  }

  return {
    client,
    session,
    router: new Router(routes, browser),
    mode,
    toasts,
    title: new Store<string | null>(null),
    setMode(value) {
      writeMode(storage, value);
      mode.set(value);
    },
    notify,
    report: (error) => notify(messageOf(error), "problem"),
    dismiss,
  };
}
