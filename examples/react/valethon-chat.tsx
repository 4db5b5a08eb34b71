import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { type AskIdentity, call, mountChat, on, type ValethonMessage, type ValethonOptions } from "./valethon.ts";

export interface ValethonChatProps extends ValethonOptions {
  /** Address of chat.js: `https://acme.valethon.com/widget/chat.js`. */
  readonly src: string;
  readonly onReady?: () => void;
  /** Hears of each message that was written to the visitor. */
  readonly onMessage?: (message: ValethonMessage) => void;
}

/**
 * The chat of the page. Render it once, above your routes: it keeps its place and its conversation while they change.
 *
 * Unmounting takes it off the page; the browser keeps the conversation, which is there again when it is mounted anew. A
 * changed option is told to the chat as it stands, but another `publicKey` or `src` makes another chat. An option that
 * is left out later keeps its last value.
 */
export function ValethonChat({ src, onReady, onMessage, identity, ...options }: ValethonChatProps): null {
  const tellReady = useEffectEvent(() => onReady?.());
  const tellMessage = useEffectEvent((message: ValethonMessage) => onMessage?.(message));
  // The latest function is the one that knows who is signed in.
  const askIdentity = useEffectEvent(() => identity?.() ?? null);
  // As a text, so that equal options of another rendering change nothing.
  const given = JSON.stringify(options);
  const { publicKey } = options;

  useEffect(() => on("ready", () => tellReady()), []);
  useEffect(() => on("message:received", (message) => tellMessage(message)), []);
  useEffect(() => {
    const changed: ValethonOptions = JSON.parse(given);
    window.ValethonWidget = { ...changed, identity: () => askIdentity() };
    if (window.Valethon) call("update", changed);
  }, [given]);
  // biome-ignore lint/correctness/useExhaustiveDependencies(publicKey): a chat is of one key; another one needs another.
  useEffect(() => mountChat(src), [src, publicKey]);
  return null;
}

export interface ValethonControls {
  readonly isOpen: boolean;
  /** How many messages the visitor has not seen. */
  readonly unread: number;
  open(): void;
  close(): void;
  /** Says that somebody signed in; who, the chat asks as soon as the visitor has opened it. */
  identify(ask: AskIdentity): void;
  /** Says that somebody signed out: nothing of their conversation stays in this browser. */
  reset(): void;
  /** Listens to an event; returns the undo, as an effect does. */
  on: typeof on;
}

const controls: Omit<ValethonControls, "isOpen" | "unread"> = {
  open: () => void call("open"),
  close: () => void call("close"),
  identify: (ask) => void call("identify", ask),
  reset: () => void call("reset"),
  on,
};

/** The chat for your components. On a server, and before chat.js is there, it is closed and nothing is unread. */
export function useValethon(): ValethonControls {
  const isOpen = useSyncExternalStore(subscribe, readOpen, () => false);
  const unread = useSyncExternalStore(subscribe, readUnread, () => 0);
  return { ...controls, isOpen, unread };
}

const readOpen = () => window.Valethon?.isOpen ?? false;
const readUnread = () => window.Valethon?.unreadCount ?? 0;

function subscribe(changed: () => void): () => void {
  const undo = (["open", "close", "unread:changed", "destroyed"] as const).map((name) => on(name, changed));
  return () => {
    for (const stop of undo) stop();
  };
}
