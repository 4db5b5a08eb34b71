import { cpSync, rmSync } from "node:fs";
import { type Browser, expect } from "playwright/test";
import { type Company, test } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { type Stack, startStack } from "../support/stack.ts";

async function openCompany(stack: Stack): Promise<Company> {
  const owner = await stack.createOwner();
  return { stack, owner, publicKey: await stack.createKey("pk_live"), secretKey: await stack.createKey("crm") };
}

async function visitorWho(browser: Browser, company: Company, text: string): Promise<Visitor> {
  const visitor = new Visitor(await newPerson(browser));
  await visitor.visit(company);
  await visitor.openChat();
  await visitor.say(text);
  return visitor;
}

async function newestConversation({ stack, secretKey }: Company): Promise<{ id: number; texts: string[] }> {
  const { body } = await ask(`${stack.api}/conversations`, { key: secretKey });
  const rows = body["data"] as { conversation_id: number }[];
  const id = Math.max(...rows.map(({ conversation_id }) => conversation_id));
  const thread = await ask(`${stack.api}/conversations/${id}/messages?after_seq=0`, { key: secretKey });
  return { id, texts: (thread.body["data"] as { body: string | null }[]).map((event) => event.body ?? "") };
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
    const early = await visitorWho(browser, company, "I was here before the backup");
    const agent = new Agent(await newPerson(browser));
    await agent.signIn(company);
    expect((await stack.cli(["backup", "--to", backup])).code).toBe(0);

    const ghost = await visitorWho(browser, company, "My account number is 4711");
    await early.say("Written after the backup");
    const { id } = await newestConversation(company);
    await agent.openConversation(id);
    await expect(agent.log.getByText("My account number is 4711", { exact: true })).toBeVisible();
    await stack.kill();
    await agent.say("Your balance is 12 dollars");
    await expect(agent.log.getByText("Your balance is 12 dollars", { exact: true })).toBeVisible();

    await agent.page.context().setOffline(true);
    await restore(stack, backup);
    const stranger = await visitorWho(browser, company, "Hello, I am somebody else");
    expect(await newestConversation(company), "a number is given again").toMatchObject({ id });
    await agent.page.context().setOffline(false);

    await test.step("the agent sees the stranger, and is asked about the answer", async () => {
      await expect(agent.log.getByText("Hello, I am somebody else", { exact: true })).toBeVisible();
      await expect(agent.page.getByText("My account number is 4711")).toHaveCount(0);
      await expect(agent.log.getByText(/^Not sent: The database was restored/)).toBeVisible();
      expect((await newestConversation(company)).texts).not.toContain("Your balance is 12 dollars");
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
