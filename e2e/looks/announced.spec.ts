import { expect, type Page } from "playwright/test";
import { test } from "../support/fixtures.ts";
import { openScene, panelIsWhole } from "./scene.ts";

/** Notes from now on what a screen reader is given to say: what enters the live region or changes in it. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const panel = document.querySelector("valethon-chat")?.shadowRoot?.querySelector("valethon-panel");
    const log = panel?.shadowRoot?.querySelector("valethon-messages")?.shadowRoot?.querySelector("[role=log]");
    const said: string[] = [];
    Object.assign(window, { said });
    const isSpoken = (node: Node): boolean =>
      node.nodeType !== Node.COMMENT_NODE &&
      !(node instanceof Element ? node : node.parentElement)?.closest("[aria-live=off]");
    const changedIn = ({ type, target, addedNodes }: MutationRecord) =>
      type === "characterData" ? [target] : [...addedNodes];
    new MutationObserver((changes) => {
      const spoken = changes.flatMap(changedIn).filter(isSpoken);
      said.push(...spoken.map((node) => node.textContent?.trim() ?? "").filter(Boolean));
    }).observe(log as Element, { childList: true, characterData: true, subtree: true });
  });
}

async function said(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { said: string[] }).said);
}

test("a screen reader says each answer once: no own message, nothing again, no history", async ({ page, company }) => {
  test.setTimeout(120_000);
  const scene = await openScene(page, company);
  const { visitor, answer } = scene;
  await page.goto(scene.address);
  await visitor.openChat();
  await panelIsWhole(page);
  await listen(page);

  await test.step("an answer is said, a message of one's own is not", async () => {
    await visitor.say("Do you mend sails?");
    await expect(page.getByText("Automatic reply").first()).toBeVisible();
    await answer("We do: https://sailmakers.example/mending");
    await answer("Bring it by.");
    await expect(visitor.log.getByText("Bring it by.")).toBeVisible();
    await visitor.say("Tomorrow then");
    await expect(visitor.log.getByText(/^· (Sent|Read)$/)).toBeVisible();
    const all = await said(page);
    for (const text of ["Automatic reply", "https://sailmakers.example/mending", "Bring it by."]) {
      expect(
        all.filter((line) => line.includes(text)),
        text,
      ).toHaveLength(1);
    }
    expect(all.filter((line) => /mend sails|Tomorrow/.test(line))).toEqual([]);
  });

  const before = await said(page);

  await test.step("another language says nothing again", async () => {
    await page.evaluate('Valethon.setLocale("de")');
    await expect(page.getByRole("button", { name: "Optionen" })).toBeVisible();
    await expect(visitor.log.getByText("Automatische Antwort").first()).toBeVisible();
    await page.evaluate('Valethon.setLocale("en")');
    await expect(page.getByRole("button", { name: "Options" })).toBeVisible();
    expect(await said(page)).toEqual(before);
  });

  await test.step("closed and opened again it says nothing again", async () => {
    await page.keyboard.press("Escape");
    await expect(visitor.composer).toBeHidden();
    await visitor.openChat();
    expect(await said(page)).toEqual(before);
  });

  await test.step("back on line it says only what is new", async () => {
    await company.stack.restart();
    await answer("We are back.");
    await expect(visitor.log.getByText("We are back.")).toBeVisible({ timeout: 30_000 });
    const added = (await said(page)).slice(before.length);
    expect(added).toEqual([expect.stringContaining("We are back.")]);
  });

  await test.step("on the next page, what was said before is history, with all of its earlier pages", async () => {
    for (let index = 0; index < 60; index++) await answer(`Sail number ${index}`);
    await page.reload();
    await panelIsWhole(page);
    await listen(page);
    await expect(visitor.log.getByText("Sail number 59")).toBeVisible();
    await expect(async () => {
      await visitor.log.evaluate((log) => log.closest(".scroll")?.scrollTo(0, 0));
      await expect(visitor.log.getByText("Do you mend sails?")).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 30_000 });
    expect(await said(page)).toEqual([]);
  });
  await scene.close();
});
