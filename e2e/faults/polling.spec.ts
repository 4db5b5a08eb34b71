import { type BrowserContext, expect, type Page } from "playwright/test";
import { test } from "../support/fixtures.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { expectTruth, newestConversation } from "../support/truth.ts";

// We look at the truth more often than a customer's program may.
test.use({ stackOptions: { demo: true, env: { RATE_LIMITS: "off" } } });

interface Wall {
  /** Whether WebSockets end before a word has passed, as behind some companies' proxies. */
  stands: boolean;
  /** WebSockets that were let through. */
  passed: number;
}

async function buildWall(context: BrowserContext): Promise<Wall> {
  const wall: Wall = { stands: true, passed: 0 };
  await context.routeWebSocket(/\/socket\.io\//, async (socket) => {
    if (wall.stands) return socket.close();
    wall.passed += 1;
    socket.connectToServer();
  });
  return wall;
}

const polls = (page: Page) => page.waitForRequest(/\/socket\.io\/.*transport=polling/, { timeout: 30_000 });

test("where WebSockets do not pass, both sides chat by long-polling, also through kill -9, and return to WebSockets when they pass", async ({
  browser,
  company,
}) => {
  test.setTimeout(120_000);
  const visitor = new Visitor(await newPerson(browser));
  const agent = new Agent(await newPerson(browser));
  const people = [visitor, agent];
  const walls = await Promise.all(people.map(({ page }) => buildWall(page.context())));

  const polling = Promise.all(people.map(({ page }) => polls(page)));
  await visitor.visit(company);
  await visitor.openChat();
  await visitor.say("Can you hear me?");
  await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
  const id = await newestConversation(company);
  await agent.signIn(company);
  await agent.openConversation(id);
  await agent.say("Loud and clear");
  await expect(visitor.log.getByText("Loud and clear", { exact: true })).toBeVisible();
  await polling;
  await expectTruth(company, id, visitor.log, agent.log);

  await test.step("the server is killed", async () => {
    const again = Promise.all(people.map(({ page }) => polls(page)));
    await company.stack.kill();
    await visitor.say("Asked while it was away");
    await agent.say("Answered while it was away");
    await company.stack.restart();
    await again;
    // Every second attempt is by WebSocket, and fails.
    const back = { timeout: 30_000 };
    await expect(visitor.log.getByText("Answered while it was away", { exact: true })).toHaveCount(1, back);
    await expect(agent.log.getByText("Asked while it was away", { exact: true })).toHaveCount(1, back);
    await expectTruth(company, id, visitor.log, agent.log);
    expect(walls.map(({ passed }) => passed)).toEqual([0, 0]);
  });

  await test.step("the wall falls", async () => {
    for (const wall of walls) wall.stands = false;
    await company.stack.restart();
    await expect.poll(() => walls.every(({ passed }) => passed > 0), { timeout: 20_000 }).toBe(true);
    await visitor.say("Better now?");
    await agent.say("Much better");
    await expect(visitor.log.getByText("Much better", { exact: true })).toBeVisible();
    await expectTruth(company, id, visitor.log, agent.log);
  });
});
