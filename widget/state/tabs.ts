import type { Environment } from "./environment.ts";

/**
 * `outbox`, `session`: what is stored of it changed. `forgotten`: the visitor is no longer known here; a word of its own,
 * because it can be heard before the emptied storage is seen.
 */
export type VisitorTopic = "outbox" | "session" | "forgotten";

/** A word to this visitor's other tabs; never heard by the tab that says it. */
export interface Tabs<Topic extends string> {
  tell(topic: Topic): void;
  hear(topic: Topic, listener: () => void): () => void;
  close(): void;
}

/** Without BroadcastChannel each tab is alone: what the others did then comes with the next sync. */
export function createTabs<Topic extends string>(environment: Pick<Environment, "channel">, name: string): Tabs<Topic> {
  const channel = environment.channel(name);
  const listeners = new Set<{ readonly topic: Topic; readonly listener: () => void }>();
  if (channel !== null) {
    channel.onmessage = ({ data }) => {
      for (const one of [...listeners]) if (one.topic === data) one.listener();
    };
  }
  return {
    tell: (topic) => channel?.postMessage(topic),
    hear(topic, listener) {
      const one = { topic, listener };
      listeners.add(one);
      return () => listeners.delete(one);
    },
    close() {
      listeners.clear();
      channel?.close();
    },
  };
}
