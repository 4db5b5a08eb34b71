import { allowed, browserEnvironment } from "../state/environment.ts";
import { createHeard } from "../state/heard.ts";
import { createTabs } from "../state/tabs.ts";
import { browserAlertDoors } from "./alert-doors.ts";
import { Alerts } from "./alerts.ts";
import { type ConsoleClient, createConsoleClient, messageOf } from "./api.ts";
import type { Mode } from "./records.ts";
import { Router } from "./router.ts";
import { routes } from "./routes.ts";
import { readMode, Session, writeMode } from "./session.ts";
import { Store } from "./store.ts";
import { type ToastAction, Toasts } from "./toasts.ts";

const apiPath = "/admin/api/v1/crm";

/** What every page may use. */
export interface Services {
  readonly client: ConsoleClient;
  readonly session: Session;
  readonly router: Router;
  readonly mode: Store<Mode>;
  readonly toasts: Toasts;
  /** Calls an agent who looks elsewhere. */
  readonly alerts: Alerts;
  /** What the page shows, for the browser tab; null for the route's own title. */
  readonly title: Store<string | null>;
  setMode(mode: Mode): void;
  /** Says that something was done; with `action` it can be taken back for a while. */
  notify(text: string, action?: ToastAction): void;
  /** Tells the person that something they asked for failed. */
  report(error: unknown): void;
}

/** Composes the console from the browser's powers. */
export function createServices(browser: Window & typeof globalThis): Services {
  const storage = allowed(() => browser.localStorage);
  const mode = new Store<Mode>(readMode(storage));
  const toasts = new Toasts(browserEnvironment().after);
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

  const router = new Router(routes, browser);
  const environment = browserEnvironment();
  const alertName = "valethon-console-alerts";
  const alerts = new Alerts({
    name: alertName,
    environment,
    heard: createHeard(environment, `${alertName}:heard`),
    doors: browserAlertDoors(browser),
    now: environment.now,
    storage,
    go: (href) => router.go(href),
  });
  return {
    client,
    session,
    alerts,
    router,
    mode,
    toasts,
    title: new Store<string | null>(null),
    setMode(value) {
      writeMode(storage, value);
      mode.set(value);
    },
    notify: (text, action) => toasts.say(text, "plain", action),
    report: (error) => toasts.say(messageOf(error), "problem"),
  };
}
