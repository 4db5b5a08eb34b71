import { expect } from "playwright/test";
import { expectAccessible, test } from "../support/fixtures.ts";
import { openTabs, type Tab } from "../support/heard-tabs.ts";
import { snippet, startHostSite } from "../support/host-pages.ts";
import { answer, expectTitle, expectUnread, title, visitThrice } from "./visits.ts";

// A trace looks into pages, which counts as the visitor's touch.
test.use({ trace: "off" });

test("what is muted in one tab is muted in all and after a reload, and the title still tells", async ({
  context,
  company,
}) => {
  const browser = await openTabs(context);
  const tabs = await visitThrice(browser, company);
  const [first, second, third] = tabs;
  const mute = ({ page }: Tab) => page.getByRole("button", { name: "Mute sound" });
  const openOptions = async (tab: Tab) => {
    await tab.openChat();
    await tab.page.getByRole("button", { name: "Options" }).click();
  };
  await openOptions(first);
  await expect(mute(first)).toHaveAttribute("aria-pressed", "false");
  await mute(first).click();
  await expect(mute(first)).toHaveAttribute("aria-pressed", "true");
  await expectAccessible(first.page, "valethon-chat");
  await second.page.reload();
  await second.touch();
  for (const tab of [second, third]) {
    await openOptions(tab);
    await expect(mute(tab)).toHaveAttribute("aria-pressed", "true");
  }
  for (const tab of tabs) {
    await tab.closeChat();
    await tab.look(false);
  }
  await answer(company, "Quietly");
  await expectTitle(`(1) ${title}`, tabs);
  expect(await browser.sounds()).toBe(0);

  await third.page.evaluate("Valethon.mute(false)");
  await answer(company, "Aloud");
  await expectUnread(2, tabs);
  expect(await browser.sounds()).toBe(1);

  await third.page.evaluate("Valethon.mute().then(() => Valethon.reset())");
  for (const { page } of tabs) await expect.poll(() => page.evaluate("Object.keys(localStorage)")).toEqual([]);
});

test("a page that wants no sound offers none to mute", async ({ context, company }) => {
  const host = await startHostSite(company);
  const browser = await openTabs(context);
  const tab = await browser.open();
  await tab.page.goto(host.put("quiet", { widget: snippet(company, "sound: false") }));
  await tab.openChat();
  await tab.say("hello");
  await expect(tab.page.getByText("Automatic reply").first()).toBeVisible();
  await tab.page.getByRole("button", { name: "Options" }).click();
  await expect(tab.page.getByRole("button", { name: "Download transcript" })).toBeVisible();
  await expect(tab.page.getByRole("button", { name: "Mute sound" })).toBeHidden();
  await tab.closeChat();
  await answer(company, "Quietly");
  await expectUnread(1, [tab]);
  expect(await browser.sounds()).toBe(0);
  await host.close();
});

test("a tab that nobody has touched makes no sound, and no noise in its console", async ({ context, company }) => {
  const browser = await openTabs(context);
  const [first, second, third] = await visitThrice(browser, company);
  for (const tab of [first, second, third]) await tab.page.close();
  const untouched = await browser.open();
  const noise: string[] = [];
  untouched.page.on("console", (message) => {
    if (message.type() !== "debug") noise.push(message.text());
  });
  await untouched.visit(company);
  // The page tells by itself: a test that asks it anything counts as a touch.
  await answer(company, "Anybody there?");
  await expect.poll(() => untouched.unread).toBe(1);
  await answer(company, "Hello?");
  await expect.poll(() => untouched.unread).toBe(2);
  expect(untouched.touched).toBe(false);
  expect(await browser.sounds()).toBe(0);
  await untouched.touch();
  await answer(company, "Ah, there you are");
  await expect.poll(() => untouched.unread).toBe(3);
  expect(await browser.sounds()).toBe(1);
  expect(noise).toEqual([]);
});
