import { expect, type Page } from "playwright/test";
import { test as base, type Company } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { type Network, startNetwork } from "../support/network.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { startTabbedBrowser, type TabbedBrowser } from "../support/tabs.ts";
import { countStored, expectTruth, newestConversation } from "../support/truth.ts";
import { until } from "../support/until.ts";
import { isLong, sized } from "./form.ts";

// A laptop that sleeps: nothing runs, no byte passes, and nobody is told, neither the browser nor the server.

interface Laptop {
  readonly tabs: TabbedBrowser;
  readonly network: Network;
}

const test = base.extend<{ laptop: Laptop }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  laptop: async ({}, use) => {
    const network = await startNetwork();
    const tabs = await startTabbedBrowser(network.flags);
    await use({ tabs, network });
    await tabs.close();
    await network.close();
  },
});
// We look at the truth more often than a customer's program may.
test.use({ stackOptions: { demo: true, hooks: ["short-pings"], env: { RATE_LIMITS: "off" } } });

const silences = ({ stack }: Company) => stack.output.split("a silent browser was given up").length - 1;

/** A way to fall asleep, and to wake. */
interface Doze {
  fall(laptop: Laptop, pages: readonly Page[]): Promise<void>;
  wake(laptop: Laptop, pages: readonly Page[]): Promise<void>;
}

const lid: Doze = {
  fall: async ({ tabs }) => tabs.suspend(),
  wake: async ({ tabs }) => tabs.resume(),
};

const frost: Doze = {
  async fall({ tabs }, pages) {
    await tabs.openTab();
    for (const page of pages) {
      await page.waitForFunction(`document.visibilityState === "hidden"`);
      await tabs.freeze(page);
    }
  },
  async wake({ tabs }, pages) {
    for (const page of pages) await tabs.thaw(page);
  },
};

const pingTimeout = sized({ short: 4, long: 45 });

/** `loses`: what was connected never hears of it. `outlasts`: the server gave the silent browser up meanwhile. */
const sleeps = [
  { what: "a moment under a shut lid, its connections alive", doze: lid, loses: false, outlasts: false },
  { what: "a shut lid under which its connections died", doze: lid, loses: true, outlasts: false },
  { what: `a shut lid for longer than the ping timeout of ${pingTimeout} s`, doze: lid, loses: true, outlasts: true },
  { what: "its tabs were frozen", doze: frost, loses: false, outlasts: false },
];

async function shortenPings({ stack }: Company): Promise<void> {
  stack.tell({ pingMs: (pingTimeout / 2) * 1000 });
  await until("short pings", () => stack.output.includes("pings are short"));
}

for (const { what, doze, loses, outlasts } of sleeps) {
  test(`nothing is missing after ${what}, and what was typed just before goes out once`, async ({
    laptop,
    company,
  }) => {
    test.setTimeout(120_000);
    const { tabs, network } = laptop;
    if (outlasts && !isLong) await shortenPings(company);
    const visitor = new Visitor(await tabs.openTab());
    await visitor.visit(company);
    await visitor.openChat();
    await visitor.say("Good evening");
    await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
    const id = await newestConversation(company);
    const phone = await openPhone(visitor, company);
    const agent = new Agent(await tabs.openTab());
    await agent.signIn(company);
    await agent.openConversation(id);
    await expect(agent.log.getByText("Good evening", { exact: true })).toBeVisible();
    const pages = [visitor.page, agent.page];
    const lastWords = [`The agent, before ${what}`, `The visitor, before ${what}`] as const;

    const before = silences(company);
    network.sleep();
    await agent.say(lastWords[0]);
    await visitor.page.bringToFront();
    await visitor.say(lastWords[1]);
    await doze.fall(laptop, pages);
    for (const words of lastWords) expect(await countStored(company, words)).toBe(0);
    if (loses) network.lose();
    await answer(company, id, "A colleague answers");
    await phone.say("The visitor asks by phone");
    const bothGone = () => !outlasts || silences(company) >= before + 2;
    await until("both tabs to be given up by the server", bothGone, { timeoutMs: 60_000 });
    await answer(company, id, "The colleague answers again");

    network.wake();
    await doze.wake(laptop, pages);
    for (const words of lastWords) await expect.poll(() => countStored(company, words), { timeout: 30_000 }).toBe(1);
    for (const page of pages) await page.bringToFront();
    await expectTruth(company, id, visitor.log, agent.log);
    await agent.say("Good morning");
    await visitor.page.bringToFront();
    await visitor.say("Good morning to you");
    await expectTruth(company, id, visitor.log, agent.log);
    for (const words of lastWords) expect(await countStored(company, words)).toBe(1);
  });
}

test("nothing is missing when the clock jumped by three hours, and both go on", async ({ browser, company }) => {
  const visitor = new Visitor(await newPerson(browser));
  const agent = new Agent(await newPerson(browser));
  for (const { page } of [visitor, agent]) await page.clock.install();
  await visitor.visit(company);
  await visitor.openChat();
  await visitor.say("Before the jump");
  await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
  const id = await newestConversation(company);
  await agent.signIn(company);
  await agent.openConversation(id);
  for (const { page } of [visitor, agent]) await page.context().setOffline(true);
  await visitor.say("Typed just before it");
  await answer(company, id, "Said meanwhile");
  for (const { page } of [visitor, agent]) {
    await page.clock.fastForward("03:00:00");
    await page.context().setOffline(false);
  }
  await expect.poll(() => countStored(company, "Typed just before it")).toBe(1);
  await agent.say("Said afterwards");
  await expect(visitor.log.getByText("Said afterwards", { exact: true })).toBeVisible();
  await expectTruth(company, id, visitor.log, agent.log);
});

async function answer({ stack, secretKey }: Company, id: number, message: string): Promise<void> {
  const { status } = await ask(`${stack.api}/conversations/${id}/messages`, { key: secretKey, body: { message } });
  expect(status).toBe(201);
}

/** The same visitor on another device: in the same browser the tabs would tell each other. */
async function openPhone({ page }: Visitor, { stack, publicKey }: Company) {
  const kept = await page.evaluate<string>(`Object.values(localStorage).find((text) => text.includes("session_id"))`);
  const { session_id } = JSON.parse(kept) as { session_id: string };
  return {
    async say(body: string): Promise<void> {
      const items = [{ client_id: crypto.randomUUID(), body }];
      const sent = await ask(`${stack.api}/widget/messages`, { key: publicKey, body: { session_id, items } });
      expect(sent.status).toBe(200);
    },
  };
}
