import type { BrowserContext, ConsoleMessage } from "playwright/test";
import { Visitor } from "./people.ts";
import { until } from "./until.ts";

/** Before what a page tells the test. */
const sign = "told to the test:";

/**
 * What stands in for the outside world in each tab: a loudspeaker that is counted, and a visitor who looks at a tab or
 * away from it (a browser without a window takes all its tabs for visible). It tells by the console: whatever else
 * Playwright offers runs code in the page, which counts as the visitor's touch. So does a trace.
 */
const world = `{
  const tell = (what, value) =>
    console.debug("${sign}" + JSON.stringify({ what, value, touched: navigator.userActivation.hasBeenActive }));
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    tell("sound", this.context.state === "running" ? 1 : 0);
    return start.apply(this, at);
  };
  addEventListener("valethon:unread:changed", ({ detail }) => tell("unread", detail));
  let state = "visible";
  Object.defineProperty(document, "visibilityState", { get: () => state });
  Object.defineProperty(document, "hidden", { get: () => state === "hidden" });
  window.look = (next) => {
    if (state === next) return;
    state = next;
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  };
}`;

/** A visitor's browser, whose tabs are counted by what they are heard of. */
export interface HeardTabs {
  /** Opens a tab; the visitor touches nothing in it until a test does. */
  open(): Promise<Tab>;
  /** Sounds of all tabs, also of those that were closed, once none is still to be decided on. */
  sounds(): Promise<number>;
}

export class Tab extends Visitor {
  /** Sounds that could be heard. */
  sounds = 0;
  /** What the page heard last of how many messages are unread. */
  unread = 0;
  /** Whether the visitor had touched the page by then. */
  touched = false;

  /** The visitor looks at this tab, or elsewhere. */
  async look(at: boolean): Promise<void> {
    await this.page.evaluate(`look(${at ? '"visible"' : '"hidden"'})`);
  }

  /** Touches the page, not the chat. */
  async touch(): Promise<void> {
    await this.page.getByRole("heading", { level: 1 }).click();
  }

  async closeChat(): Promise<void> {
    await this.page.getByRole("button", { name: "Close chat" }).click();
  }

  /** Resolves once this tab has told its browser whether it sounds. */
  async decided(): Promise<void> {
    await until("the tabs to agree on a sound", async () => {
      const names = await this.page.evaluate<string[]>(`navigator.locks.query()
        .then(({ held, pending }) => [...held, ...pending].map(({ name }) => name))`);
      return names.every((name) => !name.endsWith(":sound"));
    });
  }
}

export async function openTabs(context: BrowserContext): Promise<HeardTabs> {
  const tabs: Tab[] = [];
  await context.addInitScript(world);
  return {
    async open() {
      const page = await context.newPage();
      const tab = new Tab(page);
      page.on("console", (message) => hear(tab, message));
      tabs.push(tab);
      return tab;
    },
    async sounds() {
      const open = tabs.filter(({ page }) => !page.isClosed());
      await Promise.all(open.map((tab) => tab.decided()));
      return tabs.reduce((sum, { sounds }) => sum + sounds, 0);
    },
  };
}

function hear(tab: Tab, message: ConsoleMessage): void {
  const text = message.text();
  if (!text.startsWith(sign)) return;
  const { what, value, touched } = JSON.parse(text.slice(sign.length)) as {
    what: "sound" | "unread";
    value: number;
    touched: boolean;
  };
  tab.touched = touched;
  if (what === "sound") tab.sounds += value;
  else tab.unread = value;
}
