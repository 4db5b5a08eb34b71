import type { ConversationEvent } from "../conversations/conversation.schema.ts";

/** A stored change, published after its commit. */
export type Fact =
  | {
      readonly kind: "conversation.event";
      readonly epoch: string;
      /** Row id of the visitor's session: the room of that visitor's browsers. Not a credential. */
      readonly widgetSessionId: number;
      readonly event: ConversationEvent;
    }
  | {
      readonly kind: "conversation.read";
      readonly widgetSessionId: number;
      readonly conversation_id: number;
      readonly by: "visitor" | "agent";
      readonly seq: number;
    }
  | {
      readonly kind: "feed.event";
      readonly feed_seq: number;
      readonly event_id: number;
      readonly type: string;
      readonly timestamp: string;
      readonly conversation_id: number | null;
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** A credential or right is gone: cut what hangs on it at once. */
  | {
      readonly kind: "revoked";
      readonly what: "key" | "employee" | "employee_session" | "widget_session" | "widget_token";
      readonly id: number;
    }
  /** A key lost none of its rights; who remembers it reads it anew. */
  | { readonly kind: "key.changed"; readonly id: number }
  | { readonly kind: "settings.changed" }
  /** A file of leads waits to be taken. */
  | { readonly kind: "import.queued"; readonly import_id: number }
  /** Deliveries wait to be sent to these webhooks. */
  | { readonly kind: "webhooks.queued"; readonly webhook_ids: readonly number[] }
  /** A webhook is another than it was, or deliveries became due otherwise than by an event. */
  | { readonly kind: "webhooks.changed" };

/** What is never stored and may be lost. */
export type Signal =
  | {
      readonly kind: "typing";
      readonly widgetSessionId: number | null;
      readonly conversation_id: number;
      readonly typing: boolean;
      readonly sender: { readonly kind: "visitor" | "agent"; readonly id: number | null; readonly name: string | null };
    }
  | { readonly kind: "availability"; readonly status: "online" | "away" | "offline"; readonly agents_online: number }
  | { readonly kind: "presence"; readonly employee_id: number; readonly status: "online" | "away" | "offline" }
  | {
      readonly kind: "viewing";
      readonly conversation_id: number;
      readonly employees: readonly { readonly id: number; readonly name: string }[];
    }
  /** Other visitors are there than before, or on other pages. */
  | { readonly kind: "visitors.changed" }
  | {
      readonly kind: "visitor.seen";
      readonly conversation_id: number;
      readonly online: boolean;
      readonly page_url: string | null;
    };

export type BusMessage = Fact | Signal;

/** Carries facts and signals of one space to whoever listens, in the order they were published. */
export interface Bus {
  /** With the moment of its commit (`performance.now()`), where that was in this process: how late it arrives is measured. */
  publish(message: BusMessage, committedAt?: number): void;
  /** Returns the undo. A listener that throws is reported and does not stop the others. */
  subscribe(listener: Listener): () => void;
}

type Listener = (message: BusMessage, committedAt: number | undefined) => void;

/** The bus of a single process. */
export function createMemoryBus(onError: (error: unknown) => void): Bus {
  const listeners = new Set<Listener>();
  return {
    publish(message, committedAt) {
      for (const listener of listeners) {
        try {
          listener(message, committedAt);
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
