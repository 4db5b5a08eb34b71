import { type BrowserContext, expect, type Route } from "playwright/test";
import type { Company } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { countStored, newestConversation } from "../support/truth.ts";
import { sized } from "./form.ts";

// What was written is on its way from the moment Enter was pressed, whatever becomes of the tab, the network, the server.

const rounds = sized({ short: 1, long: 25 });
const times = `(${rounds} ×)`;

// We look at the truth more often than a customer's program may.
test.use({ stackOptions: { demo: true, env: { RATE_LIMITS: "off" } } });
test.describe.configure({ timeout: 60_000 + rounds * 10_000 });

async function openTab(context: BrowserContext, address: string): Promise<Visitor> {
  const visitor = new Visitor(await context.newPage());
  await visitor.page.goto(address);
  return visitor;
}

/** A visitor who has chatted before. */
async function openKnown(context: BrowserContext, address: string): Promise<Visitor> {
  const visitor = await openTab(context, address);
  await visitor.openChat();
  await visitor.say("Hello");
  await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
  return visitor;
}

/** Presses Enter and waits for nothing. */
async function write({ composer }: Visitor, text: string): Promise<void> {
  await composer.fill(text);
  await composer.press("Enter");
}

/** The visitor finds the message where it was left: sent, and once; and nothing waits any more. */
async function expectDelivered(company: Company, visitor: Visitor, text: string): Promise<void> {
  const line = visitor.log.getByText(text, { exact: true });
  if (!(await visitor.composer.isVisible())) await visitor.openChat();
  await visitor.page.waitForFunction(`!/:unsent:/.test(Object.keys(localStorage).join())`, undefined, {
    timeout: 15_000,
  });
  await expect(visitor.log.locator(".item.own").last()).toContainText(/Sent|Read/);
  await expect(line).toHaveCount(1);
  expect(await countStored(company, text)).toBe(1);
}

/** Loses the code that keeps messages in IndexedDB, as a network does that goes while it is fetched. */
async function loseStorage(route: Route): Promise<void> {
  const answer = await route.fetch();
  if ((await answer.text()).includes("createObjectStore")) await route.abort();
  else await route.fulfill({ response: answer });
}

test(`typed offline, the tab closed at once, opened again: delivered once ${times}`, async ({
  context,
  company,
  host,
}) => {
  const address = host.put("offline");
  let visitor = await openKnown(context, address);
  for (let round = 0; round < rounds; round += 1) {
    const text = `Typed offline ${round}`;
    await context.setOffline(true);
    await write(visitor, text);
    await visitor.page.close();
    await context.setOffline(false);
    visitor = await openTab(context, address);
    await expectDelivered(company, visitor, text);
  }
});

for (const { lost, hasStorage } of [
  { lost: "the network gone as the panel opened", hasStorage: true },
  { lost: "the network gone before the code of its storage came", hasStorage: false },
]) {
  test(`a new visitor's first message, ${lost}, the tab closed at once: delivered once ${times}`, async ({
    browser,
    company,
    host,
  }) => {
    const address = host.put("first");
    for (let round = 0; round < rounds; round += 1) {
      const text = `The very first: ${lost}, ${round}`;
      const context = await browser.newContext();
      if (!hasStorage) await context.route("**/widget/chunk-*", loseStorage);
      const visitor = await openTab(context, address);
      await visitor.openChat();
      await context.setOffline(true);
      await write(visitor, text);
      if (!hasStorage) await expect(visitor.page.getByText("can’t keep your messages")).toBeVisible();
      await visitor.page.close();
      await context.setOffline(false);
      await context.unrouteAll({ behavior: "wait" });
      await expectDelivered(company, await openTab(context, address), text);
      await context.close();
    }
  });
}

for (const { what, act } of [
  { what: "the page loaded anew", act: "location.reload()" },
  { what: "the visitor gone to another page", act: 'location.assign("other")' },
  { what: "the tab closed", act: "close()" },
]) {
  test(`Enter and in the very same turn ${what}: delivered once ${times}`, async ({ context, company, host }) => {
    const address = host.put("moment");
    host.put("other");
    // A page may close a tab that it opened, no other.
    const { page } = await openKnown(context, address);
    for (let round = 0; round < rounds; round += 1) {
      const text = `${what} ${round}`;
      const [tab] = await Promise.all([page.waitForEvent("popup"), page.evaluate(`void open("${address}")`)]);
      const visitor = new Visitor(tab);
      // It inherits that the chat is open.
      await expect(visitor.composer).toBeVisible();
      await tab.evaluate(`addEventListener("keydown", ({ key }) => { if (key === "Enter") ${act}; })`);
      await visitor.composer.fill(text);
      // A tab that closes ends both waits without an answer.
      const ended = tab.waitForEvent("load").catch(() => {});
      await Promise.all([ended, visitor.composer.press("Enter").catch(() => {})]);
      await tab.close();
      const next = await openTab(context, address);
      await expectDelivered(company, next, text);
      await next.page.close();
    }
  });
}

test(`Enter, and the server killed and the tab closed in that moment: delivered once ${times}`, async ({
  context,
  company,
  host,
}) => {
  const address = host.put("killed");
  let visitor = await openKnown(context, address);
  for (let round = 0; round < rounds; round += 1) {
    const text = `Killed ${round}`;
    await Promise.all([write(visitor, text), company.stack.kill()]);
    await visitor.page.close();
    await company.stack.restart();
    visitor = await openTab(context, address);
    await expectDelivered(company, visitor, text);
  }
});

test("an agent's reply, written offline when the code of its storage came at a second try: delivered once", async ({
  browser,
  company,
  host,
}) => {
  const page = await newPerson(browser);
  const visitor = await openKnown(await browser.newContext(), host.put("agent"));
  const id = await newestConversation(company);
  const agent = new Agent(page);
  await page.route(/shelf-/, (route) => route.abort());
  await agent.signIn(company);
  await agent.openConversation(id);
  await page.unrouteAll({ behavior: "wait" });
  const stored = page.waitForResponse(/shelf-/, { timeout: 20_000 });
  await company.stack.restart();
  await stored;
  await page.context().setOffline(true);
  await agent.say("Kept by the second try");
  await expect(agent.log.getByText("Kept by the second try", { exact: true })).toBeVisible();
  await page.close();
  await page.context().setOffline(false);
  const next = new Agent(await page.context().newPage());
  await next.page.goto(`${company.stack.url}/crm/inbox/${id}`);
  await expect(visitor.log.getByText("Kept by the second try", { exact: true })).toHaveCount(1);
  expect(await countStored(company, "Kept by the second try")).toBe(1);
});
