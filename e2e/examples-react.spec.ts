import { expect, type Page } from "playwright/test";
import { type ExampleSite, startExample } from "./support/example-site.ts";
import { test as base, expectAccessible } from "./support/fixtures.ts";
import { ask } from "./support/http.ts";
import { Visitor } from "./support/people.ts";

// React runs here as developers have it, in Strict Mode: each effect is done, undone, and done again.

const test = base.extend<object, { site: ExampleSite }>({
  site: [
    async ({ company }, use) => {
      const env = { VALETHON_URL: company.stack.url, VALETHON_PUBLIC_KEY: company.publicKey };
      const site = await startExample("react", env);
      await use(site);
      await site.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

const chats = (page: Page) => page.locator("html > :not(head, body)");
const link = (page: Page, name: string) => page.getByRole("navigation").getByRole("link", { name });
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

async function shows({ log }: Visitor, ...texts: string[]): Promise<void> {
  await expect.poll(() => log.locator(".own .bubble").allInnerTexts()).toEqual(texts);
}

/** Keeps the page's own count of what it fetched: a route that loads a document would begin anew. */
function countLoads(page: Page): { scripts: number; documents: number } {
  const counts = { scripts: 0, documents: 0 };
  page.on("request", (request) => {
    if (request.resourceType() === "document") counts.documents++;
    if (request.url().endsWith("/widget/chat.js")) counts.scripts++;
  });
  return counts;
}

async function signIn(page: Page, name: string, email: string): Promise<void> {
  await page.getByRole("main").getByLabel("Name").fill(name);
  await page.getByRole("main").getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(page, `Hello, ${name}`)).toBeVisible();
}

test("one chat stays open and keeps its conversation on every route, by click and by the back button", async ({
  page,
  site,
  noise,
}) => {
  const loads = countLoads(page);
  await page.goto(site.url);
  const visitor = new Visitor(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ask the mechanic" }).click();
  await expect(page.getByText("Flat tyre, lost key, wrong bike? Tell us.")).toBeVisible();
  await visitor.say("My bike squeaks");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  // The page heard of the answer, too.
  await expect(page.getByText("None yet. Ask us something.")).toBeHidden();

  for (const [name, title] of [
    ["Bikes", "In the shed today"],
    ["Account", "Sign in"],
  ] as const) {
    await link(page, name).click();
    await expect(heading(page, title)).toBeVisible();
    await shows(visitor, "My bike squeaks");
    await expectAccessible(page);
  }
  await visitor.say("It is the blue one");
  await page.goBack();
  await expect(heading(page, "In the shed today")).toBeVisible();
  await page.goBack();
  await expect(heading(page, "One bike shed")).toBeVisible();
  await shows(visitor, "My bike squeaks", "It is the blue one");
  await expect(visitor.composer).toBeVisible();

  await expect(chats(page)).toHaveCount(1);
  expect(loads).toEqual({ scripts: 1, documents: 1 });
  expect(noise.lines).toEqual([]);
});

test("a button on any route opens it, and knows whether it is open", async ({ page, site, noise }) => {
  await page.goto(`${site.url}/bikes`);
  const visitor = new Visitor(page);
  await page.getByRole("button", { name: "Ask about Hill" }).click();
  await expect(visitor.composer).toBeFocused();
  await link(page, "Home").click();
  const button = page.getByRole("button", { name: "Ask the mechanic" });
  await expect(button).toBeDisabled();
  await visitor.launcher.click();
  await expect(visitor.composer).toBeHidden();
  await expect(button).toBeEnabled();
  expect(noise.lines).toEqual([]);
});

test("unmounted it is off the page, mounted again it is one chat with its conversation, in the chosen colours", async ({
  page,
  site,
  noise,
}) => {
  await page.goto(`${site.url}/account`);
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("Still there?");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  const shown = page.getByRole("checkbox", { name: "Show the chat" });
  for (const round of [1, 2]) {
    await test.step(`round ${round}`, async () => {
      await shown.uncheck();
      await expect(chats(page)).toHaveCount(0);
      await shown.check();
      await expect(chats(page)).toHaveCount(1);
      await shows(visitor, "Still there?");
    });
  }
  await page.getByLabel("Colours").selectOption("dark");
  await expect(chats(page)).toHaveAttribute("theme", "dark");
  await expect(visitor.composer).toBeVisible();
  // Off and on in one breath is Strict Mode's own case.
  await shown.evaluate("(box) => { box.click(); box.click(); box.click(); box.click(); }");
  await shows(visitor, "Still there?");
  await expect(chats(page)).toHaveCount(1);
  expect(noise.lines).toEqual([]);
});

test("who signs in is known to the agents, who signs out leaves nothing behind", async ({
  page,
  site,
  company,
  noise,
}) => {
  await page.goto(`${site.url}/account`);
  const visitor = new Visitor(page);

  await test.step("signed in and out again before the chat was opened, nobody is told of", async () => {
    await signIn(page, "Rosa Early", "rosa@customers.example");
    await page.getByRole("button", { name: "Sign out" }).click();
    await visitor.openChat();
    await visitor.say("I am nobody yet");
    await expect(page.getByText("Automatic reply").first()).toBeVisible();
    const { body } = await ask(`${company.stack.api}/leads?search=rosa`, { key: company.secretKey });
    expect(body["data"]).toEqual([]);
  });

  await test.step("signed in, the conversation goes on, and is a lead with name and email", async () => {
    const told = page.waitForResponse((response) => response.request().postData()?.includes("ada@") === true);
    await signIn(page, "Ada Ride", "ada@customers.example");
    await told;
    await visitor.say("Now you know me");
    await shows(visitor, "I am nobody yet", "Now you know me");
    await expect
      .poll(async () => (await ask(`${company.stack.api}/leads?search=ada`, { key: company.secretKey })).body["data"])
      .toMatchObject([{ first_name: "Ada", last_name: "Ride", email: "ada@customers.example" }]);
  });

  await test.step("signed out, the next person begins with nothing", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(visitor.composer).toBeHidden();
    await expect.poll(() => page.evaluate("JSON.stringify(localStorage)")).not.toContain("ws_");
    await visitor.openChat();
    await shows(visitor);
    await link(page, "Home").click();
    await expect(page.getByText("None yet. Ask us something.")).toBeVisible();
  });
  expect(noise.lines).toEqual([]);
});
