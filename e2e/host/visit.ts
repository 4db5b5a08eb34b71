import { createHash } from "node:crypto";
import { expect, type Page } from "playwright/test";
import { test as base } from "../support/fixtures.ts";
import { type HostSite, startHostSite } from "../support/host-pages.ts";

/** Runs before a page's own scripts. What it keeps on window is not enumerable, since the page's globals are counted. */
const witness = `{
  const seen = { violations: [], moved: [], shift: 0 };
  Object.defineProperty(window, "witness", { value: seen });
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    seen.violations.push(effectiveDirective + " " + blockedURI);
  });
  if (PerformanceObserver.supportedEntryTypes.includes("layout-shift"))
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        seen.shift += hadRecentInput ? 0 : value;
        // What lies in another's shadow tree, as the chat's own lines do, is not told.
        for (const { node } of sources) if (node) seen.moved.push(node.nodeName);
      }
    }).observe({ type: "layout-shift", buffered: true });
}`;

/** What a page was heard and seen to do since its test began. */
export interface Heard {
  /** Paths of requests to the product. */
  readonly asked: readonly string[];
  /** Every line of the console, and what was thrown and not caught. */
  readonly lines: readonly string[];
}

/** What the visitor sees of the chat: the launcher to the pixel, and where the open chat lies. */
export interface Look {
  readonly launcher: string;
  readonly panel: unknown;
}

/** One website for all tests of a worker; each test looks at pages that it put there itself. */
export const test = base.extend<{ heard: Heard }, { site: HostSite; plainLook: Look }>({
  site: [
    async ({ company }, use) => {
      const site = await startHostSite(company);
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],

  // How it looks on a page without any style, in this browser on this machine.
  plainLook: [
    async ({ browser, site }, use) => {
      const page = await browser.newPage();
      await page.goto(site.put("plain-look"));
      await expect(launcherOf(page)).toBeVisible();
      const launcher = await launcherPixels(page);
      await launcherOf(page).click();
      await expect(panelOf(page).getByRole("textbox")).toBeVisible();
      await page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished))");
      await use({ launcher, panel: await panelBoxes(page) });
      await page.close();
    },
    { scope: "worker" },
  ],

  heard: async ({ page, company }, use) => {
    const asked: string[] = [];
    const lines: string[] = [];
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin === company.stack.url) asked.push(pathname);
    });
    page.on("console", (message) => lines.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => lines.push(`uncaught: ${error.message}`));
    await page.addInitScript(witness);
    await use({ asked, lines });
  },
});

/** What the browser itself saw on a page. */
interface Seen {
  /** Of the page's policy: `<directive> <what was blocked>`. */
  readonly violations: readonly string[];
  /** Elements of the page's that moved, and the score of all shifts without input; only Chromium counts them. */
  readonly moved: readonly string[];
  readonly shift: number;
}

export const seenOn = async (page: Page): Promise<Seen> => await page.evaluate("window.witness");

/** What the page's owner made: where the page's own things lie, how far it can be scrolled, its style sheets. */
export interface Layout {
  readonly boxes: readonly string[];
  readonly scrollWidth: number;
  readonly scrollHeight: number;
  readonly styles: number;
}

export async function layoutOf(page: Page): Promise<Layout> {
  return await page.evaluate(`(() => {
    const boxes = Array.from(document.querySelectorAll(".own"), (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x, y, width, height].join(" ");
    });
    const { scrollWidth, scrollHeight } = document.documentElement;
    const styles = document.styleSheets.length + document.adoptedStyleSheets.length;
    return { boxes, scrollWidth, scrollHeight, styles };
  })()`);
}

/** Names of all that a page's window holds. */
export const globalsOf = async (page: Page): Promise<string[]> => await page.evaluate("Object.keys(window)");

/** How many things this browser keeps, by kind. */
export async function keptOf(page: Page): Promise<Readonly<Record<string, number>>> {
  const inPage = await page.evaluate<Record<string, number>>(`(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await globalThis.caches?.keys() ?? []).length,
    workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
  }))()`);
  return { cookies: (await page.context().cookies()).length, ...inPage };
}

export const nothingKept = { cookies: 0, local: 0, session: 0, databases: 0, caches: 0, workers: 0 };

// By part, not by name: pages speak several languages.
export const launcherOf = (page: Page) => page.locator("[part=launcher]");
export const panelOf = (page: Page) => page.locator("[part=panel]");

/** Where a launcher stands that nobody moved, in a window of 1280 × 720. */
export const launcherBox = { x: 1204, y: 644, width: 56, height: 56 };

/** The inside of the launcher's circle, whatever the page behind it is. */
export async function launcherPixels(page: Page): Promise<string> {
  const { x, y } = launcherBox;
  const inside = await page.screenshot({ clip: { x: x + 10, y: y + 10, width: 36, height: 36 } });
  return createHash("sha256").update(inside).digest("hex");
}

/** Where the open chat and the place to write lie. */
export async function panelBoxes(page: Page) {
  return [await panelOf(page).boundingBox(), await page.locator("[part=composer]").boundingBox()];
}
