import { expect } from "vitest";
import { createConsoleClient } from "../../../widget/console/api.ts";
import { Desk } from "../../../widget/console/desk.ts";
import { createChat } from "../../../widget/state/chat.ts";
import { createFakeBrowser, createFakeTab } from "../../../widget/state/testing/environment.ts";
import type { ThreadItem, WidgetChat } from "../../../widget/state/types.ts";
import { signInAsOwner } from "../../support/admin.ts";
import type { Company } from "../../support/fixtures.ts";
import { until } from "../../support/until.ts";

/** Somebody in a chat, who runs the code that browsers run, in Node, over real connections. */
export interface ChatClient {
  /** The thread as it is shown. */
  items(): readonly ThreadItem[];
  /** Writes a message and resolves once its client shows it as stored, however long that takes. */
  say(text: string): Promise<void>;
  stop(): void;
}

/** Timers that end `hurry` times sooner than in browsers. */
const hurried = (hurry: number) => (milliseconds: number, call: () => void) => {
  const timer = setTimeout(call, milliseconds / hurry);
  return () => clearTimeout(timer);
};

/** A visitor of the website, on whose page the chat has just been opened. */
export async function openVisitor(
  { stack, publicKey }: Pick<Company, "stack" | "publicKey">,
  hurry: number,
): Promise<ChatClient> {
  const environment = createFakeTab(createFakeBrowser(), {
    after: hurried(hurry),
    fetch: (url, init) => fetch(url, init),
  });
  const chat: WidgetChat = createChat({ apiBase: stack.api, publicKey, environment });
  await chat.start();
  await until("the visitor to be connected", () => chat.snapshot.connection === "online");
  return {
    items: () => chat.snapshot.items,
    say(text) {
      const stored = shown(() => chat.snapshot.items, text, chat.subscribe);
      chat.send(text);
      return stored;
    },
    stop: chat.stop,
  };
}

/** An agent at the console's desk, with this conversation open. */
export async function openAgent(
  company: Pick<Company, "stack" | "owner">,
  conversationId: number,
  hurry: number,
): Promise<ChatClient> {
  const { employee, csrfToken, headers } = await signInAsOwner(company);
  const origin = company.stack.url;
  const environment = createFakeTab(createFakeBrowser(), { after: hurried(hurry) });
  const asSignedIn: typeof fetch = (input, init) =>
    fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } });
  const client = createConsoleClient({
    baseUrl: company.stack.api,
    fetch: asSignedIn,
    csrfToken: () => csrfToken,
    mode: () => "live",
    signedOut: () => undefined,
  });
  const restore = sendAlong(origin, headers);
  const desk = new Desk({
    ...{ origin, mode: "live", employee, client, environment, drafts: null },
    ...{ csrfToken: () => csrfToken, isSignedIn: async () => true },
    restored: () => expect.fail("Nobody restored a database."),
  });
  desk.start();
  const thread = desk.open(conversationId);
  await until("the agent to see the conversation", () => thread.state.value.phase === "ready");
  return {
    items: () => thread.state.value.items,
    say(text) {
      const stored = shown(
        () => thread.state.value.items,
        text,
        (listener) => thread.state.subscribe(listener),
      );
      desk.reply(conversationId, text);
      return stored;
    },
    stop() {
      desk.stop();
      restore();
    },
  };
}

/** Resolves once the text is shown as stored. Rejects when it is shown as not sent. */
function shown(
  items: () => readonly ThreadItem[],
  text: string,
  subscribe: (listener: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = subscribe(() => {
      const { delivery, problem } = items().find(({ body }) => body === text) ?? {};
      if (delivery === "sent" || delivery === "read") resolve();
      else if (delivery === "failed") reject(new Error(`"${text}" was not sent: ${problem}`));
      else return;
      forget();
    });
  });
}

/** A browser sends its cookies with every handshake to their site; Node has none, so they are put there. Returns the undo. */
function sendAlong(origin: string, headers: Readonly<Record<string, string>>): () => void {
  const { WebSocket: Plain } = globalThis;
  const host = new URL(origin).host;
  globalThis.WebSocket = class extends Plain {
    constructor(address: string | URL) {
      const { host: asked, searchParams } = new URL(address);
      // Visitors are on another site, which has no cookie of the console.
      const isConsole = asked === host && !searchParams.has("key");
      super(address, isConsole ? ({ headers } as never) : undefined);
    }
  };
  return () => {
    globalThis.WebSocket = Plain;
  };
}
