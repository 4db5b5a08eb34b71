import { expect, type Locator } from "playwright/test";
import { test as base, type Company } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { startTabbedBrowser, type TabbedBrowser } from "../support/tabs.ts";
import { expectTruth, newestConversation } from "../support/truth.ts";
import { until } from "../support/until.ts";

// A fact is a hint. When every hint is lost, and no later one reveals it, whoever looks still comes to see what happened.

const test = base.extend<{ tabs: TabbedBrowser }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  tabs: async ({}, use) => {
    const tabs = await startTabbedBrowser();
    await use(tabs);
    await tabs.close();
  },
});
// We look at the truth more often than a customer's program may.
test.use({ stackOptions: { demo: true, hooks: ["drop-facts"], env: { RATE_LIMITS: "off" } } });

/** What a visible page may lag behind when hints are lost. */
const healed = { timeout: 10_000 };

async function dropFacts({ stack }: Company): Promise<void> {
  stack.tell({ drop: true });
  await until("the facts to be dropped", () => stack.output.includes("facts are dropped: true"));
}

/** Expects all of it within one and the same time. */
async function expectShown(...lines: readonly Locator[]): Promise<void> {
  await Promise.all(lines.map((line) => expect(line).toBeVisible(healed)));
}

async function openChat(visitor: Visitor, company: Company): Promise<Visitor> {
  await visitor.visit(company);
  await visitor.openChat();
  return visitor;
}

test("all facts dropped, then silence: two tabs and the console show a message, a read mark and a close within 10 s", async ({
  browser,
  context,
  company,
}) => {
  const one = await openChat(new Visitor(await context.newPage()), company);
  await one.say("Is anybody there?");
  await expect(one.page.getByText("Automatic reply").first()).toBeVisible();
  const id = await newestConversation(company);
  const two = await openChat(new Visitor(await context.newPage()), company);
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company);
  await agent.openConversation(id);
  await expect(agent.log.getByText("Is anybody there?", { exact: true })).toBeVisible();
  const other = await openChat(new Visitor(await newPerson(browser)), company);
  await dropFacts(company);

  await test.step("messages of both sides, and a visitor who is new", async () => {
    await agent.say("Nobody is told of this answer");
    await one.say("Nobody is told of this question");
    await other.say("Nobody is told that I came");
    await expectShown(
      ...[one, two, agent].map(({ log }) => log.getByText("Nobody is told of this answer", { exact: true })),
      ...[two, agent].map(({ log }) => log.getByText("Nobody is told of this question", { exact: true })),
      agent.rowOf(id).getByText("Nobody is told of this question"),
      agent.page.locator("a.row").getByText("Nobody is told that I came"),
    );
  });

  await test.step("that it was read", async () => {
    const newestOwn = ({ log }: Visitor | Agent) => log.locator(".item.own").last().getByText("Read");
    await expectShown(...[one, two, agent].map(newestOwn));
  });

  await test.step("that it was closed", async () => {
    await ask(`${company.stack.api}/conversations/${id}/close`, { method: "POST", key: company.secretKey });
    await expectShown(
      ...[one, two].map(({ log }) => log.getByText("This chat was closed")),
      agent.log.getByText("The conversation was closed"),
      agent.page.getByRole("button", { name: "Reopen" }),
    );
  });

  for (const name of ["conversation.event", "conversation.read", "feed.event"])
    expect(company.stack.output).toContain(`dropped: ${name}`);
  await expectTruth(company, id, one.log, two.log, agent.log);
});

test("all facts dropped: hidden tabs of the widget and the console show what happened as soon as they are looked at", async ({
  tabs,
  company,
}) => {
  const openTab = async () => {
    const page = await tabs.openTab();
    await page.clock.install();
    return page;
  };
  const visitor = await openChat(new Visitor(await openTab()), company);
  await visitor.say("I look elsewhere now");
  await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
  const id = await newestConversation(company);
  const agent = new Agent(await openTab());
  await agent.signIn(company);
  await agent.openConversation(id);
  await expect(agent.log.getByText("I look elsewhere now", { exact: true })).toBeVisible();
  await tabs.openTab();
  for (const { page } of [visitor, agent]) {
    await page.waitForFunction(`document.visibilityState === "hidden"`);
    // Its time stands still: nothing comes because it was due, only because somebody looks.
    await page.clock.pauseAt((await page.evaluate<number>("Date.now()")) + 1000);
  }
  await dropFacts(company);
  const answer = "Written while nobody looked";
  await ask(`${company.stack.api}/conversations/${id}/messages`, { key: company.secretKey, body: { message: answer } });
  for (const { page, log } of [visitor, agent]) {
    await page.bringToFront();
    await expect(log.getByText(answer, { exact: true })).toBeVisible();
  }
  await expectTruth(company, id, visitor.log, agent.log);
});
