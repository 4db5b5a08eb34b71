import { cpSync, rmSync } from "node:fs";
import { type Browser, expect } from "playwright/test";
import { type Company, test } from "../support/fixtures.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { conversationsWith, countStored } from "../support/truth.ts";

async function openCompany(stack: Stack): Promise<Company> {
  const owner = await stack.createOwner();
  return { stack, owner, publicKey: await stack.createKey("pk_live"), secretKey: await stack.createKey("crm") };
}

/** The conversation in which this was said, once it is stored: what is said is shown before that. */
async function storedIn(company: Company, text: string): Promise<number> {
  await expect.poll(() => countStored(company, text), `"${text}" is stored once`).toBe(1);
  const [id] = await conversationsWith(company, text);
  return id ?? 0;
}

async function visitorWho(browser: Browser, company: Company, text: string) {
  const visitor = new Visitor(await newPerson(browser));
  await visitor.visit(company);
  await visitor.openChat();
  await visitor.say(text);
  return { visitor, id: await storedIn(company, text) };
}

async function restore(stack: Stack, backup: string): Promise<void> {
  rmSync(stack.dataDir, { recursive: true });
  cpSync(backup, stack.dataDir, { recursive: true });
  await stack.start();
}

test("after an older database is restored the console shows nothing of the lost one, and an answer that was on its way to somebody reaches nobody else", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const stack = await startStack({ demo: true });
  const backup = `${stack.dataDir}-backup`;
  try {
    const company = await openCompany(stack);
    const { visitor: early } = await visitorWho(browser, company, "I was here before the backup");
    const agent = new Agent(await newPerson(browser));
    await agent.signIn(company);
    expect((await stack.cli(["backup", "--to", backup])).code).toBe(0);

    const { visitor: ghost, id } = await visitorWho(browser, company, "My account number is 4711");
    await early.say("Written after the backup");
    await storedIn(company, "Written after the backup");
    await agent.openConversation(id);
    await expect(agent.log.getByText("My account number is 4711", { exact: true })).toBeVisible();
    await stack.kill();
    await agent.say("Your balance is 12 dollars");
    await expect(agent.log.getByText("Your balance is 12 dollars", { exact: true })).toBeVisible();

    await agent.page.context().setOffline(true);
    await restore(stack, backup);
    const { visitor: stranger, id: again } = await visitorWho(browser, company, "Hello, I am somebody else");
    expect(again, "a number is given again").toBe(id);
    await agent.page.context().setOffline(false);

    await test.step("the agent sees the stranger, and is asked about the answer", async () => {
      await expect(agent.log.getByText("Hello, I am somebody else", { exact: true })).toBeVisible();
      await expect(agent.page.getByText("My account number is 4711")).toHaveCount(0);
      await expect(agent.log.getByText(/^Not sent: The database was restored/)).toBeVisible();
      expect(await countStored(company, "Your balance is 12 dollars")).toBe(0);
      await expect(stranger.log.getByText("Your balance is 12 dollars")).toHaveCount(0);
    });

    await test.step("visitors see what the database holds, and go on", async () => {
      await expect(early.log.getByText("Written after the backup")).toHaveCount(0);
      await early.say("Still here");
      await expect(ghost.log.getByText("My account number is 4711")).toHaveCount(0);
      await agent.say("Welcome");
      await expect(stranger.log.getByText("Welcome", { exact: true })).toBeVisible();
    });
  } finally {
    await stack.stop();
    rmSync(backup, { recursive: true, force: true });
  }
});
