import { expect } from "playwright/test";
import { expectAccessible, test } from "../support/fixtures.ts";
import { Agent, Visitor } from "../support/people.ts";

test("axe finds nothing on the customer's website, in the closed launcher and in the open chat", async ({
  page,
  company,
}) => {
  const visitor = new Visitor(page);
  await visitor.visit(company);
  await expect(visitor.launcher).toBeVisible();
  await expectAccessible(page);
  await visitor.openChat();
  await expectAccessible(page);
  await visitor.say("Do you sell laptops?");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await expectAccessible(page);
});

test("the chat is used by keyboard alone", async ({ page, company }) => {
  const visitor = new Visitor(page);
  await visitor.visit(company);
  await visitor.launcher.focus();
  await page.keyboard.press("Enter");
  await expect(visitor.composer).toBeFocused();
  await page.keyboard.type("Typed without a mouse");
  await page.keyboard.press("Enter");
  await expect(visitor.log.getByText("Typed without a mouse", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(visitor.composer).toBeHidden();
  await expect(visitor.launcher).toBeFocused();
});

test("axe finds nothing in the console's sign-in, inbox and leads", async ({ page, company }) => {
  await page.goto(`${company.stack.url}/crm`);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expectAccessible(page);
  await new Agent(page).signIn(company);
  await expectAccessible(page);
  await page.goto(`${company.stack.url}/crm/leads`);
  await expect(page.getByRole("heading", { name: "Leads", exact: true })).toBeVisible();
  await expectAccessible(page);
});
