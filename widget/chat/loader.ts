import { checks, type GivenOptions, readOptions } from "./config.ts";
import type { LoadChat } from "./fetch-chat.ts";
import { ValethonChat } from "./launcher.ts";
import { createPageEvents } from "./page-events.ts";
import { createPageInterface, type PageInterface } from "./page-interface.ts";
import { startWidget, type Widget } from "./widget.ts";

export interface LoaderOptions {
  /** Address this script came from: origin of the API, and `?key=` where the page names none. */
  readonly source: string;
  /** Launcher settings of the key, when the server put them in front of the script. */
  readonly settings?: unknown;
  readonly version: string;
  readonly load: LoadChat;
}

type Page = Window & { ValethonWidget?: unknown; Valethon?: PageInterface };

const basePath = "/admin/api/v1/crm";
const tag = "valethon-chat";

function warn(message: string): void {
  // biome-ignore lint/suspicious/noConsole: the one word to the page's developer; visitors never see it.
  console.warn(`[Valethon] ${message}`);
}

/** An origin or a script's address means the API's usual place there. */
function apiBaseOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + (/^\/$|\.js$/.test(pathname) ? basePath : pathname.replace(/\/+$/, ""));
}

/** Attributes of `<valethon-chat public-key="…" auto-open>` as options. */
function attributesOf(element: Element): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const { name, value } of element.attributes) {
    const option = name.replace(/-./g, (part) => part.charAt(1).toUpperCase());
    const check = (checks as Record<string, unknown>)[option];
    if (check) options[option] = check === "boolean" ? value !== "false" : check === "number" ? Number(value) : value;
  }
  return options;
}

/** Calls back when the page has said what it wants: at the latest when it is loaded. */
function whenConfigured(page: Page, call: () => void): void {
  const parsed = () => {
    if (page.ValethonWidget || document.readyState === "complete") call();
    else addEventListener("load", call, { once: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", parsed, { once: true });
  else parsed();
}

/** Puts the chat on the page and `Valethon` on window. A second inclusion does nothing. */
export function loadWidget(page: Page, { source, settings, version, load }: LoaderOptions): void {
  const stub = page.Valethon;
  if (stub?.["version"]) return;
  const events = createPageEvents();
  let resolve = () => {};
  const mounted = new Promise<void>((done) => {
    resolve = done;
  });
  let widget: Widget | null = null;
  let options: GivenOptions = {};
  /** What the page asked to change before it was configured; null once it is. */
  let early: unknown[] | null = [];
  let destroyed = false;

  function take(given: unknown): void {
    options = { ...options, ...readOptions(given, warn) };
  }

  function start(element: ValethonChat): void {
    if (!options.publicKey) {
      warn('option "publicKey" is missing or not valid.');
      return;
    }
    widget = startWidget({ element, apiBase: apiBaseOf(options.apiBase ?? source), options, load, events });
    // After the body: a page that swaps its body keeps the chat, and no layout of the page is touched.
    if (!element.isConnected) document.documentElement.append(element);
    resolve();
    events.emit("ready");
  }

  class ChatElement extends ValethonChat {
    override connectedCallback(): void {
      super.connectedCallback();
      if (widget) this.#giveWay(widget.element);
      else if (this.hasAttribute("public-key")) {
        take(attributesOf(this));
        start(this);
      }
    }

    /** One chat a page: a page that swaps its body brings another element, and the chat moves there as it is. */
    #giveWay(there: ValethonChat): void {
      if (there === this) return;
      if (there.isConnected) this.remove();
      else this.replaceWith(there);
    }
  }

  const self = createPageInterface({
    mounted,
    events,
    version,
    warn,
    widget: () => widget,
    update(given) {
      if (early) return void early.push(given);
      take(given);
      if (widget) widget.apply(options);
      else if (!destroyed) start(new ChatElement());
    },
    destroy() {
      destroyed = true;
      widget?.destroy();
      widget = null;
      delete page.Valethon;
    },
  });
  page.Valethon = self;
  take(settings);
  take({ publicKey: new URL(source).searchParams.get("key") });
  whenConfigured(page, () => {
    if (destroyed) return;
    for (const given of [page.ValethonWidget, ...(early ?? [])]) take(given);
    early = null;
    // Taken by an earlier chat that was destroyed, or by somebody else: elements cannot be defined twice.
    let name = tag;
    while (customElements.get(name)) name += "-";
    customElements.define(name, ChatElement);
    if (!widget && !document.querySelector(`${name}[public-key]`)) start(new ChatElement());
  });
  const { q } = Object(stub) as { q?: unknown };
  for (const call of Array.from(Object(q))) self(...(Array.from(Object(call)) as [string, ...unknown[]]));
}
