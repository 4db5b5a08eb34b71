import { AxeBuilder } from "@axe-core/playwright";
import { test as base, type ConsoleMessage, expect, type Page } from "playwright/test";
import { type Owner, type Stack, type StackOptions, startStack } from "./stack.ts";

/** A company that uses the product: its server, its owner in the console, its keys. */
export interface Company {
  readonly stack: Stack;
  readonly owner: Owner;
  readonly publicKey: string;
  readonly secretKey: string;
}

/** Everything a page said that its owner would have to explain: warnings, errors, uncaught exceptions. */
export interface Noise {
  readonly lines: readonly string[];
}

/**
 * Tests share one running company per worker; what they must not share (visitors, emails) they make themselves. A file
 * that wants another server says so by `test.use({ stackOptions })`.
 */
export const test = base.extend<{ noise: Noise; goodbye: undefined }, { stackOptions: StackOptions; company: Company }>(
  {
    stackOptions: [{ demo: true }, { scope: "worker", option: true }],

    company: [
      async ({ stackOptions }, use) => {
        const stack = await startStack(stackOptions);
        try {
          const owner = await stack.createOwner();
          const publicKey = await stack.createKey("pk_live");
          const secretKey = await stack.createKey("crm");
          await use({ stack, owner, publicKey, secretKey });
        } finally {
          await stack.stop();
        }
      },
      { scope: "worker", timeout: 60_000 },
    ],

    /** People whom a test brought go with it: their pages would go on living, at the cost of the next one. */
    goodbye: [
      async ({ browser }, use) => {
        const before = new Set(browser.contexts());
        await use(undefined);
        for (const context of browser.contexts()) if (!before.has(context)) await context.close();
      },
      { auto: true },
    ],

    noise: async ({ page }, use) => {
      const lines: string[] = [];
      page.on("console", (message: ConsoleMessage) => {
        if (["warning", "error", "assert"].includes(message.type())) lines.push(`${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => lines.push(`uncaught: ${error.message}`));
      await use({ lines });
    },
  },
);

/** Fails with every accessibility violation axe finds: WCAG 2.2 A and AA, in the whole page or inside `within`. */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  // axe brings types of another Playwright version; the page itself is the same.
  const same = page as unknown as ConstructorParameters<typeof AxeBuilder>[0]["page"];
  const axe = new AxeBuilder({ page: same }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target).join(", ")})`,
  );
  expect(found).toEqual([]);
}
