/** Who the visitor is: what they told you, or a token that your server signed (see ../signed-identity); null for nobody. */
export type Identity = string | Readonly<Partial<Record<"email" | "name" | "phone" | "company", string>>> | null;

/** Asked whenever the chat needs to know, so it answers with who is signed in at that moment. */
export type AskIdentity = () => Identity | Promise<Identity>;

/** What the page decides; the rest is said in the console. */
export interface ValethonOptions {
  readonly publicKey: string;
  readonly position?: "bottom-right" | "bottom-left";
  /** `#rrggbb`. */
  readonly primaryColor?: string;
  readonly greeting?: string;
  readonly theme?: "light" | "dark" | "auto";
  /** BCP 47. */
  readonly locale?: string;
  readonly showOnMobile?: boolean;
  readonly sound?: boolean;
  readonly identity?: AskIdentity;
}

export interface ValethonMessage {
  readonly text: string;
  readonly sender: { readonly name: string | null };
}

/** Events and what each tells. */
export interface ValethonEvents {
  readonly ready: undefined;
  /** The chat was taken off the page; told by mountChat. */
  readonly destroyed: undefined;
  readonly open: undefined;
  readonly close: undefined;
  readonly "message:sent": ValethonMessage;
  readonly "message:received": ValethonMessage;
  readonly "conversation:started": undefined;
  readonly "conversation:ended": undefined;
  readonly "lead:captured": undefined;
  /** How many messages the visitor has not seen. */
  readonly "unread:changed": number;
}

/** `window.Valethon`: called with a method's name, at first a queue of calls, then the chat. */
export interface Valethon {
  (method: string, ...given: readonly unknown[]): unknown;
  /** Calls that wait for chat.js. */
  q?: (readonly unknown[])[];
  readonly isOpen?: boolean;
  readonly unreadCount?: number;
}

declare global {
  interface Window {
    Valethon?: Valethon;
    ValethonWidget?: ValethonOptions;
  }
}

/** Calls a method of the chat. What is called before chat.js is there, or while no chat is mounted, waits for it. */
export function call(method: string, ...given: readonly unknown[]): unknown {
  const queue: Valethon = (...waiting) => {
    queue.q = [...(queue.q ?? []), waiting];
  };
  window.Valethon ??= queue;
  return window.Valethon(method, ...given);
}

/** Listens to an event; returns the undo. It goes by the event's twin on window, which needs no chat.js to be there. */
export function on<Name extends keyof ValethonEvents>(
  name: Name,
  listener: (detail: ValethonEvents[Name]) => void,
): () => void {
  const heard = (event: Event) => listener((event as CustomEvent<ValethonEvents[Name]>).detail);
  window.addEventListener(`valethon:${name}`, heard);
  return () => window.removeEventListener(`valethon:${name}`, heard);
}

/** A page has one chat, so mounting and unmounting take turns: each begins when the one before is done. */
let turn: Promise<void> = Promise.resolve();

/**
 * Puts the chat of `window.ValethonWidget` on the page; returns the undo. Undone before its turn has come, as React's
 * Strict Mode does, it never begins. Where chat.js cannot be loaded the page goes on without a chat.
 */
export function mountChat(src: string): () => void {
  const script = document.createElement("script");
  let isWanted = true;
  let isLoaded = false;
  turn = turn.then(async () => {
    if (!isWanted) return;
    isLoaded = await load(script, src);
  });
  return () => {
    isWanted = false;
    turn = turn.then(() => {
      script.remove();
      if (!isLoaded) return;
      call("destroy");
      window.dispatchEvent(new Event("valethon:destroyed"));
    });
  };
}

function load(script: HTMLScriptElement, src: string): Promise<boolean> {
  return new Promise((done) => {
    script.onload = () => done(true);
    script.onerror = () => done(false);
    script.src = src;
    document.head.append(script);
  });
}
