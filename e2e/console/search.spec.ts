import { expect } from "playwright/test";
import { expectAccessible, test } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent } from "../support/people.ts";

test("whatever is searched for is found from anywhere by keyboard, on a phone too", async ({ page, company }) => {
  const { stack, secretKey } = company;
  const make = async (path: string, body: object) =>
    (await ask(stack.api + path, { key: secretKey, body })).body["data"];
  for (let number = 1; number <= 30; number += 1) {
    await make("/leads", { first_name: `Quokka${number}`, email: `q${number}@zoo.example`, company_name: "Rottnest" });
  }
  const person = (await make("/people", { first_name: "Quokkina", email: "quokkina@zoo.example" })) as {
    contact_id: number;
  };
  const agent = new Agent(page);
  await agent.signIn(company, "/crm/leads");
  const search = page.getByRole("dialog", { name: "Search" });
  const field = search.getByRole("combobox");
  const options = search.getByRole("option");

  // Also where one is writing.
  await page.getByRole("searchbox", { name: "Search leads" }).focus();
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await expect(options.filter({ hasText: "Go to Reports" })).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.type("quokkina");
  await expect(options.first()).toContainText("Quokkina");
  await expect(search.locator("mark").first()).toHaveText("Quokkina");
  await expect(search.getByRole("group", { name: "People" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(search).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`/crm/people/${person.contact_id}$`));

  await test.step("what was searched for is offered again, and the rest of the hits have a page", async () => {
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await options.filter({ hasText: "quokkina" }).click();
    await expect(field).toHaveValue("quokkina");
    await field.fill("quokka");
    await expect(options.first()).toContainText("Quokka");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "light" });
    await page.keyboard.press("ArrowUp");
    await expect(search.locator("[aria-selected=true]")).toContainText("Show all 30");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/crm\/search\?q=quokka$/);
    await expect(page.getByRole("heading", { name: "Leads · 30" })).toBeVisible();
    await page.getByRole("link", { name: "Show all 30 leads" }).click();
    await expect(page.getByRole("listitem")).toHaveCount(25);
    await page.getByRole("link", { name: "Next" }).click();
    await expect(page.getByRole("listitem")).toHaveCount(5);
    await expectAccessible(page);
  });

  await test.step("on a small phone nothing is wider than the screen", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => page.locator("html").evaluate((one) => one.scrollWidth)).toBe(360);
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await field.fill("nothing-is-called-so");
    await expect(search.getByText("Nothing found for")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(search).toBeHidden();
  });
});
