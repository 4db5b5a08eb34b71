import { createChat } from "../../../widget/state/chat.ts";
import type { ThreadItem } from "../../../widget/state/types.ts";
import { createRandom } from "../../simulation/random.ts";
import type { Company } from "../../support/fixtures.ts";
import { until } from "../../support/until.ts";
import { closePage, openPage, sitDown } from "../chat/console-page.ts";
import { createDevice } from "../chat/device.ts";

/** Somebody in a chat, who runs the code that browsers run, in Node, over real connections. */
export interface ChatClient {
  /** The thread as it is shown. */
  items(): readonly ThreadItem[];
  /** Writes a message and resolves once its client shows it as stored, however long that takes. */
  say(text: string): Promise<void>;
  stop(): void;
}

/** A visitor of the website, on whose page the chat has just been opened. Needs `dressRequests`, as the agent does. */
export async function openVisitor(
  { stack, publicKey }: Pick<Company, "stack" | "publicKey">,
  hurry: number,
): Promise<ChatClient> {
  const tab = createDevice("https://customer.example", createRandom(1), hurry).openTab();
  const chat = createChat({ apiBase: stack.api, publicKey, environment: tab });
  await tab.run(() => chat.start());
  await until("the visitor to be connected", () => chat.snapshot.connection === "online");
  return {
    items: () => chat.snapshot.items,
    say(text) {
      const stored = shown(() => chat.snapshot.items, text, chat.subscribe);
      tab.run(() => chat.send(text));
      return stored;
    },
    stop() {
      chat.stop();
      tab.close();
    },
  };
}

/** An agent at the console's desk, with this conversation open. */
export async function openAgent(
  { stack, owner }: Pick<Company, "stack" | "owner">,
  conversationId: number,
  hurry: number,
): Promise<ChatClient> {
  const tab = createDevice(stack.url, createRandom(2), hurry).openTab();
  const page = openPage({ origin: stack.url, apiBase: stack.api }, tab);
  await tab.run(() => page.session.signIn(owner.email, owner.password));
  const desk = sitDown(page);
  const thread = tab.run(() => desk.open(conversationId));
  await until("the agent to see the conversation", () => thread.state.value.phase === "ready");
  return {
    items: () => thread.state.value.items,
    say(text) {
      const stored = shown(
        () => thread.state.value.items,
        text,
        (listener) => thread.state.subscribe(listener),
      );
      tab.run(() => desk.reply(conversationId, text));
      return stored;
    },
    stop: () => closePage(page),
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
