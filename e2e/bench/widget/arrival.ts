import type { Browser } from "playwright";
import { until } from "../../support/until.ts";
import type { Contender } from "./contenders.ts";
import { sendVisitor } from "./visitor.ts";

const patience = { timeoutMs: 30_000 };

/**
 * Milliseconds from the end of a script's answer until its launcher is laid out and painted, on a page that is painted
 * already. In a visit the script comes while the page itself is still parsed, laid out and painted, which on a slow machine
 * takes longer than all that is the launcher's.
 */
export async function arrival(browser: Browser, url: string, contender: Contender, slowdown: number): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const visitor = await sendVisitor(context, contender, slowdown);
    await visitor.goto(url);
    const { at } = await until("the launcher", async () => (await visitor.see()).launcher, patience);
    const end = await visitor.scriptEnd(contender.script);
    if (end === null) throw new Error("The script's answer was never seen.");
    return at - end;
  } finally {
    await context.close();
  }
}
