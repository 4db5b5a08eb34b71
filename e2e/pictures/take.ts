import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright";
import { chromiumFlags, findBrowser } from "../support/browsers.ts";
import { type Stack, startStack } from "../support/stack.ts";

const folder = import.meta.dirname;
const owner = { email: "anna@northwind.example", password: "correct horse battery staple 9" };

/** Takes the README's pictures from a fresh product: the chat on the demo website, and the same chat in the inbox. */
async function take(): Promise<void> {
  const stack = await startStack({ demo: true });
  const path = findBrowser("chromium")?.path ?? null;
  const browser = await chromium.launch({ args: chromiumFlags, ...(path === null ? {} : { executablePath: path }) });
  const size = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };
  try {
    const key = await stack.createKey("pk_live");
    const agent = await signIn(await browser.newContext(size), stack);
    const visitor = await openChat(await browser.newContext(size), stack, key);
    await talk(visitor, agent);
    await visitor.screenshot({ path: join(folder, "widget.png") });
    await agent.screenshot({ path: join(folder, "inbox.png") });
  } finally {
    await browser.close();
    await stack.stop();
  }
}

async function signIn(context: BrowserContext, stack: Stack): Promise<Page> {
  const page = await context.newPage();
  const link = /http:\S+\/crm\/setup\S+/.exec(stack.output)?.[0] ?? "";
  await page.goto(link.replace("&mode=test", "&mode=live"));
  await page.getByLabel("Company").fill("Northwind IT");
  await page.getByLabel("Your name").fill("Anna Berg");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.getByRole("link", { name: "Leads" }).waitFor();
  return page;
}

async function openChat(context: BrowserContext, stack: Stack, key: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${stack.demoUrl}/services?key=${key}&utm_source=newsletter`, { referer: "https://www.google.com/" });
  await page.getByRole("button", { name: /^chat/i }).click();
  return page;
}

async function talk(visitor: Page, agent: Page): Promise<void> {
  const ask = visitor.getByRole("textbox", { name: /write a message/i });
  const say = async (text: string) => {
    await ask.fill(text);
    await ask.press("Enter");
  };
  await say("Hi! My email stopped working this morning");
  await visitor.getByText("Automatic reply").first().waitFor();
  await agent.locator('a[href*="/crm/inbox/"]').first().click();
  const reply = agent.getByRole("main").getByRole("textbox", { name: /reply|message/i });
  await reply.fill("Anna here. I see it, your mailbox is full. Shall I archive everything before 2025?");
  await reply.press("Enter");
  await visitor.getByText("Anna here.", { exact: false }).first().waitFor();
  await say("Yes please! Write to jane@globex-corp.com when it is done");
  await visitor.getByRole("button", { name: "Yes", exact: true }).click();
  await agent.getByRole("heading", { name: "jane@globex-corp.com" }).first().waitFor();
  await reply.fill("Will do, Jane. Ten minutes.");
  await reply.press("Enter");
  await visitor.getByText("Will do, Jane.").first().waitFor();
  // The reply's read mark is the last thing to arrive.
  await agent.getByText("Read").last().waitFor();
  await agent.getByRole("link", { name: "Will do, Jane." }).waitFor();
}

await take();
