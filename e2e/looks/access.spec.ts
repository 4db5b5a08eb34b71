import { AxeBuilder } from "@axe-core/playwright";
import { devices, expect, type Page } from "playwright/test";
import { sized } from "../faults/form.ts";
import { test } from "../support/fixtures.ts";
import { type Look, looks, plain, wear } from "./looks.ts";
import { openScene } from "./scene.ts";
import { states } from "./states.ts";

/** What axe finds in the chat, WCAG 2.2 A and AA. */
async function violations(page: Page): Promise<string[]> {
  // axe brings types of another Playwright version; the page itself is the same.
  const same = page as unknown as ConstructorParameters<typeof AxeBuilder>[0]["page"];
  const axe = new AxeBuilder({ page: same })
    .include("valethon-chat")
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    // There are no frames to look into, and a page of its own for each result takes longer than the search.
    .setLegacyMode(true);
  const { violations: found } = await axe.analyze();
  return found.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target).join(", ")})`);
}

/** Whatever moves or fades at this moment. */
async function motions(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState }) => playState === "running")
      .map(
        (animation) =>
          `${(animation as CSSAnimation).animationName ?? (animation as CSSTransition).transitionProperty}`,
      ),
  );
}

async function expectAccess(
  page: Page,
  company: Parameters<typeof openScene>[1],
  worn: readonly Look[],
): Promise<void> {
  const scene = await openScene(page, company);
  try {
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const { name, reach, keep } of states) {
      await reach(scene);
      for (const look of worn) {
        await wear(page, look);
        await keep?.(scene);
        expect.soft(await violations(page), `${name}, ${look.name}`).toEqual([]);
        expect.soft(await motions(page), `what moves: ${name}`).toEqual([]);
      }
      await wear(page, plain);
    }
  } finally {
    await scene.close();
  }
}

test.describe(() => {
  test.setTimeout(240_000);

  test("axe finds nothing in any state: light, dark, forced colours, right to left; and nothing moves for who wants that", async ({
    page,
    company,
  }) => {
    await expectAccess(page, company, looks);
  });
});

test.describe(() => {
  test.setTimeout(240_000);
  const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];
  test.use(phone);

  test("axe finds nothing in any state on a phone, where the chat fills the screen", async ({ page, company }) => {
    // Its colours are those of the other walk.
    const few = looks.filter(({ name }) => name === "light");
    await expectAccess(page, company, sized({ short: few, long: looks }));
  });
});
