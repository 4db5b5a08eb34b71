import { expect, type Page } from "playwright/test";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";

// A trace keeps the whole page at every step, and this is a long one: it would take most of the time.
test.use({ trace: "off" });

const openDocs = (page: Page, { stack }: Company) => page.goto(`${stack.api}/docs`);

const shownIds = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll(".operation:not([hidden]), .chapter:not([hidden])")]
    .map((part) => part.id || part.querySelector("h2")?.id || "top")`);

test("the docs are found by what they say: parameters, fields, error codes and headers", async ({ page, company }) => {
  await openDocs(page, company);
  const search = page.getByRole("searchbox");
  for (const [words, expected] of [
    ["on_duplicate", ["createLead", "createPerson"]],
    ["dry_run", ["convertLead", "leadImport"]],
    ["cf.", ["lists", "listLeads"]],
    ["weighted_value", ["listOpportunities", "getOpportunity"]],
    ["webhook", ["createWebhook", "testWebhook"]],
    ["PRECONDITION_FAILED", ["errors", "updateLead"]],
  ] as const) {
    await search.fill(words);
    expect(await shownIds(page), words).toEqual(expect.arrayContaining([...expected]));
  }
  // What is called so comes alone, until the rest is asked for.
  await search.fill("csv");
  expect(await shownIds(page)).toEqual(["leadImport"]);
  await page.getByRole("button", { name: "more mention it" }).click();
  expect(await shownIds(page)).toEqual(expect.arrayContaining(["lists", "listLeads", "listOpportunities"]));
});

test("Enter goes to the first hit and unfolds what was looked for", async ({ page, company }) => {
  await openDocs(page, company);
  await page.getByRole("searchbox").fill("closed_at");
  const [first] = await shownIds(page);
  await page.getByRole("searchbox").press("Enter");
  await expect(page).toHaveURL(new RegExp(`#${first}$`));
  await expect(page.locator(`#${first}`).getByText("closed_at").first()).toBeInViewport();
  expect((await shownIds(page)).length).toBeGreaterThan(80);
});

test("every command and every block of the introduction can be copied", async ({ page, company, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openDocs(page, company);
  const buttons = page.getByRole("button", { name: "Copy", exact: true });
  expect(await buttons.count()).toBe(await page.locator("pre").count());
  await page.locator(".block").first().getByRole("button").click();
  const copied = () => page.evaluate("navigator.clipboard.readText()");
  await expect.poll(copied).toContain(`export VALETHON_URL="${company.stack.api}"`);
});

for (const width of [1280, 390, 320]) {
  test(`nothing is cut off at the side at ${width} pixels, with every fold open`, async ({ page, company }) => {
    await page.setViewportSize({ width, height: 844 });
    await openDocs(page, company);
    await page.evaluate(`for (const fold of document.querySelectorAll("details")) fold.open = true`);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const cut = `[...document.querySelectorAll("pre")].filter((code) => code.scrollWidth > code.clientWidth).length`;
    expect(await page.evaluate(cut)).toBe(0);
  });
}

test("axe finds nothing in the docs, while searching too", async ({ page, company }) => {
  await openDocs(page, company);
  await page.getByRole("searchbox").fill("weighted_value");
  await expectAccessible(page);
});
