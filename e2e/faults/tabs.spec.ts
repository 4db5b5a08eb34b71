import { type BrowserContext, expect } from "playwright/test";
import { createRandom, type Random } from "../simulation/random.ts";
import { startSigning } from "../support/admin.ts";
import { type Company, test } from "../support/fixtures.ts";
import { type HeardTabs, openTabs, type Tab } from "../support/heard-tabs.ts";
import { snippet, startHostSite } from "../support/host-pages.ts";
import { sized } from "./form.ts";
import { answer, expectTitle, expectUnread, storedOfVisitor, title, visit, visitThrice } from "./visits.ts";

const rounds = sized({ short: 2, long: 40 });
const seed = 20260417;

// Three tabs that talk at the same time are more than a visitor may say.
test.use({ stackOptions: { demo: true, env: { RATE_LIMITS: "off" } } });
test.beforeEach(() => test.setTimeout(sized({ short: 60_000, long: 600_000 })));

const soundsOf = (tabs: readonly Tab[]) => tabs.map(({ sounds }) => sounds);
const ownMessages = ({ log }: Tab) => log.locator(".own .bubble").allInnerTexts();

test(`three tabs, ${rounds} times two answers, any tab in view (seed ${seed}): each answer makes one sound, and reading in one tab takes badge and title away in all`, async ({
  context,
  company,
}) => {
  const random = createRandom(seed);
  const browser = await openTabs(context);
  const tabs = await visitThrice(browser, company);
  let heard = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const inView = random.pick([null, ...tabs]);
    for (const tab of tabs) await tab.look(tab === inView);
    for (const unread of [1, 2]) {
      await answer(company, `Answer ${round}.${unread}`);
      await expectUnread(unread, tabs);
      heard += 1;
      expect(await browser.sounds()).toBe(heard);
    }
    await expectTitle(
      `(2) ${title}`,
      tabs.filter((tab) => tab !== inView),
    );
    await read(random.pick(tabs), `Answer ${round}.2`);
    await expectUnread(0, tabs);
    for (const { page } of tabs) expect(await page.title()).toBe(title);
  }
  await tabs[0].page.reload();
  await expectUnread(0, tabs);
  expect(await browser.sounds()).toBe(heard);
});

/** Opens the chat, finds the text there, and closes it again. */
async function read(tab: Tab, text: string): Promise<void> {
  await tab.look(true);
  expect(await tab.page.title()).toBe(title);
  await tab.openChat();
  await expect(tab.log.getByText(text, { exact: true })).toBeVisible();
  await tab.closeChat();
}

test("no tab sounds, counts or blinks for what the visitor looks at in one of them", async ({ context, company }) => {
  const browser = await openTabs(context);
  const tabs = await visitThrice(browser, company);
  const [first, second, third] = tabs;
  await second.openChat();
  await first.look(false);
  await third.look(false);
  await answer(company, "Do you see this?");
  await expect(second.log.getByText("Do you see this?", { exact: true })).toBeVisible();
  await expectUnread(0, tabs);
  expect(await browser.sounds()).toBe(0);
  await second.look(false);
  await answer(company, "And this?");
  await expectTitle(`(1) ${title}`, tabs);
  expect(await browser.sounds()).toBe(1);
});

test(`three tabs, two of them closed and opened again ${rounds} times (seed ${seed}), are one conversation to its end`, async ({
  context,
  company,
}) => {
  const random = createRandom(seed);
  const browser = await openTabs(context);
  let tabs: readonly Tab[] = await visitThrice(browser, company);
  const said = ["hello"];
  // Where a person answers, there are no automatic replies between.
  await answer(company, "I am here.");
  for (const tab of tabs) await tab.openChat();
  for (let round = 1; round <= rounds; round += 1) {
    said.push(...(await sayInAll(tabs, `Round ${round}`)));
    tabs = await reopenAllButOne(browser, company, tabs, random);
    await expectOneThread(company, tabs, said);
  }
  const [first] = tabs;
  for (const name of ["Options", "End chat", "End chat"]) await first?.page.getByRole("button", { name }).click();
  for (const { page } of tabs) await expect(page.getByRole("button", { name: "Start a new chat" })).toBeVisible();
});

test(`${rounds} visitors whose three tabs begin at the same moment have one conversation each`, async ({
  browser: chromium,
  company,
}) => {
  for (let visitor = 1; visitor <= rounds; visitor += 1) {
    const context = await chromium.newContext();
    const browser = await openTabs(context);
    const tabs = [await visit(browser, company), await visit(browser, company), await visit(browser, company)];
    const said = tabs.map((_, place) => `Visitor ${visitor}, from tab ${place + 1}`);
    await Promise.all(
      tabs.map(({ page }, place) =>
        page.evaluate(`Valethon.ready().then(() => Valethon.sendMessage("${said[place]}"))`),
      ),
    );
    for (const tab of tabs) await tab.openChat();
    await expectOneThread(company, tabs, said);
    await context.close();
  }
});

/** In all tabs at the same time. */
async function sayInAll(tabs: readonly Tab[], words: string): Promise<string[]> {
  const texts = tabs.map((_, place) => `${words}, from tab ${place + 1}`);
  await Promise.all(tabs.map((tab, place) => tab.say(texts[place] ?? "")));
  return texts;
}

async function reopenAllButOne(
  browser: HeardTabs,
  company: Company,
  tabs: readonly Tab[],
  random: Random,
): Promise<Tab[]> {
  const stays = random.pick(tabs);
  const next = [stays];
  for (const { page } of tabs.filter((tab) => tab !== stays)) {
    await page.close();
    const opened = await visit(browser, company);
    await opened.openChat();
    next.push(opened);
  }
  return next;
}

/** Of a long thread a chat that opens draws the end, at least so much of it. */
const drawn = 60;

/** What was said is stored once, and each tab shows it once, as sent, in the database's order. */
async function expectOneThread(company: Company, tabs: readonly Tab[], said: readonly string[]): Promise<void> {
  await expect.poll(async () => (await storedOfVisitor(company)).toSorted()).toEqual(said.toSorted());
  const stored = await storedOfVisitor(company);
  for (const tab of tabs) {
    const shown = async () => (await ownMessages(tab)).slice(-drawn);
    await expect.poll(shown).toEqual(stored.slice(-drawn));
    await expect(tab.log.locator(".sending, .failed")).toHaveCount(0);
  }
}

test("what is read on one device is read on the visitor's other one at once", async ({ browser, company }) => {
  const host = await startHostSite(company);
  const site = await startSigning(company);
  const shop = { ...company, publicKey: site.publicKey };

  async function openDevice(): Promise<{ readonly tab: Tab; readonly context: BrowserContext }> {
    const context = await browser.newContext();
    const tab = await (await openTabs(context)).open();
    const token = JSON.stringify(await site.sign("ann"));
    await tab.page.goto(host.put("shop", { widget: snippet(shop, `identity: async () => ${token}`) }));
    await tab.openChat();
    return { tab, context };
  }

  const desktop = await openDevice();
  await desktop.tab.say("hello");
  await expect(desktop.tab.page.getByText("Automatic reply").first()).toBeVisible();
  const phone = await openDevice();
  await expect(phone.tab.log.getByText("hello", { exact: true })).toBeVisible();
  const tabs = [desktop.tab, phone.tab];
  for (const tab of tabs) {
    await tab.closeChat();
    await tab.look(false);
  }
  await answer(company, "On both");
  await expectUnread(1, tabs);
  await expectTitle("(1) Shop", tabs);
  expect(soundsOf(tabs)).toEqual([1, 1]);
  await phone.tab.look(true);
  await phone.tab.openChat();
  // By itself: a page in the background compares nothing with the server.
  await expectUnread(0, [desktop.tab]);
  expect(await desktop.tab.page.title()).toBe("Shop");
  await desktop.context.close();
  await phone.context.close();
  await host.close();
});
