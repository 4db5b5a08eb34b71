import { chromium, expect } from "playwright/test";
import { chromiumFlags, findBrowser } from "../support/browsers.ts";
import { Visitor } from "../support/people.ts";
import { test as base } from "./visit.ts";

/** A browser that puts pages to sleep when they are left, which Playwright keeps Chromium from. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  page: async ({}, use) => {
    const path = findBrowser("chromium")?.path;
    const browser = await chromium.launch({
      args: chromiumFlags,
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
      ...(path ? { executablePath: path } : {}),
    });
    await use(await browser.newPage());
    await browser.close();
  },
});

test("a page with an open chat is restored as it was by the back button, and the chat goes on in it", async ({
  page,
  site,
  heard,
}) => {
  await page.goto(site.put("asleep"));
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("Before I look around");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await visitor.composer.fill("Half writt");
  await page.evaluate(`addEventListener("pageshow", ({ persisted }) => { window.restored = persisted; })`);
  await page.goto(site.put("elsewhere", { widget: "" }));
  // Not page.goBack(), which waits for a page to load.
  await page.evaluate("history.back()");
  await expect.poll(() => page.evaluate("window.restored")).toBe(true);
  await expect(visitor.composer).toHaveValue("Half writt");
  await visitor.say("Back again");
  await expect(visitor.log.getByText("Before I look around", { exact: true })).toHaveCount(1);
  // The browser tells its developers what it did with the socket.
  expect(heard.lines.filter((line) => !line.endsWith("Page entered Back-Forward Cache."))).toEqual([]);
});
