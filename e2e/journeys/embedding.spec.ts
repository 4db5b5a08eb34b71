import { expect } from "playwright/test";
import { test } from "../support/fixtures.ts";
import { Visitor } from "../support/people.ts";

// In every browser: what a website owner gets for two script elements.

test("@embedding loading a page fetches chat.js and nothing else, and stores nothing", async ({
  page,
  context,
  company,
  noise,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== company.stack.demoUrl) asked.push(url.origin + url.pathname);
  });
  const visitor = new Visitor(page);
  await visitor.visit(company);
  await expect(visitor.launcher).toBeVisible();
  await page.waitForLoadState("load");

  expect(asked).toEqual([`${company.stack.url}/widget/chat.js`]);
  expect(await context.cookies()).toEqual([]);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
  expect(noise.lines).toEqual([]);
});

test("@embedding a visitor chats from a customer's website", async ({ page, company, noise }) => {
  const visitor = new Visitor(page);
  await visitor.visit(company);
  await visitor.openChat();
  await visitor.say("My printer is on fire");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();

  await visitor.visit(company, "/contact");
  if (!(await visitor.composer.isVisible())) await visitor.openChat();
  await expect(visitor.log.getByText("My printer is on fire", { exact: true })).toBeVisible();
  expect(noise.lines).toEqual([]);
});
