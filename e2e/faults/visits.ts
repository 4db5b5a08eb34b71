import { expect } from "playwright/test";
import type { Company } from "../support/fixtures.ts";
import type { HeardTabs, Tab } from "../support/heard-tabs.ts";
import { ask } from "../support/http.ts";

/** Of the demo website's first page. */
export const title = "Harbour & Finch Accounting";

/** Where the messages are of the conversation that was begun last. */
async function newestMessages({ stack, secretKey }: Company): Promise<string> {
  const newest = await ask(`${stack.api}/conversations?per_page=1`, { key: secretKey });
  const [row] = newest.body["data"] as { conversation_id: number }[];
  return `${stack.api}/conversations/${row?.conversation_id}/messages`;
}

/** Says something as an agent, by the customer's own program, in the conversation that was begun last. */
export async function answer(company: Company, message: string): Promise<void> {
  const { status } = await ask(await newestMessages(company), { key: company.secretKey, body: { message } });
  expect(status).toBe(201);
}

/** What the visitor said in the conversation that was begun last, in the database's order. */
export async function storedOfVisitor(company: Company): Promise<string[]> {
  const address = `${await newestMessages(company)}?after_seq=0&limit=200`;
  const { body } = await ask(address, { key: company.secretKey });
  const events = body["data"] as { type: string; body: string | null; sender: { kind: string } }[];
  return events.flatMap(({ type, body: text, sender }) =>
    type === "message" && sender.kind === "visitor" && text !== null ? [text] : [],
  );
}

/** A tab on the website, in which nobody has touched anything yet. */
export async function visit(browser: HeardTabs, company: Company): Promise<Tab> {
  const tab = await browser.open();
  await tab.visit(company);
  return tab;
}

/** Three tabs on the website: the visitor has said hello in the first one, and closed the chat. */
export async function visitThrice(browser: HeardTabs, company: Company): Promise<readonly [Tab, Tab, Tab]> {
  const tabs = [await visit(browser, company), await visit(browser, company), await visit(browser, company)] as const;
  const [first] = tabs;
  for (const tab of tabs) await tab.touch();
  await first.openChat();
  await first.say("hello");
  await expect(first.page.getByText("Automatic reply").first()).toBeVisible();
  await first.closeChat();
  await expectUnread(0, tabs);
  return tabs;
}

/** Expects each tab to say so: the number on its launcher, and the page's interface. */
export async function expectUnread(count: number, tabs: readonly Tab[]): Promise<void> {
  const label = count === 0 ? "Chat" : `Chat (${count})`;
  for (const { page } of tabs) {
    await expect(page.locator("valethon-chat [part=launcher]")).toHaveAttribute("aria-label", label);
    await expect.poll(() => page.evaluate("Valethon.unreadCount")).toBe(count);
  }
}

/** Expects each tab to come to this title, maybe by turns with another one. */
export async function expectTitle(text: string, tabs: readonly Tab[]): Promise<void> {
  await Promise.all(tabs.map(({ page }) => expect(page).toHaveTitle(text)));
}
