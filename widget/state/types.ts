import type { ConversationEvent } from "../../api/conversations/conversation.schema.ts";
import type { WidgetStatus } from "../../api/conversations/widget-status.schema.ts";
import type { Asked } from "./ask.ts";
import type { Thread } from "./conversation.ts";
import type { Environment } from "./environment.ts";

/** How far an own message has come. `sent` means committed on the server's disk. */
export type Delivery = "sending" | "sent" | "read" | "failed";

/** One line of a thread as it is shown: a stored event, or an own message that waits in the outbox. */
export interface ThreadItem {
  /** Stable across pending → stored: the client id of own messages, else `m<message_id>`. */
  readonly key: string;
  readonly type: ConversationEvent["type"];
  readonly own: boolean;
  /** `note`: a note to colleagues, which only the console shows. */
  readonly sender: { readonly kind: "visitor" | "agent" | "bot" | "system" | "note"; readonly name: string | null };
  readonly body: string;
  readonly createdAt: string;
  /** Own messages only. */
  readonly delivery: Delivery | null;
  /** Why an own message was refused: the name of one of our texts, or the server's words. */
  readonly problem: string | null;
  readonly suggestedActions: readonly string[];
}

export type ConnectionState = "idle" | "connecting" | "online" | "offline";

/** What a chat shows; stores replace it whole, views compare by identity. */
export interface ChatSnapshot {
  readonly connection: ConnectionState;
  readonly items: readonly ThreadItem[];
  readonly typing: { readonly name: string | null } | null;
  readonly unread: number;
  readonly status: "online" | "away" | "offline";
  readonly ended: boolean;
  /** True while the server takes no more messages for now: they wait, in order, and go out by themselves. */
  readonly busy?: boolean;
  /** True when messages could not be kept on this device and would be lost with the tab. */
  readonly memoryOnly: boolean;
  readonly companyName: string | null;
  readonly logoUrl: string | null;
  readonly greeting: string | null;
  /** All that the server says of the team: reply time, business hours, services, incident. */
  readonly team: WidgetStatus | null;
  /** True once an email or phone is known of this visitor. */
  readonly contactKnown: boolean;
  /** An email or phone found in the visitor's last message, not yet confirmed. */
  readonly contactFound: { readonly email?: string; readonly phone?: string } | null;
  /** True when the thread has older messages than `items`; `loadEarlier` brings them. */
  readonly earlier?: boolean;
  /** What the owner set in the console, under the names of the page's options; absent until the server has said it. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** The owner's colour from the console, for when the page names none. */
  readonly primaryColor?: string | null;
  /** Rises when the visitor turned out to be another person: nothing of the one before may stay in view. */
  readonly visitor: number;
}

/** What the widget's views may ask of its state. Every method is safe to call at any time and never throws. */
export interface Chat {
  readonly snapshot: ChatSnapshot;
  /** Calls back after each change of `snapshot`; returns the undo. */
  subscribe(listener: () => void): () => void;
  /** The visitor's act: makes or resumes the session and connects. Idempotent. */
  start(): Promise<void>;
  send(text: string): void;
  retry(key: string): void;
  discard(key: string): void;
  typing(typing: boolean): void;
  markRead(): void;
  /** Sends contact data from a form or the chip; resolves to whether it was accepted. */
  identify(
    claims: { email?: string; name?: string; phone?: string; company?: string },
    confirm: boolean,
  ): Promise<boolean>;
  dismissContact(): void;
  /**
   * Asks `/widget/<path>` in the session's name, which it makes where there is none: GET without a body, else POST. For what
   * may fail and be tried again; messages have their own way.
   */
  call<Result>(path: string, body?: object): Promise<Asked<Result>>;
  end(rating?: { rating: number; comment?: string }): Promise<void>;
  loadEarlier?(): Promise<void>;
  stop(): void;
}

export interface ChatOptions {
  /** Address of the API with its base path, for example `https://acme.valethon.com/admin/api/v1/crm`. */
  readonly apiBase: string;
  readonly publicKey: string;
  readonly environment: Environment;
  /**
   * Whom the page says the visitor is: claims, a signed token, or a function that returns (a promise of) either. Read each
   * time it is needed.
   */
  readonly identity?: () => unknown;
}

/** The chat, with what only the loader needs. */
export interface WidgetChat extends Chat {
  /**
   * At page load: goes on where this browser stopped; without a session or an unsent message it does nothing. `elsewhere`:
   * another tab went on, which proves nothing of who looks at this page.
   */
  resume(elsewhere?: boolean): Promise<void>;
  /** As whom the page's `identity` names by now; nobody's else things stay in view. */
  verify(): Promise<void>;
  readonly visitorId: string | null;
  /** What the page says, which outranks what the server says. */
  override(parts: Partial<Pick<ChatSnapshot, "greeting" | "primaryColor">>): void;
  loadEarlier(): Promise<void>;
  /** Resolves to what is held of the conversation, once all that the server was asked for has come. */
  settled(): Promise<Thread>;
  /** Forgets this visitor on this browser, unsent messages too, and stops. */
  reset(): Promise<void>;
}
