import type { AgentThread } from "../../console/agent-thread.ts";
import { Desk } from "../../console/desk.ts";
import { createChat } from "../chat.ts";
import type { ThreadItem, WidgetChat } from "../types.ts";
import type { Network } from "./network.ts";
import { createTab, type SimBrowser, type SimTab } from "./tab.ts";
import type { World } from "./world.ts";

/** A message that somebody wrote; its text is its own. */
export interface Written {
  readonly body: string;
  readonly tab: SimTab;
  /** The page was closed before anything could keep it, or on a device that keeps nothing. */
  excused: boolean;
}

/** A page with a chat, or a console, open in a tab. */
export interface Page {
  readonly tab: SimTab;
  readonly chat: WidgetChat | null;
  readonly desk: Desk | null;
  /** Epochs in which a stored message was shown here, by its key. */
  readonly shown: Map<string, string>;
  items(): readonly ThreadItem[];
  /** The conversation that a console has open. */
  openId(): number | null;
  /** Whether there was something to write in. */
  write(body: string): boolean;
  /** As a page that ends itself does. */
  stop(): void;
}

export function openChat(world: World, network: Network, browser: SimBrowser, name: string): Page {
  const tab = createTab(world, browser, name, network.fetch);
  const apiBase = "https://acme.example/admin/api/v1/crm";
  const made: { chat: WidgetChat | null } = { chat: null };
  tab.run(() => {
    made.chat = createChat({ apiBase, publicKey: "pk_live_x", environment: tab.environment });
    void made.chat.resume();
  });
  const { chat } = made;
  return {
    tab,
    chat,
    desk: null,
    shown: new Map(),
    items: () => chat?.snapshot.items ?? [],
    openId: () => null,
    write(body) {
      chat?.send(body);
      return true;
    },
    stop: () => chat?.stop(),
  };
}

export interface ConsoleOptions {
  readonly world: World;
  readonly network: Network;
  readonly browser: SimBrowser;
  readonly name: string;
  /** The page is to be loaded anew. */
  readonly restored: () => void;
  /** Which conversation the agent writes in now. */
  readonly conversation: () => number | undefined;
}

/** The console's page: events of its feed are looked at as they come. */
export function openConsole({ world, network, browser, name, restored, conversation }: ConsoleOptions): Page {
  const tab = createTab(world, browser, name, network.fetch);
  const call = (key: string, input: Record<string, never>) => network.call(tab, key, input);
  const employee = { employee_id: 1, name: "Ada" } as never;
  const made: { desk: Desk | null } = { desk: null };
  let position: number | null = null;
  tab.run(() => {
    const desk = new Desk({
      origin: "https://acme.example",
      mode: "live" as never,
      employee,
      client: { call, send: call } as never,
      environment: tab.environment,
      drafts: null,
      csrfToken: () => "csrf",
      restored,
      isSignedIn: async () => true,
    });
    made.desk = desk;
    desk.onEvent(({ feed_seq }) => {
      if (position !== null && feed_seq !== position + 1)
        world.fault(`${name} heard event ${feed_seq} after ${position}`);
      position = feed_seq;
    });
    desk.start();
  });
  const { desk } = made;
  let open: AgentThread | null = null;
  return {
    tab,
    chat: null,
    desk,
    shown: new Map(),
    items: () => open?.state.value.items ?? [],
    openId: () => open?.conversationId ?? null,
    write(body) {
      const id = conversation();
      if (id === undefined || desk === null) return false;
      open = desk.open(id);
      desk.reply(id, body);
      return true;
    },
    stop: () => desk?.stop(),
  };
}
