import { chromium, expect } from "playwright/test";
import { chromiumFlags, findBrowser } from "../support/browsers.ts";
import { Visitor } from "../support/people.ts";
import { test } from "./visit.ts";

test("bf", async ({ site }) => {
  const path = findBrowser("chromium")?.path;
  const browser = await chromium.launch({ args: chromiumFlags, ...(path ? { executablePath: path } : {}), ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  const page = await browser.newPage();
  await page.addInitScript(`addEventListener("pageshow", (e) => { (window.shows ||= []).push(e.persisted); })`);
  const [first, second] = [site.put("bf-1"), site.put("bf-2", { widget: "" })];
  for (const chat of [false, true]) {
    await page.goto(first);
    if (chat) {
      const visitor = new Visitor(page);
      await visitor.openChat();
      await visitor.say("Before");
      await expect(page.getByText("Automatic reply").first()).toBeVisible();
    }
    await page.goto(second);
    await page.goBack({ timeout: 8000 }).catch((e) => console.log("goBack", String(e).slice(0, 100)));
    await page.waitForTimeout(1000);
    console.log(chat, browser.version(), page.url(), await page.evaluate("JSON.stringify([window.shows, performance.getEntriesByType('navigation')[0].notRestoredReasons])"));
  }
  await browser.close();
});
