import type { EventName } from "./event-names.ts";

export type Listener = (detail: unknown) => void;

/** Events as the page hears them: by `on`, and as DOM events `valethon:<name>` on window. */
export interface PageEvents {
  emit(name: EventName, detail?: unknown): void;
  on(name: string, listener: Listener): () => void;
  off(name: string, listener: Listener): void;
}

/** A listener that throws is the page's own affair: it is reported as the page's error, and nothing else stops. */
export function createPageEvents(): PageEvents {
  const listeners = new Map<string, Set<Listener>>();
  let ready = false;

  function call(listener: Listener, detail: unknown): void {
    try {
      listener(detail);
    } catch (error) {
      reportError(error);
    }
  }

  return {
    emit(name, detail) {
      ready ||= name === "ready";
      for (const listener of [...(listeners.get(name) ?? [])]) call(listener, detail);
      dispatchEvent(new CustomEvent(`valethon:${name}`, { detail }));
    },
    on(name, listener) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      if (name === "ready" && ready) call(listener, undefined);
      return () => all.delete(listener);
    },
    off: (name, listener) => void listeners.get(name)?.delete(listener),
  };
}
