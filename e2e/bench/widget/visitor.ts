import type { BrowserContext, CDPSession } from "playwright";
import { until } from "../../support/until.ts";
import type { Contender } from "./contenders.ts";
import { type Seen, type Shown, watch } from "./watch.ts";

export interface Visitor {
  /** For what else is to be known of the page. */
  readonly session: CDPSession;
  goto(url: string): Promise<void>;
  see(): Promise<Seen>;
  click(spot: Shown): Promise<void>;
  /** Puts the focus into the composer, for a widget that does not. */
  focus(): Promise<void>;
  /** Writes where the focus is, and presses Enter. */
  write(text: string): Promise<void>;
  /** Resolves once this text stands in the thread. */
  reads(text: string): Promise<void>;
  /** When a script whose address ends so had arrived: milliseconds since the navigation began, null if none has. */
  scriptEnd(end: string): Promise<number | null>;
}

const patience = { timeoutMs: 30_000 };

/**
 * A page on a machine that is `slowdown` times slower. Spoken to by the browser's own protocol alone: Playwright's
 * locators run 300 KB of script in the page, whose tasks would count as the widget's.
 */
export async function sendVisitor(context: BrowserContext, contender: Contender, slowdown: number): Promise<Visitor> {
  const { launcher, composer, thread } = contender;
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.addInitScript(watch, { launcher, composer, thread });
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await session.send("Runtime.evaluate", { expression, returnByValue: true });
    return result.value;
  };
  return {
    session,
    async goto(url) {
      await page.goto(url);
    },
    see: async () => (await evaluate("benchSeen")) as Seen,
    click: async ({ x, y }) => await page.mouse.click(x, y),
    async focus() {
      await evaluate("benchFocus()");
    },
    async write(text) {
      await page.keyboard.insertText(text);
      await page.keyboard.press("Enter");
    },
    async reads(text) {
      await until(`"${text}" in the thread`, () => evaluate(`benchSays(${JSON.stringify(text)})`), patience);
    },
    async scriptEnd(end) {
      const entries = 'performance.getEntriesByType("resource")';
      const ends = `${entries}.filter(({ name }) => name.endsWith(${JSON.stringify(end)})).map((e) => e.responseEnd)`;
      return ((await evaluate(ends)) as number[])[0] ?? null;
    },
  };
}
