import type { Bus } from "../events/bus.ts";

export interface News {
  /** Resolves at the first news since the start, when the key was cut, after the milliseconds, or when the signal aborts. */
  within(milliseconds: number, signal: AbortSignal | null): Promise<void>;
  /** Whether the key has lost a right since the start, or all of them: who asked by it has to ask anew. */
  isCut(): boolean;
  stop(): void;
}

/** Whose news it is, and the key by which it is asked for. */
interface Asking {
  readonly widgetSessionId: number;
  readonly keyId: number;
}

/** Listens from now on for what concerns a visitor's session: events and read marks. */
export function listenForNews(bus: Bus, { widgetSessionId, keyId }: Asking): News {
  const heard = Promise.withResolvers<void>();
  let isCut = false;
  const stop = bus.subscribe((message) => {
    const concerns = message.kind === "conversation.event" || message.kind === "conversation.read";
    if (concerns && message.widgetSessionId === widgetSessionId) heard.resolve();
    if (message.kind !== "revoked" || message.what !== "key" || message.id !== keyId) return;
    isCut = true;
    heard.resolve();
  });
  return {
    isCut: () => isCut,
    async within(milliseconds, signal) {
      if (signal?.aborted) return;
      const timer = setTimeout(heard.resolve, milliseconds);
      signal?.addEventListener("abort", () => heard.resolve(), { once: true });
      await heard.promise;
      clearTimeout(timer);
    },
    stop,
  };
}
