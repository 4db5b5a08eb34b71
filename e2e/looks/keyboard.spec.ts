import { devices, expect, type Page } from "playwright/test";
import { test } from "../support/fixtures.ts";
import { openScene, panelIsWhole } from "./scene.ts";

/** Where the focus is: its accessible name, and whether one sees it there. */
interface Stop {
  readonly name: string;
  readonly isSeen: boolean;
}

async function stopOf(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return { name: "the page", isSeen: true };
    // A text field is outlined together with the button beside it.
    const outlined = [at, at.parentElement].some((element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element ?? document.body);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
    });
    const { width, height } = at.getBoundingClientRect();
    const isShown = at.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 1 && height > 1;
    return { name: at.ariaLabel ?? at.textContent?.trim() ?? "", isSeen: outlined && isShown };
  });
}

/** Presses a key once for each name and expects the focus to come by them, to be seen at each. */
async function expectStops(page: Page, key: "Tab" | "Shift+Tab", names: readonly string[]): Promise<void> {
  const stops: Stop[] = [];
  for (const _ of names) {
    await page.keyboard.press(key);
    stops.push(await stopOf(page));
  }
  expect(stops).toEqual(names.map((name) => ({ name, isSeen: true })));
}

async function expectFocus(page: Page, name: string): Promise<void> {
  await expect.poll(() => stopOf(page)).toEqual({ name, isSeen: true });
}

/** Goes back to a control past whatever the thread offers at the moment. */
async function tabBackTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20 && (await stopOf(page)).name !== name; presses++)
    await page.keyboard.press("Shift+Tab");
  await expectFocus(page, name);
}

const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];
const greeting = "Hi! How can we help?";
const write = "Write a message…";

test("everything is reached, used and left by keyboard alone, and the focus is seen at each stop", async ({
  page,
  company,
}) => {
  test.setTimeout(120_000);
  const scene = await openScene(page, company);
  const { keyboard } = page;
  // So low that a thread of two messages scrolls.
  await page.setViewportSize({ width: 1280, height: 560 });

  await test.step("from the page to the launcher, into the chat, and back to where one came from", async () => {
    await page.goto(scene.address);
    await expect(page.getByRole("button", { name: greeting })).toBeVisible();
    await expectStops(page, "Tab", ["What is new this season", greeting, "Close", "Chat"]);
    await keyboard.press("Shift+Tab");
    await keyboard.press("Space");
    await expectFocus(page, "Chat");
    await keyboard.press("Enter");
    await expectFocus(page, write);
    await panelIsWhole(page);
    await expectStops(page, "Shift+Tab", ["Messages", "Close chat", "Options", "Chat", "What is new this season"]);
    await expectStops(page, "Tab", ["Chat", "Options", "Close chat", "Messages", write]);
    await keyboard.press("Escape");
    await expectFocus(page, "Chat");
    await keyboard.press("Space");
    await expectFocus(page, write);
  });

  await test.step("a message, the card and the quick replies", async () => {
    await keyboard.type("hello");
    await expectStops(page, "Tab", ["Send"]);
    await keyboard.press("Enter");
    await expectFocus(page, write);
    await expect(page.getByRole("button", { name: "Create ticket" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Notify me" })).toBeVisible();
    const replies = ["Pricing", "Check service status", "Create ticket", "Talk to a person"];
    await expectStops(page, "Shift+Tab", [...replies, "Cancel", "Notify me", "Email"]);
    await keyboard.type("jane@");
    await keyboard.press("Enter");
    await expect(page.getByText("Please enter a valid email address")).toBeVisible();
    await expectFocus(page, "Email");
    await keyboard.type("globex.example");
    await expectStops(page, "Tab", ["Notify me"]);
    await keyboard.press("Space");
    await expectFocus(page, write);
    await expect(page.getByText("Thank you! We’ll write to jane@globex.example.")).toBeVisible();
    await expectStops(page, "Shift+Tab", [...replies, "Messages"]);
    const scrolled = () => page.locator(".scroll").evaluate(({ scrollTop }) => scrollTop);
    await expect.poll(scrolled).toBeGreaterThan(0);
    await keyboard.press("Home");
    await expect.poll(scrolled).toBe(0);
    await expectStops(page, "Tab", ["Talk to a person"]);
    await keyboard.press("Enter");
    await expectFocus(page, write);
    await expect(page.getByText("Automatic reply")).toHaveCount(2);
  });

  await test.step("the options, and the question whether to end", async () => {
    await keyboard.press("Escape");
    await expectFocus(page, "Chat");
    await expectStops(page, "Tab", ["the page"]);
    await expectStops(page, "Shift+Tab", ["Chat"]);
    await keyboard.press("Enter");
    await expectFocus(page, write);
    await tabBackTo(page, "Options");
    await keyboard.press("Enter");
    await expectStops(page, "Tab", ["Mute sound", "Download transcript", "End chat"]);
    await keyboard.press("Escape");
    await expectFocus(page, "Options");
    await keyboard.press("Space");
    await expectStops(page, "Tab", ["Mute sound", "Download transcript", "End chat", "Close chat"]);
    await expect(page.getByRole("button", { name: "Mute sound" })).toBeHidden();
    await expectStops(page, "Shift+Tab", ["Options"]);
    await keyboard.press("Enter");
    await expectStops(page, "Tab", ["Mute sound", "Download transcript", "End chat"]);
    await keyboard.press("Enter");
    await expectFocus(page, "End chat");
    await expectStops(page, "Tab", ["Cancel"]);
    await keyboard.press("Enter");
    await expectFocus(page, write);
    await tabBackTo(page, "Options");
    await keyboard.press("Enter");
    await expectStops(page, "Tab", ["Mute sound", "Download transcript", "End chat"]);
    await keyboard.press("Enter");
    await expectFocus(page, "End chat");
    await keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeFocused();
  });

  await test.step("the rating, and another chat", async () => {
    const stars = ["1 / 5", "2 / 5", "3 / 5", "4 / 5"];
    await expectStops(page, "Tab", ["Options", "Close chat", "Messages", ...stars]);
    await keyboard.press("Space");
    await expectStops(page, "Tab", ["5 / 5", "Anything you’d like to add?"]);
    await keyboard.type("Quick and friendly");
    await expectStops(page, "Tab", ["Send rating", "Start a new chat"]);
    await expectStops(page, "Shift+Tab", ["Send rating"]);
    await keyboard.press("Enter");
    await expect(page.getByText("Thank you for your rating")).toBeVisible();
    await expect(page.getByRole("dialog")).toBeFocused();
    await expectStops(page, "Shift+Tab", ["Chat"]);
    await expectStops(page, "Tab", ["Options", "Close chat", "Messages", "Start a new chat"]);
    await keyboard.press("Enter");
    await expectFocus(page, write);
  });

  await scene.close();
});

test.describe(() => {
  test.use(phone);

  test("on a phone the focus goes round within the chat, and nothing behind it is reached", async ({
    page,
    company,
  }) => {
    const scene = await openScene(page, company);
    await page.goto(scene.address);
    await page.getByRole("button", { name: greeting }).click();
    await panelIsWhole(page);
    await page.keyboard.press("Tab");
    await expectFocus(page, "Options");
    await expectStops(page, "Tab", ["Close chat", "Messages", write, "Options"]);
    await expectStops(page, "Shift+Tab", [write, "Messages", "Close chat", "Options"]);
    await scene.close();
  });
});
