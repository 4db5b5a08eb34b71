import { expect } from "playwright/test";
import { expectAccessible } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";

// Every state that may come before or beside the chat, in light, in the dark, from right to left, on a desk and a phone.

// Where nobody signs in to the console.
test.use({ stackOptions: { demo: false } });

const looks = [
  ["light, on a desk", `theme: "light", locale: "en"`, { width: 1280, height: 800 }],
  ["dark, on a phone", `theme: "dark", locale: "de"`, { width: 390, height: 844 }],
  ["from right to left, in the dark", `theme: "dark", locale: "ar"`, { width: 1280, height: 800 }],
] as const;

for (const [name, look, size] of looks) {
  test(`axe finds nothing in consent, forms and earlier conversations: ${name}`, async ({ page, host, company }) => {
    await page.setViewportSize(size);
    // What fades in has little contrast for a moment.
    await page.emulateMedia({ reducedMotion: "reduce" });
    const button = page.locator("valethon-panel .form .primary");
    const open = async (options: string) => {
      await page.goto(host.put("look", { widget: snippet(company, `${options}, ${look}`) }));
      await page.evaluate("void Valethon.ready().then(() => Valethon.open())");
      await expect(button).toBeVisible();
    };

    await open(`consent: "required", privacyUrl: "https://shop.example/privacy"`);
    await expectAccessible(page);

    await open(`prechat: { fields: ["name", "email", "phone", "company"] }`);
    await button.click();
    await expect(page.getByRole("alert").first()).not.toBeEmpty();
    await expectAccessible(page);

    await open(`offline: "form"`);
    await expectAccessible(page);
    await page.locator("input[type=email]").fill("ann@globex.example");
    await page.locator("valethon-panel .form textarea").fill("Our mail is down");
    await button.click();
    const log = page.getByRole("log");
    await expect(log.getByText("Our mail is down", { exact: true })).toBeVisible();
    await expect(page.locator("valethon-panel .card")).toBeVisible();
    await expectAccessible(page);

    await page.evaluate("Valethon.endConversation()");
    await page.evaluate(`Valethon.sendMessage("Another thing")`);
    await expect(log.getByText("Another thing", { exact: true })).toBeVisible();
    await expect(log.getByText("Our mail is down", { exact: true })).toHaveCount(0);
    await page.locator("valethon-panel nav button").first().click();
    // Sound, transcript, end, and what came earlier.
    await expect(page.locator("valethon-panel .menu button")).toHaveCount(4);
    await page.locator("valethon-panel .menu button").last().click();
    await expect(page.getByRole("listitem")).toHaveCount(1);
    await expectAccessible(page);
    await page.getByRole("listitem").getByRole("button").click();
    await expect(log.getByText("Our mail is down", { exact: true })).toBeVisible();
    await expectAccessible(page);
  });
}
