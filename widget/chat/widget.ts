import { stateName } from "../state/remembered.ts";
import type { GivenOptions } from "./config.ts";
import { createConsent } from "./consent.ts";
import { createDeferred } from "./deferred.ts";
import type { LoadChat } from "./fetch-chat.ts";
import type { ValethonChat } from "./launcher.ts";
import type { OpenChat } from "./open-chat.ts";
import { listenToOwnButtons } from "./own-buttons.ts";
import type { PageEvents } from "./page-events.ts";
import { isAway, isMobile, isShownOn, later, watchPath } from "./places.ts";
import { hasActed, keepPanelState, lastPanelState } from "./storage.ts";
import { bubbleOf, inPageLanguage } from "./words.ts";

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
  /** Fetches the chat, and makes or resumes the session; waits for the visitor's consent where the page asks for it. */
  act(): Promise<OpenChat>;
  /** Calls a method of page-methods.ts. What is about the visitor waits for the visitor's own act. */
  call(name: string, given: readonly unknown[]): Promise<unknown>;
  /** Takes over changed options. */
  apply(options: GivenOptions): void;
  /** The visitor agrees, where the page asks for it. */
  agree(): void;
  /** Begins anew with a chat that knows nobody. */
  restart(): void;
  destroy(): void;
}

/** Brings a launcher to life. Until the visitor acts, now or on an earlier page, it asks for nothing and stores nothing. */
export function startWidget({ element, apiBase, options: first, load: fetchChat, events }: WidgetParts): Widget {
  const { publicKey = "" } = first;
  const name = stateName(apiBase, publicKey);
  const panelName = `${name}:panel`;
  const leaving = new AbortController();
  const { signal } = leaving;
  let options = inPageLanguage(first);
  let loading: Promise<OpenChat> | null = null;
  let loaded: OpenChat | null = null;
  let attempts = 0;
  /** What the page gave to `identify`, in place of the option. */
  let identity: unknown;
  let byPage = false;
  let hasBegun = false;
  let hasAppeared = false;
  let isFollowing = false;
  /** Whether nobody answers; asked once, where the page wants no chat then. */
  let away: boolean | undefined;
  let firstAct = createDeferred();
  const consent = createConsent((agree) => {
    if (loaded) loaded.panel.agree = agree;
  });
  askConsent();
  function askConsent(): void {
    // Who has a session agreed.
    consent.ask(options.consent === "required" && !hasActed(name));
  }
  function acted(): void {
    hasBegun = true;
    firstAct.resolve();
  }

  /** Before the act there is nothing to end, and what waits for it is never done; consent costs no request. */
  function early(method: string, given: unknown): void {
    if (given === true && method === "setConsent") consent.agree();
    else if (method !== "endConversation") {
      identity = null;
      firstAct = createDeferred();
      askConsent();
    }
  }

  async function fetchOnce(): Promise<OpenChat> {
    const opened = await fetchChat(
      {
        apiBase,
        publicKey,
        given: options,
        agree: consent.awaited && consent.agree,
        emit: events.emit,
        identity: () => identity ?? options.identity,
      },
      attempts++,
    );
    if (signal.aborted) opened.close();
    loaded = opened;
    opened.chat.subscribe(() => {
      const { unread, connection } = opened.chat.snapshot;
      // Also in a chat that the page opened.
      if (connection !== "idle") acted();
      if (unread !== element.unread) element.show({ unread });
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
    const opened = load();
    if (consent.awaited) await consent.awaited;
    acted();
    const { chat } = await opened;
    void chat.start();
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
    consent.agree();
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
  element.show({ look: options });
  listen("open", () => {
    events.emit("open");
    if (byPage) return;
    if (!consent.awaited) keepPanelState(panelName, "open");
    // What the network and the storage are asked for costs nothing of the panel's time.
    later(() => quietly(act), 0, signal);
  });
  for (const type of ["close", "dismiss"]) listen(type, () => keepPanelState(panelName, "closed"));
  listen("close", () => events.emit("close"));
  listen("error", (event) => events.emit("error", (event as CustomEvent<unknown>).detail));
  listen("pointerenter", () => quietly(load));
  listen("focusin", () => quietly(load));
  listenToOwnButtons(
    () => options.launcher?.selector,
    () => {
      element.hidden = false;
      element.toggle();
    },
    signal,
  );

  /** What there is to do once the chat shows on a page. */
  function appear(): void {
    const { autoOpen, autoOpenDelay = 5_000 } = options;
    // The visitor's act in another tab of this site.
    addEventListener("storage", (event) => event.key?.startsWith(name) && quietly(() => resume(true)), { signal });
    quietly(resume);
    const last = lastPanelState(panelName);
    if (last === "open" && hasBegun) return void openByPage();
    if (last === "closed") return;
    element.show({ bubble: bubbleOf(options) });
    if (autoOpen) later(openByPage, autoOpenDelay, signal);
  }

  /** Shows the chat where the options say so. */
  async function place(): Promise<void> {
    const { showOnMobile = true, offline, pages } = options;
    if (pages && !isFollowing) isFollowing = watchPath(() => void place(), signal);
    element.hidden = away || !((showOnMobile || !isMobile()) && isShownOn(location.pathname, pages));
    if (element.hidden || hasAppeared || signal.aborted) return;
    // Who has a conversation keeps it. Hidden until it is known: what comes does not go again.
    if (offline === "hide" && away === undefined && !hasActed(name)) {
      away = element.hidden = true;
      away = await isAway(apiBase, publicKey);
      return place();
    }
    hasAppeared = true;
    // The launcher first: a storage that is read, or listened to, for the first time keeps a page waiting.
    later(appear, 0, signal);
  }

  void place();

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
    agree: consent.agree,
    async call(method, given) {
      if (!hasBegun && !hasActed(name) && /^(reset|end|setC)/.test(method)) return early(method, given[0]);
      // Known before the chat goes on where this browser stopped: it may have to prove itself.
      if (method === "identify" && typeof given[0] !== "object") [identity] = given;
      if (!/^(send|showNew)Message$/.test(method)) await firstAct.promise;
      return (await load()).call(this, method, given);
    },
    apply(next) {
      const { pages } = options;
      if (next.identity !== options.identity) identity = null;
      options = inPageLanguage(next);
      element.show({ look: options });
      if (pages !== options.pages) void place();
      void loaded?.apply(options);
    },
    restart() {
      loaded?.close();
      loaded = null;
      loading = null;
      identity = null;
      askConsent();
      element.show({ panel: null, unread: 0 });
    },
    destroy() {
      leaving.abort();
      loaded?.close();
      element.remove();
    },
  };
}
