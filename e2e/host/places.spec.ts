import { expect } from "playwright/test";
import { snippet } from "../support/host-pages.ts";
import { launcherOf, panelOf, test } from "./visit.ts";

// Where the chat shows, when the page changes its mind.

/** Counts what the page's scripts do over and over. */
const countIntervals = `{
  const { setInterval } = window;
  window.intervals = 0;
  window.setInterval = (...given) => {
    intervals += 1;
    return setInterval(...given);
  };
}`;

test("a page says at any time where the chat shows, which counts at once, and its own button opens what is hidden", async ({
  page,
  site,
  company,
  heard,
}) => {
  await page.addInitScript(countIntervals);
  const widget = snippet(company, `launcher: { selector: ".help" }`);
  await page.goto(site.put("places", { widget, body: `<button class="help">Help</button>` }));
  await expect(launcherOf(page)).toBeVisible();
  // Whoever names no pages pays for no look at the address.
  expect(await page.evaluate("intervals")).toBe(0);
  const hiddenAfter = (change: string) =>
    page.evaluate(`Valethon.update(${change}); document.querySelector("valethon-chat").hidden`);
  expect(await hiddenAfter(`{ pages: { hide: ["/places"] } }`)).toBe(true);
  expect(await hiddenAfter(`{ pages: { show: ["/places"] } }`)).toBe(false);
  await page.evaluate(`history.pushState(null, "", "/elsewhere")`);
  await expect(launcherOf(page)).toBeHidden();
  expect(await hiddenAfter(`{ theme: "dark" }`)).toBe(true);
  expect(await page.evaluate("intervals")).toBe(1);

  await page.getByRole("button", { name: "Help" }).click();
  await expect(panelOf(page).getByRole("textbox")).toBeFocused();
  await expect(launcherOf(page)).toBeVisible();
  expect(heard.lines).toEqual([]);
});
