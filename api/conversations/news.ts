import type { Bus } from "../events/bus.ts";

export interface News {
  /** Resolves at the first news since the start, after the milliseconds, or when the signal aborts. */
  within(milliseconds: number, signal: AbortSignal | null): Promise<void>;
  stop(): void;
}

/** Listens from now on for what concerns a visitor's session: events and read marks. */
export function listenForNews(bus: Bus, widgetSessionId: number): News {
  const heard = Promise.withResolvers<void>();
  const stop = bus.subscribe((message) => {
    const concerns = message.kind === "conversation.event" || message.kind === "conversation.read";
    if (concerns && message.widgetSessionId === widgetSessionId) heard.resolve();
  });
  return {
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
