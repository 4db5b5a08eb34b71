import { createChat } from "../../../widget/state/chat.ts";
import type { ThreadItem, WidgetChat } from "../../../widget/state/types.ts";
import type { Random } from "../../simulation/random.ts";
import { until } from "../../support/until.ts";
import { createDevice, type Tab } from "./device.ts";
import { lineOf } from "./lines.ts";
import type { Shown, Watch } from "./watch.ts";
import type { Line, Person, Threads, View } from "./world.ts";

export interface VisitorOptions {
  readonly name: string;
  readonly apiBase: string;
  readonly publicKey: string;
  readonly random: Random;
  readonly watch: Watch;
  /** Which of the threads is this visitor's. */
  readonly thread: (own: Visitor) => string | null;
}

export interface Visitor extends Person {
  /** The visitor's own name for itself, as the server knows it; null before the first message. */
  readonly visitorId: string | null;
}

const website = "https://customer.example";

/** A visitor of a website: the widget's whole chat, in a browser that keeps what it is told to. */
export function createVisitor(options: VisitorOptions): Visitor {
  const { name, apiBase, publicKey, random, watch } = options;
  const device = createDevice(website, random);
  let page = open();

  /** A page with the chat on it, which goes on where this browser stopped. */
  function open(): Page {
    const tab = device.openTab();
    const chat = createChat({ apiBase, publicKey, environment: tab });
    const look = watch.follow(name);
    chat.subscribe(() => look(chat.snapshot.items.map(shownOf)));
    const opened: Page = { tab, chat, isKept: false, isClosed: false };
    void tab.run(() => chat.resume());
    return opened;
  }

  function close(): void {
    page.isClosed = true;
    page.chat.stop();
    page.tab.close();
  }

  /** Not before the storage is open: until then a page says that what is written on it goes with it (`memoryOnly`). */
  function comeBack(): void {
    if (!page.isKept) return;
    close();
    setTimeout(reopen, random.between(0, 1500));
  }

  function reopen(): void {
    if (page.isClosed) page = open();
  }

  function doze(): void {
    const { tab } = page;
    tab.sleep();
    setTimeout(tab.wake, random.between(200, 4000));
  }

  const visitor: Visitor = {
    name,
    get visitorId() {
      return page.chat.visitorId;
    },
    canWrite: () => !page.isClosed,
    write(text) {
      const written = page;
      written.tab.run(() => {
        written.chat.send(text);
        void written.chat.start().then(() => {
          written.isKept = true;
        });
      });
    },
    act(chance) {
      const { tab, chat } = page;
      const { act } = chance.weighed([
        { weight: 4, act: () => tab.run(chat.markRead) },
        { weight: 4, act: () => tab.run(() => chat.typing(true)) },
        { weight: 2, act: comeBack },
        { weight: 1, act: doze },
        { weight: 1, act: tab.wake },
      ]);
      act();
    },
    settle() {
      reopen();
      page.tab.wake();
    },
    pending: () => page.chat.snapshot.items.filter(({ delivery }) => delivery === "sending").length,
    isOnline: () => page.chat.snapshot.connection === "online",
    isCalm: () =>
      visitor.isOnline() &&
      page.chat.snapshot.items.every(({ delivery }) => delivery !== "sending" && delivery !== "failed"),
    views: () => viewOf(options.thread(visitor), page.chat.snapshot.items),
    async readAll(_threads: Threads) {
      const { chat, tab } = page;
      const isWhole = async () => {
        await tab.run(chat.loadEarlier);
        return !chat.snapshot.earlier;
      };
      await until("the thread to reach its beginning", isWhole, { everyMs: 1, timeoutMs: 120_000 });
      return visitor.views();
    },
    leave: close,
  };
  return visitor;
}

interface Page {
  readonly tab: Tab;
  readonly chat: WidgetChat;
  /** Whether what is written here is kept on the device. */
  isKept: boolean;
  isClosed: boolean;
}

function viewOf(of: string | null, items: readonly ThreadItem[]): View[] {
  if (of === null) return [];
  return [{ of, lines: items.filter(isStored).map(lineOfItem) }];
}

export const isStored = ({ delivery }: ThreadItem) => delivery !== "sending" && delivery !== "failed";

export const lineOfItem = ({ type, sender, createdAt, body }: ThreadItem): Line =>
  lineOf({ type, kind: sender.kind, name: sender.name, createdAt, body });

export function shownOf(item: ThreadItem): Shown {
  const state = item.delivery === "failed" ? "refused" : isStored(item) ? "stored" : "waiting";
  return { key: item.key, text: item.body, state };
}
