import { expect } from "playwright/test";
import type { Company } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { ownCompany } from "../support/own-company.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";

// When and where the chat shows, and how it draws attention.

/** A company that an agent signs in to meanwhile. */
const staffed = test.extend<{ company: Company }>({ company: ownCompany });

test("a bubble says the owner's text and opens the chat", async ({ page, host, company, noise }) => {
  await page.goto(host.put("bubble", { widget: snippet(company, `greetingBubble: "Questions about our plans?"`) }));
  await page.getByRole("button", { name: "Questions about our plans?" }).click();
  await expect(new Visitor(page).composer).toBeFocused();
  await expect(page.getByText("Questions about our plans?")).toBeHidden();
  expect(noise.lines).toEqual([]);
});

test("a bubble in the page's language stays closed once it was closed, also on the next page", async ({
  page,
  host,
  company,
  noise,
}) => {
  const widget = snippet(company, "greetingBubble: true, locale: 'de'");
  await page.goto(host.put("german", { widget }));
  const bubble = page.getByText("Hallo! Wie können wir helfen?");
  await expect(bubble).toBeVisible();
  await page.getByRole("button", { name: "Schließen", exact: true }).click();
  await expect(bubble).toBeHidden();
  const visitor = new Visitor(page);
  await expect(visitor.launcher).toBeFocused();
  await page.goto(host.put("german-2", { widget }));
  await expect(visitor.launcher).toBeVisible();
  await expect(bubble).toBeHidden();
  expect(noise.lines).toEqual([]);
});

test("buttons of the page's own open and close the chat, also those that come later", async ({
  page,
  host,
  company,
  noise,
}) => {
  const widget = snippet(company, `launcher: { selector: ".help", hidden: true }`);
  await page.goto(host.put("selector", { widget, body: `<a class="help" href="/elsewhere"><b>Help</b></a>` }));
  const visitor = new Visitor(page);
  await page.waitForFunction("window.Valethon?.version");
  await expect(visitor.launcher).toBeHidden();
  await page.getByText("Help", { exact: true }).click();
  await expect(visitor.composer).toBeFocused();
  await page.getByText("Help", { exact: true }).click();
  await expect(visitor.composer).toBeHidden();
  await page.evaluate(`document.body.insertAdjacentHTML("beforeend", '<button class="help">Ask us</button>')`);
  await page.getByRole("button", { name: "Ask us" }).click();
  await expect(visitor.composer).toBeVisible();
  expect(noise.lines).toEqual([]);
});

test("the chat shows where `pages` says, also when the site changes its address without loading a page", async ({
  page,
  host,
  company,
  noise,
}) => {
  const widget = snippet(company, `pages: { show: ["/shop/**"], hide: ["/shop/*/checkout"] }`);
  await page.goto(host.put("shop/shoes", { widget }));
  const { launcher } = new Visitor(page);
  await expect(launcher).toBeVisible();
  await page.evaluate(`history.pushState({}, "", "/shop/shoes/checkout")`);
  await expect(launcher).toBeHidden();
  await page.evaluate(`history.pushState({}, "", "/shop/shoes/red")`);
  await expect(launcher).toBeVisible();
  await page.evaluate(`history.replaceState({}, "", "/about")`);
  await expect(launcher).toBeHidden();
  await page.goBack();
  await expect(launcher).toBeHidden();
  await page.goBack();
  await expect(launcher).toBeVisible();
  expect(noise.lines).toEqual([]);
});

staffed(
  "with `offline: hide` there is no chat while nobody is there, but for who has a conversation",
  async ({ page, browser, host, company }) => {
    const address = host.put("hide", { widget: snippet(company, `offline: "hide"`) });
    const visitor = new Visitor(page);
    const status = page.waitForResponse((response) => response.url().includes("/widget/status"));
    await page.goto(address);
    await (await status).finished();
    await expect(visitor.launcher).toBeHidden();

    await page.goto(host.put("show"));
    await visitor.openChat();
    await visitor.say("I found another page");
    await page.goto(address);
    await expect(visitor.log.getByText("I found another page", { exact: true })).toBeVisible();

    const agent = new Agent(await newPerson(browser));
    await agent.signIn(company);
    const other = new Visitor(await newPerson(browser));
    await expect(async () => {
      await other.page.goto(address);
      await expect(other.launcher).toBeVisible({ timeout: 1000 });
    }).toPass();
    await agent.page.context().close();
    await other.page.context().close();
  },
);

test("with `offline: hide` nothing shows before it is known whether somebody is there, whatever page the site shows meanwhile", async ({
  page,
  host,
  company,
}) => {
  let answer = () => {};
  const known = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/widget/status?key=*", async (route) => {
    await known;
    const data = { status: "online", business_hours: { open: true } };
    await route.fulfill({ json: { success: true, data }, headers: { "Access-Control-Allow-Origin": "*" } });
  });
  const options = `offline: "hide", pages: { hide: ["/secret"] }`;
  await page.goto(host.put("hides", { widget: snippet(company, options) }));
  await page.evaluate("Valethon.ready().then(() => undefined)");
  const { launcher } = new Visitor(page);
  await expect(launcher).toBeHidden();
  await page.evaluate(`history.pushState(null, "", "/secret")`);
  answer();
  await page.waitForResponse("**/widget/status?key=*");
  await expect(launcher).toBeHidden();
  await page.evaluate(`history.pushState(null, "", "/open")`);
  await expect(launcher).toBeVisible();
});
