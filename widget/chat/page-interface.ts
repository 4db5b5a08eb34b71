import type { Listener, PageEvents } from "./page-events.ts";
import type { Widget } from "./widget.ts";

/** What the interface may do; the loader gives it. */
export interface Controls {
  /** Resolves once there is a chat on the page. */
  readonly mounted: Promise<unknown>;
  readonly events: PageEvents;
  readonly version: string;
  widget(): Widget | null;
  update(options: unknown): void;
  destroy(): void;
  warn(message: string): void;
}

type Method = (given?: unknown, more?: unknown) => unknown;

function listenerOf(given: unknown): Listener {
  if (typeof given !== "function") throw new Error("it needs a function");
  return given as Listener;
}

/** `window.Valethon`: an object, also callable by a method's name, as pages do before the script is there. */
export type PageInterface = ((method: string, ...given: unknown[]) => unknown) & Record<string, Method>;

/** Done by page-methods.ts, once the chat is loaded. */
const ofTheChat = "sendMessage showNewMessage endConversation identify reset setAttributes track setConsent mute".split(
  " ",
);

/** Makes the object; no method of it ever throws, misuse is one warning. */
export function createPageInterface(controls: Controls): PageInterface {
  const { events, mounted } = controls;

  /** Calls made before there is a chat wait for it. */
  const withWidget = (act: (widget: Widget) => unknown) => () =>
    mounted.then(() => {
      const widget = controls.widget();
      return widget && act(widget);
    });
  const withChat =
    (name: string) =>
    (...given: unknown[]) =>
      withWidget((widget) => widget.call(name, given))();

  const update = (given: unknown): void => {
    if (!given || typeof given !== "object") throw new Error("it needs an object");
    controls.update(given);
  };

  const methods: Record<string, Method> = {
    open: withWidget((widget) => widget.open()),
    close: withWidget((widget) => widget.close()),
    toggle: withWidget((widget) => (widget.element.isOpen ? widget.close() : widget.open())),
    show: withWidget(({ element }) => element.toggleAttribute("hidden", false)),
    hide: withWidget(({ element }) => element.toggleAttribute("hidden", true)),
    update,
    destroy: () => controls.destroy(),
    ready: () => mounted.then(() => self),
    on: (name, listener) => events.on(String(name), listenerOf(listener)),
    off: (name, listener) => events.off(String(name), listenerOf(listener)),
    once(name, given) {
      const listener = listenerOf(given);
      const undo = events.on(String(name), (detail) => {
        queueMicrotask(() => undo());
        listener(detail);
      });
      return undo;
    },
  };
  for (const name of ofTheChat) methods[name] = withChat(name);
  for (const part of ["Locale", "Theme", "Position"])
    methods[`set${part}`] = (value) => update({ [part.toLowerCase()]: value });

  function misused(name: string, reason: unknown): void {
    try {
      controls.warn(`Valethon.${name}: ${(reason as Error).message}`);
    } catch {
      // Not every name can be said, and a page may throw anything.
      controls.warn("Valethon: misused");
    }
  }

  function call(name: string, ...given: unknown[]): unknown {
    try {
      const method = Object.hasOwn(methods, name) && methods[name];
      if (!method) throw new Error("there is no such method");
      const result = method(...given);
      return result instanceof Promise ? result.catch((reason) => misused(name, reason)) : result;
    } catch (reason) {
      return misused(name, reason);
    }
  }

  const self = call as PageInterface;
  for (const name of Object.keys(methods))
    Object.assign(self, { [name]: (...given: unknown[]) => call(name, ...given) });
  const readable: Record<string, (widget: Widget | null) => unknown> = {
    version: () => controls.version,
    isOpen: (widget) => widget?.element.isOpen ?? false,
    unreadCount: (widget) => widget?.element.unread ?? 0,
    status: (widget) => widget?.loaded?.chat.snapshot.status ?? "offline",
    visitorId: (widget) => widget?.loaded?.chat.visitorId ?? null,
  };
  for (const [name, read] of Object.entries(readable)) {
    Object.defineProperty(self, name, { get: () => read(controls.widget()) });
  }
  return self;
}
