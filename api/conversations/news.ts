import type { Bus } from "../events/bus.ts";

export interface News {
  /** Resolves at the first news since the start, when what was shown ended, after the milliseconds, or when the signal aborts. */
  within(milliseconds: number, signal: AbortSignal | null): Promise<void>;
  /** Whether the key has lost a right since the start, or all of them: who asked by it has to ask anew. */
  isCut(): boolean;
  stop(): void;
}

/** Whose news it is, and by which session id and key it is asked for. */
interface Asking {
  readonly widgetSessionId: number;
  readonly tokenId: number | null;
  readonly keyId: number;
}

/** Listens from now on for what concerns a visitor's session: events and read marks. */
export function listenForNews(bus: Bus, { widgetSessionId, tokenId, keyId }: Asking): News {
  const heard = Promise.withResolvers<void>();
  let isCut = false;
  const stop = bus.subscribe((message) => {
    const concerns = message.kind === "conversation.event" || message.kind === "conversation.read";
    if (concerns && message.widgetSessionId === widgetSessionId) heard.resolve();
    if (message.kind !== "revoked") return;
    const shown: Partial<Record<typeof message.what, number | null>> = {
      ...{ key: keyId, widget_session: widgetSessionId, widget_token: tokenId },
    };
    if (shown[message.what] !== message.id) return;
    isCut ||= message.what === "key";
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
