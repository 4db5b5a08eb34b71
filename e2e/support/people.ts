import { type Browser, expect, type Locator, type Page } from "playwright/test";
import type { Company } from "./fixtures.ts";

/** What a visitor of the demo website sees and does in the chat. */
export class Visitor {
  readonly page: Page;
  readonly log: Locator;
  readonly composer: Locator;

  constructor(page: Page) {
    this.page = page;
    this.log = page.getByRole("log");
    this.composer = page.getByRole("textbox", { name: /write a message/i });
  }

  /** Comes from a search engine to a page of the customer's website, which lives on another site than the product. */
  async visit({ stack, publicKey }: Company, path = "/"): Promise<void> {
    await this.page.goto(`${stack.demoUrl}${path}?key=${publicKey}`, { referer: "https://www.google.com/" });
  }

  get launcher(): Locator {
    return this.page.getByRole("button", { name: /^chat/i });
  }

  async openChat(): Promise<void> {
    await this.launcher.click();
    await expect(this.composer).toBeVisible();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
    await expect(this.log.getByText(text, { exact: true })).toBeVisible();
  }
}

/** What an employee sees and does in the console. */
export class Agent {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async signIn({ stack, owner }: Company, path = "/crm"): Promise<void> {
    await this.page.goto(stack.url + path);
    await this.page.getByLabel("Email").fill(owner.email);
    await this.page.getByLabel("Password").fill(owner.password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await expect(this.page.getByRole("link", { name: /^Inbox/ })).toBeVisible();
  }

  /** The conversation in the inbox's list. */
  rowOf(id: number): Locator {
    return this.page.locator(`a.row[href="/crm/inbox/${id}"], a.row[href^="/crm/inbox/${id}?"]`);
  }

  /** Clicks the conversation in the inbox, where it has appeared by itself. */
  async openConversation(id: number): Promise<void> {
    await this.rowOf(id).click();
    await expect(this.composer).toBeVisible();
  }

  get log(): Locator {
    return this.page.getByRole("log");
  }

  get composer(): Locator {
    return this.page.getByRole("main").getByRole("textbox", { name: /message|reply/i });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }
}

/** A person with a browser profile of his own: no cookie or storage is shared with anybody else. */
export async function newPerson(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}
