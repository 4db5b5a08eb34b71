import { expect, type Page } from "playwright/test";
import { Visitor } from "../support/people.ts";
import { ownContent } from "./row.ts";
import { launcherOf, panelOf, test } from "./visit.ts";

// What becomes of a chat when its page changes, is left, is printed, or lies in another page.

const elements = (page: Page) => page.locator("valethon-chat");

test("@embedding a page that changes its address and its content by itself keeps the open chat", async ({
  page,
  site,
  heard,
}) => {
  await page.goto(site.put("spa", { body: `<main>${ownContent}</main>` }));
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("On the first page");
  await page.evaluate(`history.pushState({}, "", "/second");
    document.querySelector("main").replaceWith(Object.assign(document.createElement("main"), { textContent: "Second" }))`);
  await visitor.say("On the second page");
  await page.goBack();
  await visitor.say("On the first page again");
  await expect(visitor.log.getByText("On the first page", { exact: true })).toHaveCount(1);
  await expect(elements(page)).toHaveCount(1);
  expect(heard.lines).toEqual([]);
});

test("@embedding who comes back to a page by the back button goes on in the same chat", async ({
  page,
  site,
  heard,
}) => {
  const [first, second] = [site.put("back-1"), site.put("back-2", { widget: "" })];
  await page.goto(first);
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("Before I look around");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await page.goto(second);
  await page.goBack();
  // Restored or loaded anew: the chat was open when the visitor left.
  await visitor.say("Back again");
  await expect(visitor.log.getByText("Before I look around", { exact: true })).toHaveCount(1);
  await expect(elements(page)).toHaveCount(1);
  expect(heard.lines).toEqual([]);
});

test("nothing of the chat is printed, open or closed", async ({ page, site }) => {
  await page.goto(site.put("print", { body: ownContent }));
  const visitor = new Visitor(page);
  await visitor.openChat();
  await page.emulateMedia({ media: "print" });
  await expect(launcherOf(page)).toBeHidden();
  await expect(panelOf(page)).toBeHidden();
  await expect(page.getByText("We repair printers")).toBeVisible();
  await page.emulateMedia({ media: "screen" });
  await expect(panelOf(page)).toBeVisible();
});

test("in a frame on another site's page the chat works as on its own", async ({ page, site, heard }) => {
  const inner = site.put("framed").replace("127.0.0.1", "localhost");
  const frame = `<iframe src="${inner}" width="500" height="600"></iframe>`;
  await page.goto(site.put("around", { widget: "", body: ownContent + frame }));
  const inside = page.frameLocator("iframe");
  await inside.locator("[part=launcher]").click();
  await inside.getByRole("textbox").fill("From within");
  await inside.getByRole("textbox").press("Enter");
  await expect(inside.getByText("Automatic reply").first()).toBeVisible();
  await page.getByLabel("Gift wrap").check();
  expect(heard.lines).toEqual([]);
});
