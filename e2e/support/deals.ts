import { type Browser, expect, type Locator, type Page } from "playwright/test";
import { type Company, expectAccessible } from "./fixtures.ts";
import { ask } from "./http.ts";
import { Agent, newPerson } from "./people.ts";

/** In the names of what a test makes: tests share the company. */
export const newTag = () => Math.random().toString(36).slice(2, 8);

/** Asks the API with the company's secret key. */
export async function crm({ stack, secretKey }: Company, path: string, body?: object, method = "POST") {
  const sent = body === undefined ? {} : { method, body };
  const answer = await ask(stack.api + path, { key: secretKey, ...sent });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body["data"] as Record<string, unknown>;
}

export async function makeDeal(company: Company, name: string, more: object = {}): Promise<number> {
  return (await crm(company, "/opportunities", { name, value: 1000, ...more }))["opportunity_id"] as number;
}

/** The console at a path, with the company's owner signed in. */
export async function ownerAt(browser: Browser, company: Company, path: string): Promise<Page> {
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company, path);
  return agent.page;
}

export const columnOf = (page: Page, stage: string) => page.getByRole("region", { name: stage });
export const cardOf = (place: Page | Locator, name: string) => place.getByRole("link", { name, exact: true });

/** Takes a card by mouse and lets it go over a column. */
export async function drag(page: Page, card: Locator, column: Locator): Promise<void> {
  const [from, to] = [await card.boundingBox(), await column.boundingBox()];
  if (from === null || to === null) throw new Error("There is nothing to drag, or nowhere to drag it to.");
  await page.mouse.move(from.x + 8, from.y + 6);
  await page.mouse.down();
  await page.mouse.move(from.x + 30, from.y + 30, { steps: 3 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 5 });
  await page.mouse.up();
}

export async function expectAccessibleInBothLooks(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  const wider = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  expect(wider).toBe(0);
  await page.setViewportSize({ width: 1280, height: 720 });
}
