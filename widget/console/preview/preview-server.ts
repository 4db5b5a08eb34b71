import type { Welcome } from "../../state/session.ts";

/** What the preview's chat is told in place of a server's words. */
export type PreviewWelcome = Pick<Welcome, "greeting" | "branding" | "status" | "settings">;

const conversation = 1;
/** Long enough to see that somebody types, short enough to try often. */
const answersAfter = 900;
const automatic = "This is a preview: nothing you write here leaves this page.";
/** A day, in milliseconds: nothing has to be pinged while one looks at a preview. */
const silence = 86_400_000;

interface StoredEvent {
  readonly message_id: number;
  readonly seq: number;
  readonly client_id: string | null;
  readonly [more: string]: unknown;
}

/** A server that is not there: it answers the chat in memory, so that a preview reaches no data and no network. */
export interface PreviewServer {
  readonly fetch: typeof fetch;
  /** In place of `WebSocket`. */
  readonly Socket: unknown;
}

export function createPreviewServer(welcome: () => PreviewWelcome): PreviewServer {
  const events: StoredEvent[] = [];

  function store(clientId: string | null, body: string, kind: "visitor" | "bot"): StoredEvent {
    const seq = events.length + 1;
    const event = {
      message_id: seq,
      conversation_id: conversation,
      seq,
      client_id: clientId,
      type: "message",
      sender: { kind, id: null, name: null },
      body,
      created_at: new Date().toISOString(),
    };
    events.push(event);
    return event;
  }

  const commands: Readonly<Record<string, (input: Record<string, unknown>, tell: Tell) => object>> = {
    "message:send"({ items }, tell) {
      const stored = (items as { client_id: string; body: string }[]).map(({ client_id, body }) => {
        const { message_id, seq } = store(client_id, body, "visitor");
        return { client_id, message_id, seq };
      });
      setTimeout(
        () => tell("conversation.event", { ...store(null, automatic, "bot"), epoch: "preview" }),
        answersAfter,
      );
      return {
        epoch: "preview",
        conversation_id: conversation,
        items: stored,
        limit: { limit: 30, remaining: 30, reset: 0 },
      };
    },
    "conversation:sync": ({ after, limit }) => ({
      conversation_id: events.length === 0 ? null : conversation,
      epoch: "preview",
      head: events.length,
      status: events.length === 0 ? null : "open",
      read: { visitor: events.length, agent: events.length },
      events: events.slice(Number(after), Number(after) + Number(limit)),
      more: false,
    }),
  };

  function answer(path: string): object {
    if (path.endsWith("/widget/init")) return { session_id: "ws_preview", visitor_id: "v_preview", ...welcome() };
    if (path.endsWith("/widget/status")) return { data: welcome().status ?? {} };
    return { data: { session_id: "ws_preview", status: "ended", ended_at: new Date().toISOString() } };
  }

  return {
    fetch: async (address) => Response.json({ success: true, ...answer(new URL(String(address)).pathname) }),
    Socket: socketTo((name, input, tell) => commands[name]?.(input, tell) ?? {}),
  };
}

type Tell = (name: string, payload: object) => void;
type Handle = (name: string, input: Record<string, unknown>, tell: Tell) => object;

/** A WebSocket whose other end is `handle`, in Socket.IO's words as far as the chat speaks them (state/wire.ts). */
function socketTo(handle: Handle): unknown {
  return class {
    onmessage: ((event: { readonly data: string }) => void) | null = null;
    onclose: (() => void) | null = null;
    readonly bufferedAmount = 0;
    #open = true;

    constructor() {
      this.#say(`0${JSON.stringify({ sid: "preview", upgrades: [], pingInterval: silence, pingTimeout: 0 })}`);
    }

    send(text: string): void {
      const [, type, id, json = "null"] = /^4(\d)\/widget,(\d+)?(.*)$/s.exec(text) ?? [];
      if (type === "0") this.#say('40/widget,{"sid":"preview"}');
      if (type !== "2") return;
      const [name, input] = JSON.parse(json) as [string, Record<string, unknown>];
      const tell: Tell = (event, payload) => this.#say(`42/widget,${JSON.stringify([event, payload])}`);
      const reply = handle(name, input, tell);
      if (id !== undefined) this.#say(`43/widget,${id}${JSON.stringify([{ ok: true, ...reply }])}`);
    }

    close(): void {
      this.#open = false;
    }

    #say(data: string): void {
      queueMicrotask(() => this.#open && this.onmessage?.({ data }));
    }
  };
}
