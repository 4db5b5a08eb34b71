import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type BrowserContext, chromium, type Page } from "playwright/test";
import { chromiumFlags, findBrowser } from "./browsers.ts";

/**
 * A browser whose tabs hide behind each other, and freeze, as a person's do. In Playwright's own every page believes that it
 * is looked at, which is undone only for a browser that it did not start.
 */
export interface TabbedBrowser {
  readonly context: BrowserContext;
  /** Opens a tab in front of all others: those are hidden until they are brought to front. */
  openTab(address?: string): Promise<Page>;
  /** Freezes a hidden page as browsers do to save power: nothing runs in it any more, and its WebSockets are closed. */
  freeze(page: Page): Promise<void>;
  thaw(page: Page): Promise<void>;
  /** Stops the whole browser where it stands, as a laptop whose lid is shut. Nothing can be asked of its pages until `resume`. */
  suspend(): void;
  resume(): void;
  close(): Promise<void>;
}

/** `more`: further flags of the browser. */
export async function startTabbedBrowser(more: readonly string[] = []): Promise<TabbedBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "valethon-browser-"));
  const program = findBrowser("chromium")?.path ?? chromium.executablePath();
  const flags = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--window-size=1280,800"];
  // A group of its own: its many processes are stopped and ended as one.
  const browser = spawn(program, [...flags, ...chromiumFlags, ...more, "about:blank"], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(browser, "exit");
  const signal = (name: NodeJS.Signals) => void process.kill(-(browser.pid ?? Number.NaN), name);
  // A test run that is cut off leaves no browser behind.
  const endWithTests = () => signal("SIGKILL");
  process.once("exit", endWithTests);
  const connection = await chromium.connectOverCDP(await debuggingAddress(browser.stderr), { noDefaults: true });
  const [context] = connection.contexts();
  if (context === undefined) throw new Error("The browser has no profile.");

  async function setLife(page: Page, state: "frozen" | "active"): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send("Page.setWebLifecycleState", { state });
    await session.detach();
  }

  return {
    context,
    async openTab(address = "about:blank") {
      const page = await context.newPage();
      await page.bringToFront();
      await page.goto(address);
      return page;
    },
    freeze: (page) => setLife(page, "frozen"),
    thaw: (page) => setLife(page, "active"),
    suspend: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    async close() {
      signal("SIGCONT");
      const session = await connection.newBrowserCDPSession();
      await session.send("Browser.close").catch(() => {});
      await ended;
      process.removeListener("exit", endWithTests);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function debuggingAddress(output: NodeJS.ReadableStream): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: output })) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      output.resume();
      return address;
    }
    said.push(line);
  }
  throw new Error(`The browser did not start. It wrote:\n${said.join("\n")}`);
}
