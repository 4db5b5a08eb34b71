import { stateName } from "../state/remembered.ts";
import { defaults, type GivenOptions } from "./config.ts";
import type { ValethonChat } from "./launcher.ts";
import type { OpenChat, OpenChatOptions } from "./open-chat.ts";
import type { PageEvents } from "./page-events.ts";
import { hasActed, keepPanelState, lastPanelState } from "./storage.ts";

/** `attempt` rises with each call: a browser may not ask again for a module that it could not fetch under the same address. */
export type LoadChat = (options: OpenChatOptions, attempt: number) => Promise<OpenChat>;

export interface WidgetParts {
  readonly element: ValethonChat;
  /** Address of the API with its base path. */
  readonly apiBase: string;
  /** What the page says, and for what it leaves out the key's settings. */
  readonly options: GivenOptions;
  readonly load: LoadChat;
  readonly events: PageEvents;
}

/** One chat on one page: its launcher, and its panel from the first sign of interest on. */
export interface Widget {
  readonly element: ValethonChat;
  readonly loaded: OpenChat | null;
  /** Opens as the visitor's own act, which the page's call counts as. */
  open(): Promise<void>;
  close(): void;
  /** Fetches the chat without being the visitor's act. */
  load(): Promise<OpenChat>;
  /** Fetches the chat, and makes or resumes the session. */
  act(): Promise<OpenChat>;
  /** Calls a method of page-methods.ts. What is about the visitor waits for the visitor's own act. */
  call(name: string, given: readonly unknown[]): Promise<unknown>;
  apply(options: GivenOptions): void;
  /** Begins anew with a chat that knows nobody. */
  restart(): void;
  destroy(): void;
}

/** A browser takes a longer time for none at all. */
const longestDelay = 2 ** 31 - 1;

function isMobile(): boolean {
  return matchMedia("(max-width: 640px), (pointer: coarse)").matches;
}

/** Brings a launcher to life. Until the visitor acts, now or on an earlier page, it asks for nothing and stores nothing. */
export function startWidget({ element, apiBase, options: first, load: fetchChat, events }: WidgetParts): Widget {
  const { publicKey = "" } = first;
  const { showOnMobile, autoOpen, autoOpenDelay } = { ...defaults, ...first };
  const name = stateName(apiBase, publicKey);
  const panelName = `${name}:panel`;
  const leaving = new AbortController();
  const { signal } = leaving;
  let options = first;
  let loading: Promise<OpenChat> | null = null;
  let loaded: OpenChat | null = null;
  let attempts = 0;
  /** What the page gave to `identify`, in place of the option. */
  let identity: unknown;
  let byPage = false;
  let hasBegun = false;
  let acted = () => {};
  const visitorActed = new Promise<void>((resolve) => {
    acted = () => {
      hasBegun = true;
      resolve();
    };
  });

  async function fetchOnce(): Promise<OpenChat> {
    const opened = await fetchChat(
      { apiBase, publicKey, given: options, emit: events.emit, identity: () => identity ?? options.identity },
      attempts++,
    );
    if (signal.aborted) opened.close();
    loaded = opened;
    opened.chat.subscribe(() => {
      element.show({ unread: opened.chat.snapshot.unread });
    });
    return opened;
  }

  function load(): Promise<OpenChat> {
    loading ??= fetchOnce().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  }

  async function act(): Promise<OpenChat> {
    acted();
    const opened = await load();
    void opened.chat.start();
    return opened;
  }

  /** Opens without being the visitor's act: no session is made, no focus is moved. */
  async function openByPage(): Promise<void> {
    byPage = true;
    await element.open(false);
    byPage = false;
  }

  async function resume(elsewhere?: boolean): Promise<void> {
    if (!hasActed(name)) return;
    acted();
    const { chat } = await load();
    await chat.resume(elsewhere);
    // Unless the visitor turned out to be another one, who did nothing yet.
    if (!elsewhere && element.isOpen && hasActed(name)) void chat.start();
  }

  // What fails here is tried again by the next sign of interest.
  const quietly = (work: () => Promise<unknown>) => void work().catch(() => {});
  const listen = (type: string, listener: (event: Event) => void) =>
    element.addEventListener(type, listener, { signal });

  element.load = async () => (await load()).panel;
  listen("open", () => {
    events.emit("open");
    if (byPage) return;
    keepPanelState(panelName, "open");
    quietly(act);
  });
  listen("close", () => {
    keepPanelState(panelName, "closed");
    events.emit("close");
  });
  listen("error", (event) => events.emit("error", (event as CustomEvent<unknown>).detail));
  listen("pointerenter", () => quietly(load));
  listen("focusin", () => quietly(load));
  // The visitor's act in another tab of this site.
  addEventListener("storage", (event) => event.key?.startsWith(name) && quietly(() => resume(true)), { signal });

  element.hidden = !showOnMobile && isMobile();
  if (!element.hidden) {
    quietly(resume);
    const last = lastPanelState(panelName);
    if (last === "open" && hasBegun) void openByPage();
    else if (autoOpen && last !== "closed") {
      const timer = setTimeout(openByPage, Math.min(autoOpenDelay, longestDelay));
      signal.addEventListener("abort", () => clearTimeout(timer));
    }
  }

  return {
    element,
    get loaded() {
      return loaded;
    },
    open() {
      element.hidden = false;
      // Also where it is open already, by the page alone.
      quietly(act);
      return element.open();
    },
    close: () => void element.close(),
    load,
    act,
    async call(method, given) {
      // Of a visitor who did nothing there is nothing to end or forget, now or when the act comes.
      if (/^(reset|end)/.test(method) && !hasBegun) return;
      // Known before the chat goes on where this browser stopped: it may have to prove itself.
      if (method === "identify" && typeof given[0] !== "object") [identity] = given;
      if (!/^(send|showNew)Message$/.test(method)) await visitorActed;
      return (await load()).call(this, method, given);
    },
    apply(next) {
      if (next.identity !== options.identity) identity = null;
      options = next;
      element.show({ look: next });
      void loaded?.apply(next);
    },
    restart() {
      loaded?.close();
      loaded = null;
      loading = null;
      identity = null;
      element.show({ panel: null, unread: 0 });
    },
    destroy() {
      leaving.abort();
      loaded?.close();
      element.remove();
    },
  };
}
